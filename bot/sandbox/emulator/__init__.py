"""What the parts of a sandbox share: a server, faults, addresses, the process of the relay."""

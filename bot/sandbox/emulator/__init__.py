"""What both emulated services share: a server and faults."""

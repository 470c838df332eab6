"""What the emulated services of a sandbox share, and the relay's process."""

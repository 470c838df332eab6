"""What both emulated services are made of."""

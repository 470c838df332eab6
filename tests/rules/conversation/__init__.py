"""What became of the commands and orders in a conversation."""

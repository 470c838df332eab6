"""What became of a message is shown once where people look for it."""

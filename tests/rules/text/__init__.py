"""How a text is counted, split, read as a command and shown in an issue."""

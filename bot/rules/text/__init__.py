"""Rules about text: segments, encoding, commands, files, and how a message is shown in an issue."""

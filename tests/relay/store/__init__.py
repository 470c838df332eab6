"""What was acknowledged is on the disk, once, in order, and whoever reads the file reads no number and no text."""

"""What one program writes another reads, also in its old forms."""

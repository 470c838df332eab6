"""What a batch is, what it holds, and when it is tried again."""

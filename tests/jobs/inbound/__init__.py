"""What a person writes is recorded once, whole, in order and in the right conversation."""

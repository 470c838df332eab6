"""The daily reminder to rotate credentials."""

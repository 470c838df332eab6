"""The daily check of the bill."""

"""The daily look at the bill."""

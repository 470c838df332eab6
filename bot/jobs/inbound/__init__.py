"""A person writes."""

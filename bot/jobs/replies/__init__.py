"""A maintainer answers."""

"""One door to each outside system."""

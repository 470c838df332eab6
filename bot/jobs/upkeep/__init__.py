"""The hourly run: finds what any journey lost, and calls its functions."""

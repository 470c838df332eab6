"""A system notifies."""

"""Where messages wait, and what else the relay remembers, in a database."""

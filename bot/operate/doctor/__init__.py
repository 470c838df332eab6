"""Finds whatever is wrong with an installation: one registry of checks for terminal, API and console."""

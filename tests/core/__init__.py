"""Errors, the clock, logs and keys mean the same to every part."""

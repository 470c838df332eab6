"""Decisions, as functions of values."""

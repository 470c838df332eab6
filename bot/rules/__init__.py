"""Decisions as functions of values: no clock, no network, no files."""

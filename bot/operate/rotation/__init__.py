"""Credentials changed for new ones, one module each, while messages come in."""

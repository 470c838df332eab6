"""Notices are opened, kept up to date and closed, one for each topic."""

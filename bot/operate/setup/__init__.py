"""Puts an installation into order: what differs from what is wanted is shown, changed, and can be taken back."""

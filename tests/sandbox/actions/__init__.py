"""Proves that workflow files run as GitHub would run them: queued, canceled, rerun, with their own tokens."""

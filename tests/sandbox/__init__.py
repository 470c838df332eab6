"""The emulated services behave as their documentation says the real ones do."""

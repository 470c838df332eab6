"""Proves that the emulated Twilio, GitHub and Actions behave as the real services document."""

"""Twilio reports what became of a message."""

"""Twilio, through its own library. No other package imports that library."""

"""The relay: accepts what Twilio delivers, stores it safely, and dispatches it to GitHub."""

"""The services that carry messages. One so far: Twilio."""

"""The page *Messaging connections*: what Twilio and the relay know of each other, tested, set right, and changed."""

"""The relay: takes in what Twilio delivers, keeps it safe, and hands it on to GitHub."""

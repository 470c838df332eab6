"""Twilio's messages beside GitHub's issues: where each is shown, and which conversations wait for whom."""

"""The connection to Twilio: judged, and changed for both who have it, or for neither."""

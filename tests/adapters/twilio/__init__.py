"""Twilio's webhooks, signatures and prices are read as Twilio writes them."""

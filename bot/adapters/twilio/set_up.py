"""Twilio's client for setting an account up and looking it over: it reaches what no job needs as well."""

from __future__ import annotations

from twilio.rest import Client

from bot.adapters.twilio.client import connect
from bot.core.settings import Settings


def client_for(settings: Settings) -> Client:
    """Return the client; TWILIO_API_URL replaces the address of all its APIs."""
    client = connect(settings)
    if settings.environment.TWILIO_API_URL:
        for domain in (client.accounts, client.messaging, client.numbers):
            domain.base_url = settings.environment.TWILIO_API_URL
    return client


def with_auth_token(settings: Settings) -> Settings:
    """Return the settings without an API key, where there is an auth token: it sees all that there is to see."""
    environment = settings.environment
    if not environment.TWILIO_AUTH_TOKEN:
        return settings
    keys = dict.fromkeys(("TWILIO_API_KEY", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"))
    return settings.model_copy(update={"environment": environment.model_copy(update=keys)})

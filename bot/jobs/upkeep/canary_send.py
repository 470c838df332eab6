"""Sending a canary."""

from __future__ import annotations

from bot.adapters import relay_client
from bot.core import clock
from bot.core.errors import BotError
from bot.jobs.tools import Tools
from bot.rules.wire import canary


def send(tools: Tools) -> str:
    """Send a test message to the relay as Twilio would; return why the relay refused it, or an empty string.

    Raises BotError if settings are missing.
    """
    settings = tools.settings
    environment = settings.environment
    ours = environment.TWILIO_PHONE_NUMBER or environment.TWILIO_WHATSAPP_NUMBER
    if not (settings.config.relay.public_url and settings.auth_tokens and ours):
        raise BotError(
            "A test message cannot be sent.",
            "It needs relay.public_url in config.yml and TWILIO_AUTH_TOKEN, which signs it.",
        )
    form = canary.form(ours, environment.TWILIO_ACCOUNT_SID, clock.now(), tools.vault)
    return relay_client.deliver_webhook(settings, form)

"""Which secrets the workflows need. Pure."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.settings.environment import Environment

# Each does something more, and its absence is reported where that is looked at.
OPTIONAL = ("ADMIN_PHONES", "ERASURE_TOKEN", "ADMIN_GITHUB_TOKEN", "TWILIO_MESSAGING_SERVICE_SID")
_KEY, _PAIR = "TWILIO_API_KEY", frozenset({"TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"})
_NUMBERS = ("TWILIO_PHONE_NUMBER", "TWILIO_WHATSAPP_NUMBER")


def sends_by_key(names: Collection[str]) -> bool:
    """Return whether the workflows have an API key of Twilio's, so that they can do without the auth token."""
    return _KEY in names or set(names) >= _PAIR


def lacking(names: Collection[str], relay: Environment) -> list[str]:
    """Return the secrets that are missing: what every workflow needs, and the numbers that the relay has."""
    sends = "TWILIO_AUTH_TOKEN" in names or sends_by_key(names)
    numbers = [name for name in _NUMBERS if getattr(relay, name)]
    needed = ["CONTACT_KEY", "TWILIO_ACCOUNT_SID", *([] if sends else ["TWILIO_AUTH_TOKEN"]), *numbers]
    return [name for name in needed if name not in names]

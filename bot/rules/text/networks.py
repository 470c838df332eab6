"""What channels are called where people read them."""

from __future__ import annotations

from bot.core.messages import SENDING, Address
from bot.rules.text.inert import words
from bot.rules.texts import Texts

_NETWORKS = {"sms": "SMS", "whatsapp": "WhatsApp", "rcs": "RCS", "gbm": "Google Business Messages"}


def channel_name(address: Address) -> str:
    """Return the name of a channel: one that is not known is called what Twilio calls it."""
    return name_of(address.network)


def name_of(network: str) -> str:
    """Return the name of a channel by Twilio's word for it."""
    return _NETWORKS.get(network) or words(network.capitalize())


def why_unanswerable(address: Address, texts: Texts) -> str:
    """Return why nobody can be answered at an address, or an empty string."""
    if address.can_be_answered:
        return ""
    if address.channel not in SENDING:
        return texts.inbound.channel_cannot_be_answered.format(channel=channel_name(address))
    return texts.sending.short_code_cannot_be_answered if address.is_short_code else texts.cannot_be_answered

"""The canary: a test message that takes the whole path of a person's message and ends in a note of its arrival.

Written and recognised here. Its text is sealed with CONTACT_KEY, so that nobody can forge it.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Final

from bot.core.errors import SealError
from bot.core.messages import Address, Channel, InboundMessage
from bot.rules.people.sealing import Vault

# 555-0100 to 555-0199 are reserved for fiction (North American Numbering Plan): they reach nobody.
SENDER: Final = Address(Channel.SMS, "+12025550100")
_PREFIX = "canary:"


def form(ours: str, account: str, sent_at: datetime, vault: Vault) -> dict[str, str]:
    """Return the form that Twilio would post to the webhook for such a message to one of our senders."""
    sealed = vault.seal(json.dumps({"canary": sent_at.isoformat()}).encode())
    sid = f"SM{secrets.token_hex(16)}"
    return {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "AccountSid": account,
        "From": SENDER.wire,
        "To": ours,
        "Body": f"{_PREFIX}{sealed}",
        "NumMedia": "0",
        "NumSegments": "1",
        "ApiVersion": "2010-04-01",
    }


def sent_at(message: InboundMessage, vault: Vault) -> datetime | None:
    """Return when a message was sent as a canary, None for a person's message."""
    if message.sender != SENDER or not message.text.startswith(_PREFIX):
        return None
    try:
        content = json.loads(vault.open(message.text.removeprefix(_PREFIX)))
        return datetime.fromisoformat(content["canary"])
    except (SealError, ValueError, KeyError, TypeError):
        return None

"""Delivery reports as the relay would make them, for tests without a relay."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl, urlsplit

from bot.adapters.twilio import webhook
from bot.core import clock
from bot.core.messages import DeliveryReport, DeliveryStatus, MessageSid
from bot.sandbox.twilio import forms
from tests.making import ANA
from tests.stage import ACCOUNT, PUBLIC_URL, Stage

# Callbacks need an address; nobody listens there.
PUBLIC = {"relay": {"public_url": PUBLIC_URL}}


def reported(stage: Stage, number: int = 0) -> DeliveryReport:
    """Return the report on a message as it stands; the newest has number 0."""
    message = stage.twilio.state.messages()[number]
    form = dict(forms.status(message, message.status, ACCOUNT, "", clock.now()))
    query = dict(parse_qsl(urlsplit(message.status_callback).query))
    report = webhook.parse_status(form, query, clock.now())
    assert report
    return report


def report_on(about: str, status: DeliveryStatus, code: int = 0) -> DeliveryReport:
    """Return a report on a message to Ana; `about` is what its trace names."""
    sid = MessageSid(f"SM{secrets.token_hex(16)}")
    return DeliveryReport(1, clock.now(), sid, status, ANA, about, code)

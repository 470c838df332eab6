"""One message to the operator's phone and the answer to it, as Twilio lists them: what only a trial shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from bot.adapters.twilio.client import RETRIES, STATUS_PATH
from bot.adapters.twilio.failures import twilio_errors
from bot.adapters.twilio.set_up import client_for
from bot.core import calls, service_clocks
from bot.core.messages import Address, MessageSid
from bot.core.settings import Settings
from bot.rules.people import contacts

_PAGE = 20  # newest messages that are looked through
_SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as Twilio shows it."""

    sid: MessageSid
    text: str = field(repr=False)
    status: str
    code: int = 0


def send(settings: Settings, to: Address, sender: Address, text: str) -> MessageSid:
    """Send the message, its status to be reported to the relay; raises as `twilio_errors` does."""
    with twilio_errors():
        message = client_for(settings).messages.create(
            to=to.wire,
            from_=sender.wire,
            body=text,
            status_callback=f"{settings.config.relay.public_url}{STATUS_PATH}{RETRIES}",
        )
    return MessageSid(str(message.sid))


def listed(settings: Settings, to: Address, sid: MessageSid) -> Shown | None:
    """Return the message as Twilio's list shows it, None where the list lacks it; raises as `twilio_errors` does."""
    with twilio_errors():
        found = client_for(settings).messages.list(to=to.wire, limit=_PAGE)
    return next(
        (
            Shown(sid, one.body or "", str(one.status), int(one.error_code or 0))
            for one in found
            if one.sid == sid
        ),
        None,
    )


def fetched(settings: Settings, sid: MessageSid) -> Shown:
    """Return the message as it is now; raises as `twilio_errors` does."""
    with twilio_errors():
        one = client_for(settings).messages(sid).fetch()
    return Shown(sid, one.body or "", str(one.status), int(one.error_code or 0))


def answered(settings: Settings, person: Address, ours: Address, since: datetime) -> bool:
    """Return whether the person has written to this sender of ours since the moment, by our clock."""
    start = since + service_clocks.ahead(calls.TWILIO) - _SKEW
    with twilio_errors():
        found = client_for(settings).messages.stream(to=ours.wire, page_size=_PAGE)
        newer = list(takewhile(lambda one: one.date_created and one.date_created >= start, found))
    who = contacts.canonical(person)
    return any(
        str(one.direction) == "inbound" and contacts.canonical(Address.parse(str(one.from_))) == who
        for one in newer
    )

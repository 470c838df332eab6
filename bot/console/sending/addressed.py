"""To whom this browser's latest messages went, with the number masked: the browser keeps it, sealed.

The relay's store holds neither numbers nor texts of what was ordered, and no page of another session can open this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from bot.console.entry import visitor
from bot.console.entry.sessions import LONGEST, Session
from bot.core.errors import SealError
from bot.rules.people import contacts
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.sending.order_form import SendRequest
from bot.rules.text import networks

_COOKIE = f"{visitor.SESSION}-sent"
_SECONDS = int(LONGEST.total_seconds())
_MOST = 10


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a message went to, how, and by which template, if by one."""

    person: str
    channel: str
    template: str = ""


def keep(answer: Response, order: str, request: SendRequest, session: Session, keys: RelayKeys) -> None:
    """Have the browser remember whom an order was for, beside those before it."""
    new = (contacts.masked(request.person), networks.channel_name(request.person), request.template)
    others = {name: one for name, one in _kept(session, keys).items() if name != order}
    latest = dict(list({**others, order: new}.items())[-_MOST:])
    content = json.dumps({"session": session.digest, "sent": latest}).encode()
    visitor.set_cookie(answer, _COOKIE, keys.seal_for_browser(content), _SECONDS)


def known(session: Session, keys: RelayKeys) -> Mapping[str, Addressed]:
    """Return what the browser remembers, by the ids of the orders."""
    return {order: Addressed(*map(str, one)) for order, one in _kept(session, keys).items()}


def _kept(session: Session, keys: RelayKeys) -> Mapping[str, tuple[str, ...]]:
    try:
        found = json.loads(keys.open_from_browser(visitor.cookie(_COOKIE), _SECONDS))
    except SealError:
        return {}
    return found["sent"] if found.get("session") == session.digest and "sent" in found else {}

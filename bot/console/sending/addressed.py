"""To whom this browser's latest messages went, with the number masked: the browser keeps it, sealed.

The relay's store holds neither numbers nor texts of what was ordered, and no page of another session can open this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response

from bot.console.entry import visitor
from bot.console.entry.sessions import Session
from bot.rules.people import contacts
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.sending.order_form import SendRequest
from bot.rules.text import networks

_COOKIE = f"{visitor.SESSION}-sent"
_MOST = 10


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a message went to, how, and by which template, if by one."""

    person: str
    channel: str
    template: str = ""


def keep(answer: Response, order: str, request: SendRequest, session: Session, keys: RelayKeys) -> None:
    """Add the recipient of an order to those that the browser keeps."""
    new = (contacts.masked(request.person), networks.channel_name(request.person), request.template)
    others = {name: one for name, one in _kept(session, keys).items() if name != order}
    latest = dict(list({**others, order: new}.items())[-_MOST:])
    visitor.keep_sealed(answer, _COOKIE, latest, session, keys)


def known(session: Session, keys: RelayKeys) -> Mapping[str, Addressed]:
    """Return what the browser remembers, by the ids of the orders."""
    return {order: Addressed(*map(str, one)) for order, one in _kept(session, keys).items()}


def _kept(session: Session, keys: RelayKeys) -> Mapping[str, Sequence[str]]:
    found = visitor.kept_sealed(_COOKIE, session, keys)
    return found if isinstance(found, dict) else {}

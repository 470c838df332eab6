"""The plan of an erasure, written down and sealed before anything is erased, so that any run can finish it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from pydantic import TypeAdapter

from bot.core import clock
from bot.core.messages import SENDING, Address, MessageSid
from bot.core.settings import Language
from bot.jobs.rights.holdings import Holdings
from bot.rules.people import contacts
from bot.rules.people.sealing import Vault

# A message can come again up to this long after it was recorded: GitHub keeps runs, and the relay keeps what it
# delivered, no longer.
_REMEMBERED = timedelta(days=45)
_MOST_REMEMBERED = 2000  # digests fit in a comment


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Who asked for an erasure: the person, by a message, or a maintainer, by a comment; `key` identifies it."""

    key: str
    at: datetime
    person: Address
    sender: Address
    by: str = ""
    sid: MessageSid | None = None


@dataclass(frozen=True, slots=True)
class PlannedConversation:
    """A conversation to erase; `merged` are the addresses of the person's other numbers, by number."""

    number: int
    person: str = field(repr=False)
    sender: str = field(repr=False)
    also: tuple[str, ...] = field(default=(), repr=False)
    merged: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    @property
    def groups(self) -> tuple[tuple[Address, ...], ...]:
        """The addresses as the conversation's marker has them."""
        return tuple(tuple(map(Address.parse, wires)) for wires in ((self.person, *self.also), *self.merged))


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What to erase, as it was when the erasure began; comments after `last_comment` came later.

    `person` is whom to inform and `sender` from which number, both in Twilio's format; `language` is that of the
    person, if what is erased shows it.
    """

    at: datetime
    by: str
    sid: str | None
    person: str = field(repr=False)
    sender: str = field(repr=False)
    issues: tuple[PlannedConversation, ...]
    last_comment: int
    messages: int
    comments: int
    files: int
    language: Language | None = None

    @property
    def whom(self) -> Address:
        return Address.parse(self.person)

    @property
    def numbers(self) -> list[int]:
        return [one.number for one in self.issues]

    @property
    def addresses(self) -> list[Address]:
        """Return every address that the person wrote from or can be reached at, on both channels, merged ones too."""
        named = (address for one in self.issues for group in one.groups for address in group)
        return addresses(self.person, *(address.wire for address in named))


@cache
def _format() -> TypeAdapter[ErasurePlan]:
    return TypeAdapter(ErasurePlan)


def addresses(*wires: str) -> list[Address]:
    """Return the addresses of a person, and the others that the same number has on both channels."""
    found = set(wires)
    for wire in wires:
        for value in contacts.spellings(Address.parse(wire)):
            found |= {Address(channel, value).wire for channel in SENDING}
    return [Address.parse(wire) for wire in sorted(found)]


def draw_up(request: ErasureRequest, kept: Holdings, language: Language | None) -> ErasurePlan:
    """Return the plan that erases what is kept now."""
    return ErasurePlan(
        at=request.at,
        by=request.by,
        sid=request.sid,
        person=request.person.wire,
        sender=request.sender.wire,
        issues=tuple(
            PlannedConversation(
                one.conversation.issue.number,
                marker.person.wire,
                marker.sender.wire,
                tuple(address.wire for address in marker.also),
                tuple(tuple(address.wire for address in group) for group in marker.merged),
            )
            for one in reversed(kept.held)
            for marker in [one.conversation.marker]
        ),
        last_comment=max((comment.id for one in kept.held for comment in one.comments), default=0),
        messages=kept.received + kept.sent,
        comments=kept.comments,
        files=kept.files,
        language=language,
    )


def remembered_ids(kept: Holdings) -> list[str]:
    """Return the ids of messages and orders that may come again, only the latest if there are too many."""
    since = clock.now() - _REMEMBERED
    lately = [one for one in reversed(kept.held) if one.last_at >= since]
    return [key for one in lately for key in (*one.received, *one.ordered)][-_MOST_REMEMBERED:]


def seal(plan: ErasurePlan, vault: Vault) -> str:
    """Return the plan as the consent record holds it."""
    return vault.seal(zlib.compress(_format().dump_json(plan)))


def unseal(token: str, vault: Vault) -> ErasurePlan:
    """Return the plan that was sealed; raises SealError if no key opens it."""
    plan: ErasurePlan = _format().validate_json(zlib.decompress(vault.open(token)))
    return plan

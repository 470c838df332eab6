"""The hidden first line of an issue or comment: how the bot recognises what it wrote. Written and parsed here.

Whoever may edit our comments could copy or change a line. Each is therefore signed together with the number of its
issue: `bot.rules.wire.binding` makes and checks the signature. A line that is not bound to the issue it is in means
nothing there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from bot.core import clock
from bot.core.errors import SealError
from bot.core.marks import Outcome
from bot.core.messages import Address, Channel, ContactId, MessageSid
from bot.rules.people.called import NAMELESS, Called
from bot.rules.people.sealing import Vault
from bot.rules.wire import binding, older_markers, pause_markers, rights_markers
from bot.rules.wire.binding import Binding
from bot.rules.wire.pause_markers import AnyPauseMarker, PauseMarker, PauseOverMarker
from bot.rules.wire.rights_markers import RightsMarker

VERSION = 1


@dataclass(frozen=True, slots=True)
class ConversationMarker:
    """Heads an issue: with whom the conversation is, `also` known under other addresses, and which sender of ours.

    It goes on from the issue `follows`, which took nothing more, and goes on in `continued_in`; 0 where there is none.
    `merged` are further addresses of the person by a maintainer's word, on any channel: a group for each number, with
    what Twilio names together. Consent never passes from one group to another. `called` is what the office calls the
    person.
    """

    contact: ContactId
    person: Address
    sender: Address
    sids: tuple[MessageSid, ...]
    also: tuple[Address, ...] = ()
    follows: int = 0
    continued_in: int = 0
    merged: tuple[tuple[Address, ...], ...] = ()
    called: Called = NAMELESS

    @property
    def groups(self) -> tuple[tuple[Address, ...], ...]:
        """The addresses that Twilio names together, the number that is answered first."""
        return ((self.person, *self.also), *self.merged)

    @property
    def others(self) -> tuple[Address, ...]:
        """Every address of the person but the one that answers go to."""
        return (*self.also, *(address for group in self.merged for address in group))

    @property
    def people(self) -> tuple[Address, ...]:
        return (self.person, *self.others)

    @property
    def channel(self) -> Channel:
        return self.person.channel


@dataclass(frozen=True, slots=True)
class MessagesMarker:
    """Heads a comment that records messages; `reopens` says that they reopened the conversation."""

    sids: tuple[MessageSid, ...]
    reopens: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class NoteMarker:
    """Heads a note to maintainers about one of their comments (0: the issue itself): what became of it.

    `sent` of `parts` message parts had left by then. For a /retry, `source` is the comment whose text it sends.
    """

    about: int
    verdict: Outcome
    sent: int = field(default=0, compare=False)
    parts: int = field(default=0, compare=False)
    source: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OrderMarker:
    """Heads a comment that shows a system's order; `sealed` is the order itself, in case it has to wait."""

    order: str
    sealed: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ScheduledMarker:
    """Heads a comment that shows when Twilio will send the text of another comment."""

    about: int
    at: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class TopicMarker:
    """Heads a notice: an issue that the bot keeps about one topic, such as a credential's age.

    `state` is what the bot needs to know about the topic later. It goes on from the issue `follows`, which is full.
    """

    topic: str
    state: str = field(default="", compare=False)
    follows: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TranscriptMarker:
    """Heads a comment that waits for a transcript, or links it if it is `done`; `by` asked for it in `about`.

    `whole` says that numbers are not masked in it.
    """

    about: int
    by: str = field(default="", compare=False)
    whole: bool = field(default=False, compare=False)
    done: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class KeyedMarker:
    """Heads a comment that is made once; `key` is unique within the issue."""

    key: str


Marker = (
    ConversationMarker
    | MessagesMarker
    | NoteMarker
    | OrderMarker
    | ScheduledMarker
    | RightsMarker
    | AnyPauseMarker
    | TopicMarker
    | TranscriptMarker
    | KeyedMarker
)


def write(marker: Marker, vault: Vault, issue: int) -> str:
    """Return the hidden line, bound to the issue that it is written in."""
    return binding.bound_line(_whole(marker, vault), vault, issue)


def write_new(marker: Marker, vault: Vault) -> str:
    """Return the hidden line of an issue that has no number yet; it counts once it is bound, see `binding.bind`."""
    return binding.new_line(_whole(marker, vault), vault)


def _whole(marker: Marker, vault: Vault) -> dict[str, Any]:
    kind, content = _content(marker, vault)
    return {"v": VERSION, "kind": kind, **content}


def _content(marker: Marker, vault: Vault) -> tuple[str, dict[str, Any]]:
    """Return the kind of a marker, as `_KINDS` has it, and what it holds."""
    match marker:
        case ConversationMarker():
            return "conversation", _of_conversation(marker, vault)
        case MessagesMarker() | NoteMarker() | OrderMarker() | ScheduledMarker():
            return _of_messages(marker)
        case TopicMarker(topic, state, follows):
            more = {name: value for name, value in (("state", state), ("follows", follows)) if value}
            return "topic", {"topic": topic, **more}
        case TranscriptMarker(about, by, whole, done):
            return "transcript", {"transcript": about, "by": by, "whole": whole, "done": done}
        case KeyedMarker(key):
            return "keyed", {"said": key}
        case _:
            return _of_others(marker)


def _of_others(marker: AnyPauseMarker | RightsMarker) -> tuple[str, dict[str, Any]]:
    if isinstance(marker, PauseMarker | PauseOverMarker):
        return pause_markers.content(marker)
    return rights_markers.content(marker)


def _of_conversation(marker: ConversationMarker, vault: Vault) -> dict[str, Any]:
    def sealed(value: object) -> str:
        return vault.seal(json.dumps(value).encode())

    called, chain = marker.called, (("follows", marker.follows), ("continued", marker.continued_in))
    wires = [[one.wire for one in group] for group in marker.merged]
    return {
        "contact": marker.contact,
        "sids": marker.sids,
        "sealed": sealed([one.wire for one in (marker.person, marker.sender, *marker.also)]),
        **{key: at for key, at in chain if at},
        **({"merged": sealed(wires)} if wires else {}),
        **({"called": sealed([called.name, called.company])} if called else {}),
    }


def _of_messages(
    marker: MessagesMarker | NoteMarker | OrderMarker | ScheduledMarker,
) -> tuple[str, dict[str, Any]]:
    match marker:
        case MessagesMarker(sids, reopens):
            return "messages", {"sids": sids, **({"reopens": True} if reopens else {})}
        case NoteMarker(about, verdict, sent, parts, source):
            counts = {"sent": sent, "parts": parts, "source": source}
            # Earlier versions read `final`.
            return "note", {"about": about, "final": verdict.is_final, "verdict": verdict, **counts}
        case OrderMarker(order, sealed):
            return "order", {"order": order, "what": sealed}
        case ScheduledMarker(about, at):
            return "scheduled", {"scheduled": about, "at": clock.iso(at)}
        case _:
            assert_never(marker)


def sids(body: str) -> tuple[MessageSid, ...]:
    """Return the messages that an issue or comment of ours records; their ids are not sealed."""
    try:
        content = binding.content(body)
        return _sids(content) if content.get("v") == VERSION else ()
    except (KeyError, TypeError):
        return ()


def is_conversation(body: str) -> bool:
    """Return whether the first line claims to head a conversation; opening that may fail."""
    return "sealed" in binding.content(body)


def read(body: str, vault: Vault, issue: int) -> Marker | None:
    """Return the marker on the first line of a body that the bot wrote in that issue, or None if there is none.

    None too for a marker that is not bound to the issue. The caller makes sure that the bot's own account is the
    author. Raises SealError for a conversation whose sealed part does not open or does not belong to its contact id:
    it was tampered with, or sealed with a lost key.
    """
    marker = read_unbound(body, vault)
    return marker if marker and binding.of(body, vault, issue) is Binding.BOUND else None


def read_unbound(body: str, vault: Vault) -> Marker | None:
    """Return the marker on the first line wherever it is: to show, count or erase what it names, never to send."""
    content = binding.content(body)
    try:
        return _understood(content, vault) if content.get("v") == VERSION else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, StopIteration):
        return None  # somebody edited it, or another version wrote it


def _conversation(content: dict[str, Any], vault: Vault) -> ConversationMarker:
    person, sender, *also = (Address.parse(wire) for wire in json.loads(vault.open(content["sealed"])))
    contact = ContactId(content["contact"])
    groups = json.loads(vault.open(content["merged"])) if "merged" in content else ()
    merged = tuple(tuple(map(Address.parse, group)) for group in groups)
    marker = ConversationMarker(
        contact,
        person,
        sender,
        _sids(content),
        tuple(also),
        follows=int(content.get("follows", 0)),
        continued_in=int(content.get("continued", 0)),
        merged=merged,
        called=_name(content["called"], vault) if "called" in content else NAMELESS,
    )
    if not any(contact in vault.ids(address) for address in marker.people):
        raise SealError
    return marker


def _name(sealed: str, vault: Vault) -> Called:
    match json.loads(vault.open(sealed)):
        case [str(name), str(company)] if name:
            return Called(name, company)
    raise TypeError


def _note(content: dict[str, Any]) -> NoteMarker:
    counts = (int(content.get(name, 0)) for name in ("sent", "parts", "source"))
    return NoteMarker(int(content["about"]), older_markers.verdict(content), *counts)


def _sids(content: dict[str, Any]) -> tuple[MessageSid, ...]:
    return tuple(MessageSid(sid) for sid in content["sids"] if isinstance(sid, str))


_KINDS: dict[str, Callable[[dict[str, Any], Vault], Marker]] = {
    "conversation": _conversation,
    "messages": lambda content, _: MessagesMarker(_sids(content), content.get("reopens") is True),
    "note": lambda content, _: _note(content),
    "order": lambda content, _: OrderMarker(str(content["order"]), str(content["what"])),
    "scheduled": lambda content, _: ScheduledMarker(int(content["scheduled"]), clock.read_iso(content["at"])),
    "topic": lambda content, _: TopicMarker(
        str(content["topic"]), str(content.get("state", "")), int(content.get("follows", 0))
    ),
    "transcript": lambda content, _: TranscriptMarker(
        int(content["transcript"]),
        str(content["by"]),
        whole=content["whole"] is True,
        done=content["done"] is True,
    ),
    "keyed": lambda content, _: KeyedMarker(str(content["said"])),
}


def _understood(content: dict[str, Any], vault: Vault) -> Marker:
    kind = content["kind"] if "kind" in content else older_markers.kind(content)
    others = rights_markers.read(kind, content) or pause_markers.read(kind, content)
    return others or _KINDS[kind](content, vault)

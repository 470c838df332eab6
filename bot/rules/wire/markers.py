"""The hidden first line of an issue or comment: how the bot recognises what it wrote. Written and read here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, assert_never

from bot.core import clock
from bot.core.errors import SealError
from bot.core.messages import Address, Channel, ContactId, MessageSid
from bot.rules.people.sealing import Vault

VERSION = 1
_LINE = re.compile(r"<!-- auditoria360 (\{.*\}) -->")
# Where a marker holds something sealed, and how a public repository shows a sealed message.
_SEALED_FIELDS = ("sealed", "what", "plan")
_SEALED_TEXT = re.compile(r"(^```\r?\n)(gAAAA[\w=-]{90,})(\r?\n```)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ConversationMarker:
    """Heads an issue: who the conversation is with, and which of our senders the person wrote to."""

    contact: ContactId
    person: Address
    sender: Address
    sids: tuple[MessageSid, ...]

    @property
    def channel(self) -> Channel:
        return self.person.channel


@dataclass(frozen=True, slots=True)
class MessagesMarker:
    """Heads a comment that records messages."""

    sids: tuple[MessageSid, ...]


@dataclass(frozen=True, slots=True)
class NoteMarker:
    """Heads a comment in which the bot speaks to maintainers about one of their comments (0: the issue itself).

    `final` distinguishes a final verdict from news of a delay; `sent` counts the parts that left before it.
    """

    about: int
    final: bool
    sent: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OrderMarker:
    """Heads a comment that shows what a system had sent; `sealed` is the order itself, for when it has to wait."""

    order: str
    sealed: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ScheduledMarker:
    """Heads a comment that shows when Twilio will send what another comment shows."""

    about: int
    at: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class RequestMarker:
    """Heads a comment that points maintainers to what a person's message asks for."""

    sid: MessageSid


@dataclass(frozen=True, slots=True)
class LedgerMarker:
    """Heads the issue that holds a person's consent entries; `seal` proves it where the bot is not its author."""

    contact: ContactId
    seal: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ConsentMarker:
    """Heads the comment that is a consent entry; `line` is the entry as it is chained.

    `seal` proves that a holder of CONTACT_KEY wrote it, whatever the account. Older entries have none.
    """

    line: str
    seal: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ErasureMarker:
    """Heads the comment, on a person's ledger, of an erasure under way; `key` names what asked for it.

    `plan` is sealed; `gone` holds the digests of what it erases.
    """

    key: str
    gone: str = field(default="", compare=False, repr=False)
    plan: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptMarker:
    """Heads the receipt of an erasure that is done, in the place of its `ErasureMarker`."""

    key: str
    gone: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ErasedMarker:
    """Heads an issue that was a conversation; nothing in it shows with whom."""


@dataclass(frozen=True, slots=True)
class TopicMarker:
    """Heads a notice: an issue that the bot keeps about one topic, such as a credential's age.

    `state` is what the bot has to know about the topic later.
    """

    topic: str
    state: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class KeyedMarker:
    """Heads a comment that is made once; `key` tells it from the others of its issue."""

    key: str


Marker = (
    ConversationMarker
    | MessagesMarker
    | NoteMarker
    | OrderMarker
    | ScheduledMarker
    | RequestMarker
    | LedgerMarker
    | ConsentMarker
    | ErasureMarker
    | ReceiptMarker
    | ErasedMarker
    | TopicMarker
    | KeyedMarker
)


def write(marker: Marker, vault: Vault) -> str:
    """Return the hidden line."""
    match marker:
        case ConversationMarker(contact, person, sender, sids):
            sealed = vault.seal(json.dumps([person.wire, sender.wire]).encode())
            content: dict[str, Any] = {"contact": contact, "sids": sids, "sealed": sealed}
        case MessagesMarker() | NoteMarker() | OrderMarker() | ScheduledMarker() | RequestMarker():
            content = _of_messages(marker)
        case LedgerMarker() | ConsentMarker() | ErasureMarker() | ReceiptMarker() | ErasedMarker():
            content = _on_record(marker)
        case TopicMarker(topic, state):
            content = {"topic": topic, **({"state": state} if state else {})}
        case KeyedMarker(key):
            content = {"said": key}
        case _:
            assert_never(marker)
    return _line({"v": VERSION, **content})


def _line(content: dict[str, Any]) -> str:
    # "--" may not stand inside an HTML comment, and a sealed token may hold it.
    text = json.dumps(content, separators=(",", ":")).replace("--", "-\\u002d")
    return f"<!-- auditoria360 {text} -->"


def resealed(body: str, vault: Vault) -> str:
    """Return a body that the bot wrote with all that is sealed in it sealed with the newest key.

    What is sealed so already stays as it is, and so does all else. Raises SealError where no key opens it.
    """
    first, newline, rest = body.partition("\n")
    found = _LINE.fullmatch(first.rstrip("\r"))
    if found:
        first = _resealed_line(first, found[1], vault)
    rest = _SEALED_TEXT.sub(lambda token: f"{token[1]}{_resealed(token[2], vault)}{token[3]}", rest)
    return f"{first}{newline}{rest}"


def _resealed_line(line: str, text: str, vault: Vault) -> str:
    try:
        content = json.loads(text)
    except ValueError:
        return line  # somebody edited it
    if not isinstance(content, dict):
        return line
    sealed = {
        name: _resealed(content[name], vault)
        for name in _SEALED_FIELDS
        if isinstance(content.get(name), str) and content[name]
    }
    return _line({**content, **sealed}) if any(content[name] != sealed[name] for name in sealed) else line


def _resealed(token: str, vault: Vault) -> str:
    return token if vault.is_current(token) else vault.reseal(token)


def _of_messages(
    marker: MessagesMarker | NoteMarker | OrderMarker | ScheduledMarker | RequestMarker,
) -> dict[str, Any]:
    match marker:
        case MessagesMarker(sids):
            return {"sids": sids}
        case NoteMarker(about, final, sent):
            return {"about": about, "final": final, "sent": sent}
        case OrderMarker(order, sealed):
            return {"order": order, "what": sealed}
        case ScheduledMarker(about, at):
            return {"scheduled": about, "at": clock.iso(at)}
        case RequestMarker(sid):
            return {"wish": sid}
        case _:
            assert_never(marker)


def _on_record(
    marker: LedgerMarker | ConsentMarker | ErasureMarker | ReceiptMarker | ErasedMarker,
) -> dict[str, Any]:
    """Return what heads the record of a person's rights, and what is left where it was carried out."""
    match marker:
        case LedgerMarker(contact, seal):
            content: dict[str, Any] = {"ledger": contact, **({"seal": seal} if seal else {})}
        case ConsentMarker(line, seal):
            content = {"consent": line, **({"seal": seal} if seal else {})}
        case ErasureMarker(key, gone, plan):
            content = {"erasure": key, "gone": gone, "plan": plan}
        case ReceiptMarker(key, gone):
            content = {"receipt": key, "gone": gone}
        case ErasedMarker():
            content = {"erased": True}
        case _:
            assert_never(marker)
    return content


def sids(body: str) -> tuple[MessageSid, ...]:
    """Return which messages an issue or comment of ours records; they stand open, whatever the key."""
    found = _LINE.fullmatch(body.partition("\n")[0].rstrip("\r"))
    try:
        content = json.loads(found[1]) if found else {}
        return _sids(content) if content.get("v") == VERSION else ()
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def read(body: str, vault: Vault) -> Marker | None:
    """Return the marker on the first line of a body that the bot wrote, or None where there is none.

    The caller makes sure that the bot's own account is the author. A conversation whose sealed part does not
    open or does not belong to its contact id was tampered with, or sealed with a lost key: that raises SealError.
    """
    found = _LINE.fullmatch(body.partition("\n")[0].rstrip("\r"))
    if not found:
        return None
    try:
        content = json.loads(found[1])
        return _understood(content, vault) if content.get("v") == VERSION else None
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return None  # somebody edited it, or it is of another making


_BUILDERS: dict[str, Callable[[dict[str, Any]], Marker]] = {
    "about": lambda content: NoteMarker(int(content["about"]), bool(content["final"]), int(content["sent"])),
    "order": lambda content: OrderMarker(str(content["order"]), str(content["what"])),
    "scheduled": lambda content: ScheduledMarker(int(content["scheduled"]), _moment(content["at"])),
    "wish": lambda content: RequestMarker(MessageSid(str(content["wish"]))),
    "ledger": lambda content: LedgerMarker(ContactId(str(content["ledger"])), str(content.get("seal", ""))),
    "consent": lambda content: ConsentMarker(str(content["consent"]), str(content.get("seal", ""))),
    "erasure": lambda content: ErasureMarker(
        str(content["erasure"]), str(content["gone"]), str(content["plan"])
    ),
    "receipt": lambda content: ReceiptMarker(str(content["receipt"]), str(content["gone"])),
    "erased": lambda _content: ErasedMarker(),
    "topic": lambda content: TopicMarker(str(content["topic"]), str(content.get("state", ""))),
    "said": lambda content: KeyedMarker(str(content["said"])),
    "sids": lambda content: MessagesMarker(_sids(content)),
}


def _understood(content: dict[str, Any], vault: Vault) -> Marker:
    if "sealed" in content:
        return _conversation(content, vault)
    return next(build(content) for key, build in _BUILDERS.items() if key in content)


def _conversation(content: dict[str, Any], vault: Vault) -> ConversationMarker:
    person, sender = (Address.parse(wire) for wire in json.loads(vault.open(content["sealed"])))
    if content["contact"] not in [vault.contact_id(person), *vault.former_ids(person)]:
        raise SealError
    return ConversationMarker(ContactId(content["contact"]), person, sender, _sids(content))


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sids(content: dict[str, Any]) -> tuple[MessageSid, ...]:
    return tuple(MessageSid(sid) for sid in content["sids"] if isinstance(sid, str))

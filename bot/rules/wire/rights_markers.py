"""The markers of people's rights: their requests, consent records and entries, and what an erasure leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, assert_never

from bot.core.messages import ContactId, MessageSid


@dataclass(frozen=True, slots=True)
class RequestMarker:
    """Heads a comment that points maintainers to what a person's message asks for.

    `code_left` says that Twilio took the code by which the person confirms an erasure; `wrong` are the messages that
    held another one.
    """

    sid: MessageSid
    code_left: bool = field(default=False, compare=False)
    wrong: tuple[MessageSid, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class LedgerMarker:
    """Heads a person's consent record; `seal` proves it where the bot is not its author.

    `also` are the ids of the person's other addresses, `merged` those of further numbers by a maintainer's word: an
    opt-out passes between these, a consent never. Both count only while the line is bound to its issue.
    """

    contact: ContactId
    seal: str = field(default="", compare=False, repr=False)
    also: tuple[ContactId, ...] = ()
    merged: tuple[ContactId, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentMarker:
    """Heads the comment that is a consent entry; `line` is the entry as it is chained.

    `seal` proves that a holder of CONTACT_KEY wrote it, whichever account posted it. Older entries have none.
    """

    line: str
    seal: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ErasureMarker:
    """Heads the comment, on a person's consent record, of an erasure in progress; `key` names the request.

    `plan` is sealed; `gone` holds the digests of what it erases.
    """

    key: str
    gone: str = field(default="", compare=False, repr=False)
    plan: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptMarker:
    """Heads the receipt of a finished erasure, in place of its `ErasureMarker`."""

    key: str
    gone: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ErasedMarker:
    """Heads an issue that was a conversation; it does not show with whom."""


RightsMarker = RequestMarker | LedgerMarker | ConsentMarker | ErasureMarker | ReceiptMarker | ErasedMarker


def content(
    marker: RightsMarker,
) -> tuple[str, dict[str, Any]]:
    """Return the kind of a marker and what it holds."""
    match marker:
        case RequestMarker(sid, code_left, wrong):
            return "request", {"wish": sid, **({"code": True, "wrong": wrong} if code_left else {})}
        case LedgerMarker(contact, seal, also, merged):
            more = {"seal": seal, "also": also, "merged": merged}
            return "ledger", {"ledger": contact, **{name: value for name, value in more.items() if value}}
        case ConsentMarker(line, seal):
            return "consent", {"consent": line, **({"seal": seal} if seal else {})}
        case ErasureMarker(key, gone, plan):
            return "erasure", {"erasure": key, "gone": gone, "plan": plan}
        case ReceiptMarker(key, gone):
            return "receipt", {"receipt": key, "gone": gone}
        case ErasedMarker():
            return "erased", {"erased": True}
        case _:
            assert_never(marker)


_KINDS: dict[str, Callable[[dict[str, Any]], RightsMarker]] = {
    "request": lambda content: RequestMarker(
        MessageSid(str(content["wish"])),
        content.get("code") is True,
        tuple(MessageSid(str(sid)) for sid in content.get("wrong", ())),
    ),
    "ledger": lambda content: LedgerMarker(
        ContactId(str(content["ledger"])),
        str(content.get("seal", "")),
        tuple(ContactId(str(one)) for one in content.get("also", ())),
        tuple(ContactId(str(one)) for one in content.get("merged", ())),
    ),
    "consent": lambda content: ConsentMarker(str(content["consent"]), str(content.get("seal", ""))),
    "erasure": lambda content: ErasureMarker(
        str(content["erasure"]), str(content["gone"]), str(content["plan"])
    ),
    "receipt": lambda content: ReceiptMarker(str(content["receipt"]), str(content["gone"])),
    "erased": lambda _content: ErasedMarker(),
}


def read(kind: str, content: dict[str, Any]) -> RightsMarker | None:
    """Return the marker of that kind; None for a kind of another module."""
    found = _KINDS.get(kind)
    return found(content) if found else None

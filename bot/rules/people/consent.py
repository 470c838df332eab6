"""What a person agreed to and withdrew: an append-only chain of entries, each bound to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.messages import ContactId, MessageSid, Purpose

VERSION = 1
MAX_TEXT = 300  # characters; a longer text is kept as its hash

# Eight digits or more, in any notation: nothing that can never be erased may contain a number.
_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,3}\d){7,}")
# A date has as many digits, and often proves a consent: 03/11/2026, 2026-11-03.
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = rf"(?<!\d)(?:{_DAY}[/.-]{_MONTH}[/.-]{_YEAR}|{_YEAR}-\d\d-\d\d)(?![/.-]?\d)"
_DATE_OR_NUMBER = re.compile(rf"(?P<date>{_DATE})|{_NUMBER.pattern}")
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters, to Unicode, that show nothing
# A login may end in digits.
_NUMBER_ALONE = re.compile(rf"(?<!\w){_NUMBER.pattern}(?!\w)")


class ConsentAction(StrEnum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class ConsentSource(StrEnum):
    """How the bot learned of a change."""

    KEYWORD = "keyword"
    COMMAND = "command"
    TWILIO = "twilio"
    CLI = "cli"
    ERROR_21610 = "error-21610"


class ConsentState(StrEnum):
    """The state of consent for one purpose."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What happened: the part of an entry that its writer knows.

    A `purpose` of None means all messages: an opt-out, or its reversal. `text` is what the person wrote or was shown,
    `by` who entered it: a login, the name of a token, or nothing where the person did it.
    """

    at: datetime
    action: ConsentAction
    source: ConsentSource
    purpose: Purpose | None = None
    channel: str = ""
    text: str = field(default="", repr=False)
    by: str = ""
    sid: MessageSid | None = None


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """A change in its place in the chain; `previous` and `hash` are SHA-256 in hexadecimal digits."""

    sequence: int
    change: ConsentChange
    previous: str
    hash: str


class FaultKind(StrEnum):
    """What is wrong with an entry."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    OUT_OF_PLACE = "out-of-place"
    NOT_FOLLOWING = "not-following"
    CUT_OFF = "cut-off"
    SEALED_OTHERWISE = "sealed-otherwise"
    UNSEALED = "unsealed"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """`place` counts the lines from 1."""

    place: int
    what: FaultKind


def append(contact: ContactId, chain: Sequence[ConsentEntry], change: ConsentChange) -> ConsentEntry:
    """Return the next entry. Numbers in its texts are masked, so that it can outlive an erasure."""
    clean = replace(
        change,
        at=change.at.astimezone(UTC),
        text=kept_text(change.text),
        by=_NUMBER_ALONE.sub("***", change.by),
    )
    previous = chain[-1].hash if chain else _beginning(contact)
    entry = ConsentEntry(len(chain) + 1, clean, previous, "")
    return replace(entry, hash=_digest(entry))


def write(entry: ConsentEntry) -> str:
    """Return the entry as one line of JSON: keys in order, no blanks, ASCII only."""
    return _line({**_content(entry), "hash": entry.hash})


def read(line: str) -> ConsentEntry:
    """Return the entry of a line; raises ValueError if `write` could not have written it."""
    try:
        entry = _entry(json.loads(line))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not an entry") from error
    if write(entry) != line:
        raise ValueError("not an entry as it is written")
    return entry


def verify(contact: ContactId, lines: Sequence[str], anchor: str = "") -> list[ChainFault]:
    """Return every fault of a chain that belongs to the contact; none means that nothing was tampered with.

    Any entry changed, removed, inserted or moved is found, except for two things that a chain cannot reveal by itself:
    that its last entries were cut off, and that somebody rewrote it from some entry on. With an `anchor` kept
    elsewhere, both are found up to the entry it was taken at.
    """
    faults: list[ChainFault] = []
    hashes = [_beginning(contact)]
    for place, line in enumerate(lines, start=1):
        try:
            entry = read(line)
        except ValueError:
            faults.append(ChainFault(place, FaultKind.UNREADABLE))
            hashes.append("")
        else:
            faults += [ChainFault(place, what) for what in _faults(entry, place, hashes[-1])]
            hashes.append(entry.hash)
    count, _, expected = anchor.partition(":")
    if anchor and (not count.isdecimal() or expected not in hashes[int(count) : int(count) + 1]):
        faults.append(ChainFault(len(lines), FaultKind.CUT_OFF))
    return faults


def follows(contact: ContactId, chain: Sequence[ConsentEntry], entry: ConsentEntry) -> bool:
    """Return whether an entry, unchanged, is the next one of a chain."""
    previous = chain[-1].hash if chain else _beginning(contact)
    return not any(_faults(entry, len(chain) + 1, previous))


def anchor(chain: Sequence[ConsentEntry]) -> str:
    """Return proof of the chain as it is now, to be kept elsewhere; empty for an empty chain."""
    return f"{len(chain)}:{chain[-1].hash}" if chain else ""


def merged(chains: Sequence[Sequence[ConsentEntry]]) -> tuple[ConsentEntry, ...]:
    """Return the entries of one person's chains in the order of time, each chain in its own order.

    Of two at the same moment, a withdrawal counts as the later.
    """
    of_all = [
        (at, entry.change.action is ConsentAction.WITHDRAWN, entry)
        for chain in chains
        for at, entry in placed(chain)
    ]
    return tuple(entry for *_, entry in sorted(of_all, key=lambda one: one[:2]))


def placed(chain: Sequence[ConsentEntry]) -> Iterator[tuple[datetime, ConsentEntry]]:
    """Yield the entries with the moments at which they count: each later than the one before it."""
    at = datetime.min.replace(tzinfo=UTC)
    for entry in chain:
        at = max(at + timedelta(microseconds=1), entry.change.at)
        yield at, entry


def opted_out(chain: Sequence[ConsentEntry]) -> bool:
    """Return whether the person wants no more messages. An erasure does not undo that; only the person can."""
    whole = [entry.change.action for entry in chain if entry.change.purpose is None]
    return next(
        (
            action is ConsentAction.WITHDRAWN
            for action in reversed(whole)
            if action is not ConsentAction.ERASED
        ),
        False,
    )


def state(chain: Sequence[ConsentEntry], purpose: Purpose) -> ConsentState:
    """Return the state of consent for a purpose.

    An opt-out ends every consent given before it. Undoing the opt-out does not bring them back: consent is given for a
    stated purpose (Brazil: LGPD, art. 8 par. 4). An erasure ends consent too, but not a withdrawal.
    """
    found = ConsentState.NONE
    for entry in chain:
        change = entry.change
        if change.purpose is purpose and change.action is not ConsentAction.ERASED:
            found = ConsentState.GIVEN if change.action is ConsentAction.GRANTED else ConsentState.WITHDRAWN
        elif (
            change.action is not ConsentAction.GRANTED
            and found is ConsentState.GIVEN
            and change.purpose in (None, purpose)
        ):
            found = ConsentState.NONE
    return ConsentState.WITHDRAWN if opted_out(chain) else found


def _faults(entry: ConsentEntry, place: int, previous: str) -> Iterator[FaultKind]:
    if entry.hash != _digest(entry):
        yield FaultKind.CHANGED
    if entry.sequence != place:
        yield FaultKind.OUT_OF_PLACE
    if entry.previous != previous:
        yield FaultKind.NOT_FOLLOWING


def _beginning(contact: ContactId) -> str:
    """Return the hash that the first entry follows, so that a chain cannot be passed off as another person's."""
    return hashlib.sha256(f"consent {VERSION} {contact}".encode()).hexdigest()


def _digest(entry: ConsentEntry) -> str:
    return hashlib.sha256(_line(_content(entry)).encode()).hexdigest()


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _content(entry: ConsentEntry) -> dict[str, Any]:
    change = entry.change
    return {
        "v": VERSION,
        "sequence": entry.sequence,
        "at": change.at.isoformat(timespec="microseconds"),
        "action": change.action,
        "purpose": change.purpose,
        "channel": change.channel,
        "source": change.source,
        "text": change.text,
        "by": change.by,
        "sid": change.sid,
        "previous": entry.previous,
    }


def _entry(content: dict[str, Any]) -> ConsentEntry:
    change = ConsentChange(
        datetime.fromisoformat(content["at"]),
        ConsentAction(content["action"]),
        ConsentSource(content["source"]),
        None if content["purpose"] is None else Purpose(content["purpose"]),
        content["channel"],
        content["text"],
        content["by"],
        content["sid"],
    )
    return ConsentEntry(content["sequence"], change, content["previous"], content["hash"])


def is_evidence(text: str) -> bool:
    """Return whether a letter or digit remains of a text as an entry keeps it: blanks and numbers prove nothing."""
    return any(letter.isalnum() and letter not in _FILLERS for letter in kept_text(text))


def kept_text(text: str) -> str:
    """Return a short text as it is, a long one as its hash; numbers are masked first: a hash would not hide them."""
    masked = _DATE_OR_NUMBER.sub(lambda found: found["date"] or "***", text)
    return masked if len(masked) <= MAX_TEXT else f"sha256:{hashlib.sha256(masked.encode()).hexdigest()}"

"""`bot consent verify` and `list`: whether the records are as they were written, and what they say."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bot.adapters import relay_client
from bot.cli import here, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core.messages import ContactId
from bot.core.sentences import Sentence
from bot.jobs.record.ledger import RawConsentRecord
from bot.rules.people import consent
from bot.rules.people.consent import ChainFault, ConsentEntry, FaultKind
from bot.rules.wire import consent_anchors
from bot.rules.wire.consent_anchors import Anchor

NUMBER = "The person's number, such as +5511987654321; it is not printed."
NO_RECORD = "There are no consent records."
_HASH_LETTERS = 16  # enough to compare by eye
_UNCHECKED = 2  # exit code where the relay did not answer


@dataclass(frozen=True, slots=True)
class RecordFault:
    """What is wrong with a record: as one word, of which entry, and as the end of a sentence."""

    kind: str
    entry: int | None
    sentence: str


_FAULTS = {
    FaultKind.UNREADABLE: "entry {place} is unreadable",
    FaultKind.CHANGED: "entry {place} was changed",
    FaultKind.OUT_OF_PLACE: "entry {place} is out of place",
    FaultKind.NOT_FOLLOWING: "entry {place} does not follow the one before it",
    FaultKind.CUT_OFF: "what followed entry {place} is gone",
    FaultKind.SEALED_OTHERWISE: "entry {place} has a seal that is not its own",
    FaultKind.UNSEALED: "entry {place} has no seal",
}

_UNBOUND, _MERGED_GONE = "not-bound", "merged-gone"
_SEALABLE = {FaultKind.UNSEALED, _UNBOUND}  # what `bot consent seal` may set right


@click.command("verify", cls=Command)
@config_file
@as_json
def verify(file: Path, *, as_json: bool) -> None:
    """Check the chain of every consent record.

    Exits with 1 if an entry was changed, removed or inserted, lacks its seal, or its record is not bound to its issue:
    then the person counts as opted out. The relay knows where each entry stood: what is gone from the end of a record,
    or with its whole issue, is found by asking it. If it does not answer, this says so and exits with 2.

    --json prints `records`, each with `contact`, `issue`, `entries`, `last_hash` and `faults` (each a `kind` and an
    `entry`); `gone`, the `contact` and `entries` of records that are not there any more; and `relay`: answered, silent
    or unknown.

    \b
    Example:
      bot consent verify
      bot consent verify --json
    """
    tools = here.tools(file)
    records, url = tools.ledger.records(), tools.settings.relay_url
    anchors = relay_client.ask_anchors(url, tools.vault) if url else None
    faults = {
        record.issue: [*faults_of(record), *_gone(record, anchors or ()), *without_merged(record, records)]
        for record in records
    }
    lost = _lost(records, anchors or ())
    if as_json:
        relay = "unknown" if not url else "silent" if anchors is None else "answered"
        click.echo(json.dumps(_judgement(records, faults, lost, relay), indent=2))
    else:
        _print_judgement(records, faults, lost)
        if anchors is None:
            screen.say(
                Sentence(
                    "{why}: whether entries or whole records were deleted was not checked.",
                    why="The relay did not answer" if url else "The address of the relay is not known here",
                ),
                err=True,
            )
    sys.exit(1 if lost or any(faults.values()) else _UNCHECKED if url and anchors is None else 0)


def _judgement(
    records: Sequence[RawConsentRecord],
    faults: Mapping[int, Sequence[RecordFault]],
    lost: Mapping[ContactId, int],
    relay: str,
) -> dict[str, Any]:
    return {
        "records": [
            {
                "contact": record.contact,
                "issue": record.issue,
                "entries": len(record.lines),
                "last_hash": _last_hash(record),
                "faults": [{"kind": one.kind, "entry": one.entry} for one in faults[record.issue]],
            }
            for record in records
        ],
        "gone": [{"contact": contact, "entries": count} for contact, count in lost.items()],
        "relay": relay,
    }


def _print_judgement(
    records: Sequence[RawConsentRecord],
    faults: Mapping[int, Sequence[RecordFault]],
    lost: Mapping[ContactId, int],
) -> None:
    for record in records:
        for fault in faults[record.issue]:
            screen.say(Sentence("#{issue}: {fault}.", issue=record.issue, fault=fault.sentence))
        if not faults[record.issue]:
            screen.say(_in_order(record))
    for contact, count in lost.items():
        pattern = (
            "{contact}: the whole record is gone, with its entry."
            if count == 1
            else "{contact}: the whole record is gone, with {count} entries."
        )
        screen.say(Sentence(pattern, contact=contact, count=count))
    if not records and not lost:
        screen.say(NO_RECORD, err=True)
    kinds = {one.kind for several in faults.values() for one in several}
    if kinds - _SEALABLE:
        screen.say("Restore what was changed from the comment's history of edits on GitHub.", err=True)
    if kinds & _SEALABLE:
        screen.say("For what is older than the seals, or was transferred: bot consent seal", err=True)


def _in_order(record: RawConsentRecord) -> str:
    count = len(record.lines)
    pattern = (
        "#{issue}: {count} entries in order, the last is {hash}."
        if count > 1
        else "#{issue}: 1 entry in order, {hash}."
        if count
        else "#{issue}: no entry yet."
    )
    last = (_last_hash(record) or "")[:_HASH_LETTERS]
    return Sentence(pattern, issue=record.issue, count=count, hash=last)


def _last_hash(record: RawConsentRecord) -> str | None:
    last = next(reversed(list(readable(record))), None)
    return last.hash if last else None


def faults_of(record: RawConsentRecord) -> Iterator[RecordFault]:
    """Yield what is wrong with a record, as far as it shows by itself."""
    seals = [ChainFault(place, FaultKind.SEALED_OTHERWISE) for place in record.broken]
    seals += [ChainFault(place, FaultKind.UNSEALED) for place in record.unsealed]
    for fault in (*consent.verify(record.contact, record.lines), *seals):
        yield RecordFault(fault.what, fault.place, Sentence(_FAULTS[fault.what], place=fault.place))
    if record.nameless:
        pattern = (
            "1 comment of the bot's lost the hidden line that makes it an entry"
            if record.nameless == 1
            else "{count} comments of the bot's lost the hidden line that makes them entries"
        )
        yield RecordFault("line-lost", None, Sentence(pattern, count=record.nameless))
    if not record.bound:
        yield RecordFault(_UNBOUND, None, "the record is not bound to its issue")


def without_merged(record: RawConsentRecord, records: Sequence[RawConsentRecord]) -> Iterator[RecordFault]:
    """Yield that a number merged with this one has no record: what that would say is not known."""
    known = frozenset[ContactId]().union(*(one.ids for one in records if one.bound))
    if not record.merged <= known:
        yield RecordFault(_MERGED_GONE, None, "the record of a number merged with this one is gone")


def _gone(record: RawConsentRecord, anchors: Sequence[Anchor]) -> Iterator[RecordFault]:
    """Yield which entries the relay knows of that are not in the record."""
    mine = (one for one in anchors if one.contact == record.contact)
    for anchor in consent_anchors.missing(readable(record), mine):
        pattern = "entry {place} that stood here was removed or rewritten; its hash was {hash}"
        sentence = Sentence(pattern, place=anchor.place, hash=anchor.hash[:_HASH_LETTERS])
        yield RecordFault("removed", anchor.place, sentence)


def readable(record: RawConsentRecord) -> Iterator[ConsentEntry]:
    """Yield the entries that can be read."""
    for line in record.lines:
        with suppress(ValueError):  # reported as unreadable
            yield consent.read(line)


def _lost(records: Sequence[RawConsentRecord], anchors: Sequence[Anchor]) -> dict[ContactId, int]:
    """Return whose record is gone, although the relay knows of entries in it, and of how many."""
    there = {record.contact for record in records}
    return Counter(one.contact for one in anchors if one.contact not in there)

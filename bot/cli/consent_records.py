"""`bot consent verify` and `list`: whether the records are as they were written, and what they say."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bot.adapters import relay_client
from bot.cli import here, language, numbers, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core.messages import Address, ContactId, Purpose
from bot.core.sentences import Sentence
from bot.jobs.record.ledger import RawConsentRecord
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.rules import texts
from bot.rules.people import consent
from bot.rules.people.consent import ChainFault, ConsentEntry, ConsentState, FaultKind
from bot.rules.wire import consent_anchors
from bot.rules.wire.consent_anchors import Anchor

NUMBER = "The person's number, such as +5511987654321; it is not printed."
_NO_RECORD = "There are no consent records."
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

_UNBOUND = "not-bound"
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
    faults = {record.issue: [*faults_of(record), *_gone(record, anchors or ())] for record in records}
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
        screen.say(_NO_RECORD, err=True)
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
    last = next(reversed(list(_readable(record))), None)
    return last.hash if last else None


@click.command("list", cls=Command)
@click.option("--number", metavar="NUMBER", help=NUMBER)
@config_file
@as_json
def list_(number: str | None, file: Path, *, as_json: bool) -> None:
    """Print the current state, one line per person.

    Each shows the contact id, the state for each purpose, whether the person opted out, and the last change. A person
    whose record is not in order counts as opted out.

    --json prints for each `contact`, `issue`, `in_order`, `opted_out`, `purposes` (given, withdrawn or none) and
    `last_change`.

    \b
    Example:
      bot consent list
      bot consent list --number +5511987654321
      bot consent list --json
    """
    person = numbers.person(number) if number else None
    tools = here.tools(file)
    records = _records_of(person, tools) if person else tools.ledger.records()
    found = [StandingConsent.of(record) for record in records]
    if as_json:
        click.echo(json.dumps([one.as_data(tools) for one in found], indent=2))
        return
    if not found:
        screen.say(_NO_RECORD, err=True)
        return
    for line in _table(found, tools):
        click.echo(line)
    if not all(one.in_order for one in found):
        screen.say("A record is not in order; this says what is wrong: bot consent verify", err=True)


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """What a record says today; without entries that can be read nothing is known of the purposes."""

    record: RawConsentRecord
    entries: tuple[ConsentEntry, ...]
    in_order: bool

    @classmethod
    def of(cls, record: RawConsentRecord) -> StandingConsent:
        entries = tuple(_readable(record))
        changed = record.broken or record.unsealed or record.nameless or not record.bound
        return cls(record, entries, in_order=not changed and len(entries) == len(record.lines))

    @property
    def opted_out(self) -> bool:
        return not self.in_order or consent.opted_out(self.entries)

    def as_data(self, tools: Tools) -> dict[str, Any]:
        last = self.entries[-1].change.at.astimezone(tools.zone) if self.entries else None
        return {
            "contact": self.record.contact,
            "issue": self.record.issue or None,
            "in_order": self.in_order,
            "opted_out": self.opted_out,
            "purposes": {purpose: consent.state(self.entries, purpose) for purpose in Purpose},
            "last_change": last.isoformat() if last else None,
        }


_HEADINGS = ("Contact", "Notifications", "Marketing", "Alerts", "Messages", "Last change")
_STATES = {
    ConsentState.GIVEN: "given",
    ConsentState.WITHDRAWN: "withdrawn",
    ConsentState.NONE: "not given",
}


def _table(found: Iterable[StandingConsent], tools: Tools) -> Iterator[str]:
    rows = [_HEADINGS, *(_cells(one, tools) for one in found)]
    shown = [[screen.shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _cells(one: StandingConsent, tools: Tools) -> tuple[str, ...]:
    states = (_STATES[consent.state(one.entries, purpose)] for purpose in Purpose)
    messages = "opted out" if one.opted_out else "reachable"
    when = one.entries[-1].change.at.astimezone(tools.zone) if one.entries else None
    dates = texts.of(language.current()).dates
    last = f"{dates.write_day(when)} {when:%H:%M}" if when else "-"
    return (one.record.contact, *states, messages if one.in_order else "not in order", last)


def _records_of(person: Address, tools: Tools) -> Iterator[RawConsentRecord]:
    record = policy_gate.record_of(person, tools)
    lines = tuple(map(consent.write, record.history))
    number = record.issue.number if record.issue else 0
    yield RawConsentRecord(record.contact, number, lines, bound=not record.broken)


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


def _gone(record: RawConsentRecord, anchors: Sequence[Anchor]) -> Iterator[RecordFault]:
    """Yield which entries the relay knows of that are not in the record."""
    mine = (one for one in anchors if one.contact == record.contact)
    for anchor in consent_anchors.missing(_readable(record), mine):
        pattern = "entry {place} that stood here was removed or rewritten; its hash was {hash}"
        sentence = Sentence(pattern, place=anchor.place, hash=anchor.hash[:_HASH_LETTERS])
        yield RecordFault("removed", anchor.place, sentence)


def _readable(record: RawConsentRecord) -> Iterator[ConsentEntry]:
    for line in record.lines:
        with suppress(ValueError):  # reported as unreadable
            yield consent.read(line)


def _lost(records: Sequence[RawConsentRecord], anchors: Sequence[Anchor]) -> dict[ContactId, int]:
    """Return whose record is gone, although the relay knows of entries in it, and of how many."""
    there = {record.contact for record in records}
    return Counter(one.contact for one in anchors if one.contact not in there)

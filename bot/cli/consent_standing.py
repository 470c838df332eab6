"""`bot consent list`: what the records say today, with what the person's other numbers say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bot.cli import consent_records, here, language, numbers, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core.messages import Address, Purpose
from bot.jobs.record.ledger import RawConsentRecord
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.rules import texts
from bot.rules.people import consent, merges
from bot.rules.people.consent import ConsentEntry, ConsentState


@click.command("list", cls=Command)
@click.option("--number", metavar="NUMBER", help=consent_records.NUMBER)
@config_file
@as_json
def list_(number: str | None, file: Path, *, as_json: bool) -> None:
    """Print the current state, one line per person.

    Each shows the contact id, the state for each purpose, whether the person opted out, and the last change. A person
    whose record is not in order counts as opted out.

    --json prints for each `contact`, `issue`, `in_order`, `opted_out`, `purposes` (given, withdrawn or none),
    `last_change` and `merged`, the contact ids of the person's other numbers, whose opt-out holds here too.

    \b
    Example:
      bot consent list
      bot consent list --number +5511987654321
      bot consent list --json
    """
    person = numbers.person(number) if number else None
    tools = here.tools(file)
    found = [_standing_of(person, tools)] if person else list(_standing(tools.ledger.records()))
    if as_json:
        click.echo(json.dumps([one.as_data(tools) for one in found], indent=2))
        return
    if not found:
        screen.say(consent_records.NO_RECORD, err=True)
        return
    for line in _table(found, tools):
        click.echo(line)
    if not all(one.in_order for one in found):
        screen.say("A record is not in order; this says what is wrong: bot consent verify", err=True)


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """What a record says today; without entries that can be read nothing is known of the purposes.

    `others` are the entries of the person's other numbers.
    """

    record: RawConsentRecord
    entries: tuple[ConsentEntry, ...]
    in_order: bool
    others: tuple[tuple[ConsentEntry, ...], ...] = ()

    @classmethod
    def of(
        cls, record: RawConsentRecord, others: tuple[tuple[ConsentEntry, ...], ...] = ()
    ) -> StandingConsent:
        entries = tuple(consent_records.readable(record))
        changed = record.broken or record.unsealed or record.nameless or not record.bound
        return cls(record, entries, not changed and len(entries) == len(record.lines), others)

    @property
    def opted_out(self) -> bool:
        return not self.in_order or merges.opted_out(self.entries, self.others)

    def state(self, purpose: Purpose) -> ConsentState:
        return merges.state(self.entries, self.others, purpose)

    def as_data(self, tools: Tools) -> dict[str, Any]:
        last = self.entries[-1].change.at.astimezone(tools.zone) if self.entries else None
        return {
            "contact": self.record.contact,
            "issue": self.record.issue or None,
            "in_order": self.in_order,
            "opted_out": self.opted_out,
            "purposes": {purpose: self.state(purpose) for purpose in Purpose},
            "last_change": last.isoformat() if last else None,
            "merged": sorted(self.record.merged),
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
    states = (_STATES[one.state(purpose)] for purpose in Purpose)
    messages = "opted out" if one.opted_out else "reachable"
    when = one.entries[-1].change.at.astimezone(tools.zone) if one.entries else None
    dates = texts.of(language.current()).dates
    last = f"{dates.write_day(when)} {when:%H:%M}" if when else "-"
    return (one.record.contact, *states, messages if one.in_order else "not in order", last)


def _standing_of(person: Address, tools: Tools) -> StandingConsent:
    record = policy_gate.record_of(person, tools)
    lines = tuple(map(consent.write, record.history))
    number = record.issue.number if record.issue else 0
    merged = frozenset(one.contact for one in record.merged)
    raw = RawConsentRecord(record.contact, number, lines, bound=not record.broken, merged=merged)
    return StandingConsent.of(raw, tuple(one.history for one in record.merged))


def _standing(records: Sequence[RawConsentRecord]) -> Iterator[StandingConsent]:
    """Yield what each record says today, with the entries of the numbers merged with it."""
    for record in records:
        others = [
            one
            for one in records
            if not one.ids & record.ids and (one.ids & record.merged or one.merged & record.ids)
        ]
        chains = tuple(
            consent.merged([tuple(consent_records.readable(one)) for one in others if one.ids & number])
            for number in merges.sets_of(one.ids for one in others)
        )
        held = replace(
            record, bound=record.bound and not list(consent_records.without_merged(record, records))
        )
        yield StandingConsent.of(held, chains)

"""`bot consent`: the records of what people agreed to or withdrew."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click

from bot.adapters import relay_client, relay_reports
from bot.adapters.github.body_editor import BodyEditor
from bot.cli import here
from bot.cli.command import Group
from bot.cli.options import config_file
from bot.cli.person import address
from bot.core import clock
from bot.core.errors import BotError
from bot.core.messages import Address, ContactId, Purpose
from bot.jobs.record.ledger import RawConsentRecord
from bot.jobs.rights import opt_outs
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.operate import rebinding
from bot.rules.people import consent
from bot.rules.people.consent import (
    ChainFault,
    ConsentAction,
    ConsentChange,
    ConsentEntry,
    ConsentSource,
    FaultKind,
)
from bot.rules.wire import consent_anchors
from bot.rules.wire.consent_anchors import Anchor

EVERYTHING = "all"

NUMBER = "The person's number, such as +5511987654321; it is not printed."


@click.group("consent", cls=Group)
def command() -> None:
    """List, check and add to the consent records.

    \b
    Example:
      bot consent verify
    """


@command.command()
@config_file
def verify(file: Path) -> None:
    """Check the chain of every consent record.

    Exits with 1 if an entry was changed, removed or inserted, lacks its seal, or its record is not bound to its issue:
    then the person counts as opted out. The relay knows where each entry stood: what is gone from the end of a record,
    or with its whole issue, is found by asking it. If it does not answer, this says so and exits with 2.

    \b
    Example:
      bot consent verify
    """
    tools = here.tools(file)
    records, url = tools.ledger.records(), tools.settings.relay_url
    anchors = relay_client.ask_anchors(url, tools.vault) if url else None
    faults = {record.issue: [*_faults(record), *_gone(record, anchors or ())] for record in records}
    for record in records:
        for fault in faults[record.issue]:
            click.echo(f"#{record.issue}: {fault}.")
        if not faults[record.issue]:
            last = json.loads(record.lines[-1])["hash"][:16] if record.lines else "-"
            click.echo(f"#{record.issue}: {_entries(len(record.lines))} in order, the last is {last}.")
    lost = _lost(records, anchors or ())
    for contact, count in lost.items():
        click.echo(f"{contact}: the whole record is gone, with {_entries(count)}.")
    if not records and not lost:
        click.echo("There are no consent records.", err=True)
    if anchors is None:
        why = "The relay did not answer" if url else "The address of the relay is not known here"
        click.echo(f"{why}: whether entries or whole records were deleted was not checked.", err=True)
    unchecked = 2 if url and anchors is None else 0
    sys.exit(1 if lost or any(faults.values()) else unchecked)


@command.command()
@config_file
def seal(file: Path) -> None:
    """Seal the entries that are older than the seals, and bind each record to its issue.

    An entry without a seal does not count. This shows what it would seal, asks, and seals it; only the entries of a
    chain in order. Needs CONTACT_KEY. Run it once, before anything else: later a missing seal means that somebody
    removed it. It also reports to the relay where each entry stands, for `bot consent verify`.

    \b
    Example:
      bot consent seal
    """
    tools = here.tools(file)
    found = []
    for issue in list(tools.repository.issues_with_label(tools.labels.consent)):
        contact = tools.ledger.contact_of(issue)
        if contact is None:
            continue
        comments = tools.repository.comments(issue.number)
        entries = rebinding.unsealed(issue, contact, comments, tools.own, tools.vault)
        bound = rebinding.examine(issue, comments, tools.own, tools.vault)
        needed = bound if bound and bound.is_needed and bound.is_possible else None
        if entries.lines or needed:
            found.append((entries, needed))
            click.echo(f"#{issue.number}: {_entries(len(entries.lines))} to seal.")
            for line in entries.lines.values():
                click.echo(f"  {line}")
    if not found:
        click.echo("There is nothing to seal.", err=True)
        _report_anchors(tools)
        return
    click.confirm("Is this what people agreed to or refused? Seal it?", abort=True)
    editor = BodyEditor(tools.settings)
    for entries, needed in found:
        rebinding.seal(entries, editor, tools.vault)
        if needed:
            rebinding.carry_out(needed, editor, tools.vault)
        click.echo(f"#{entries.issue}: sealed.")
    _report_anchors(tools)


def _report_anchors(tools: Tools) -> None:
    """Report where the entries of all records in order stand; the relay only adds to what it knows."""
    anchors = [
        anchor
        for record in tools.ledger.records()
        if not list(_faults(record))
        for anchor in consent_anchors.of_entries(record.contact, map(consent.read, record.lines))
    ]
    relay_reports.report_anchors(tools.settings.relay_url, anchors, tools.vault)


@command.command()
@config_file
def export(file: Path) -> None:
    """Print every entry as a line of JSON.

    Each has the contact id of its person; numbers are not included.

    \b
    Example:
      bot consent export > consent.jsonl
    """
    for record in here.tools(file).ledger.records():
        for line in record.lines:
            click.echo(json.dumps({"contact": record.contact, "entry": json.loads(line)}))


@command.command("list")
@click.option("--number", metavar="NUMBER", help=NUMBER)
@config_file
def list_(number: str | None, file: Path) -> None:
    """Print the current state, one line per person.

    Each shows the contact id, the state for each purpose, whether the person opted out, and the last change.

    \b
    Example:
      bot consent list
      bot consent list --number +5511987654321
    """
    tools = here.tools(file)
    records = _records_of(address(number), tools) if number else tools.ledger.records()
    lines = [_line(record, tools) for record in records]
    click.echo("\n".join(lines) or "There are no consent records.", err=not lines)


@command.command()
@click.option("--number", required=True, metavar="NUMBER", help=NUMBER)
@click.option(
    "--purpose",
    required=True,
    type=click.Choice([*map(str, Purpose), EVERYTHING]),
    help="What the messages are for; `all` with --withdraw is an opt-out, without it an opt-in.",
)
@click.option(
    "--evidence",
    required=True,
    help="When and how the person agreed, such as where the signed form is filed. Kept permanently: no names.",
)
@click.option("--withdraw", is_flag=True, help="The person withdrew it.")
@config_file
def add(number: str, purpose: str, evidence: str, file: Path, *, withdraw: bool) -> None:
    """Record consent that was not given by message.

    The entry is sealed with CONTACT_KEY, since the bot's own account does not write it.

    \b
    Example:
      bot consent add --number +5511987654321 --purpose marketing --evidence "formulario de 03/11/2026, pasta 12"
    """
    if not consent.is_evidence(evidence):
        raise BotError(
            "The evidence holds no word or figure that is kept: a consent without proof proves nothing.",
            "Write when and how the person agreed, such as where the signed form is filed.",
        )
    person = address(number)
    tools = here.tools(file)
    about = None if purpose == EVERYTHING else Purpose(purpose)
    action = ConsentAction.WITHDRAWN if withdraw else ConsentAction.GRANTED
    by = tools.repository.login()
    before = policy_gate.record_of(person, tools)
    after = tools.ledger.add(
        before, ConsentChange(clock.now(), action, ConsentSource.CLI, about, text=evidence, by=by)
    )
    if len(after.entries) == len(before.entries):
        click.echo(f"{after.contact}: already recorded; nothing was added.")
        return
    if after.entries[-1] not in policy_gate.record_of(person, tools).entries:
        raise BotError(
            "Somebody else added an entry at the same moment, and this one does not follow it.",
            "Run the command again, and delete the comment that `bot consent verify` calls out of place.",
        )
    for conversation in tools.conversations.all_with(person):
        if conversation.issue.is_open:
            opt_outs.show(conversation.issue.number, after, tools)
    place = f"#{after.issue.number}" if after.issue else "-"
    click.echo(f"{after.contact}: entry {len(after.entries)} of {place}, {action} {about or EVERYTHING}.")
    kept = after.entries[-1].change.text
    if kept != evidence:
        click.echo(
            f"The evidence is kept without what looks like a number, and a long one as its hash: {kept}"
        )


def _records_of(person: Address, tools: Tools) -> Iterator[RawConsentRecord]:
    record = policy_gate.record_of(person, tools)
    lines = tuple(map(consent.write, record.history))
    yield RawConsentRecord(record.contact, record.issue.number if record.issue else 0, lines)


def _line(record: RawConsentRecord, tools: Tools) -> str:
    try:
        entries = tuple(map(consent.read, record.lines))
    except ValueError:
        return f"{record.contact}  unreadable: run `bot consent verify`"
    states = "  ".join(f"{purpose} {consent.state(entries, purpose)}" for purpose in Purpose)
    last = tools.moment(entries[-1].change.at) if entries else "-"
    return f"{record.contact}  {states}  {'opted out' if consent.opted_out(entries) else 'reachable'}  {last}"


def _faults(record: RawConsentRecord) -> Iterator[str]:
    """Yield what is wrong with a record, each as the end of a sentence."""
    seals = [ChainFault(place, FaultKind.SEALED_OTHERWISE) for place in record.broken]
    seals += [ChainFault(place, FaultKind.UNSEALED) for place in record.unsealed]
    for fault in (*consent.verify(record.contact, record.lines), *seals):
        yield f"entry {fault.place} is {fault.what.replace('-', ' ')}"
    if record.nameless:
        yield f"{record.nameless} of the bot's comments lost the hidden line that makes them entries"
    if not record.bound:
        yield "the record is not bound to its issue"


def _gone(record: RawConsentRecord, anchors: Sequence[Anchor]) -> Iterator[str]:
    """Yield which entries the relay knows of that are not in the record."""
    mine = (one for one in anchors if one.contact == record.contact)
    for anchor in consent_anchors.missing(_readable(record), mine):
        yield f"entry {anchor.place} that stood here was removed or rewritten; its hash was {anchor.hash[:16]}"


def _readable(record: RawConsentRecord) -> Iterator[ConsentEntry]:
    for line in record.lines:
        with suppress(ValueError):  # reported as unreadable
            yield consent.read(line)


def _lost(records: Sequence[RawConsentRecord], anchors: Sequence[Anchor]) -> dict[ContactId, int]:
    """Return whose record is gone, although the relay knows of entries in it, and of how many."""
    there = {record.contact for record in records}
    return Counter(one.contact for one in anchors if one.contact not in there)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"

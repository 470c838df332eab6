"""`bot consent`: the records of what people agreed to or withdrew."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.adapters import relay_reports
from bot.adapters.github.body_editor import BodyEditor
from bot.cli import consent_records, consent_standing, here, language, numbers, screen
from bot.cli.command import Group
from bot.cli.consent_records import NUMBER
from bot.cli.options import config_file
from bot.core import clock
from bot.core.errors import BotError
from bot.core.messages import Purpose
from bot.core.sentences import Sentence
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import opt_outs
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.operate import rebinding
from bot.rules import texts
from bot.rules.people import consent
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.wire import consent_anchors

EVERYTHING = "all"


@click.group("consent", cls=Group)
def command() -> None:
    """List, check and add to the consent records.

    \b
    Example:
      bot consent verify
    """


command.add_command(consent_records.verify)
command.add_command(consent_standing.list_)


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
            screen.say(Sentence(_to_seal(len(entries.lines)), issue=issue.number, count=len(entries.lines)))
            for line in entries.lines.values():
                click.echo(f"  {_in_words(line, tools)}")
    if not found:
        screen.say("There is nothing to seal.", err=True)
        _report_anchors(tools)
        return
    screen.confirm("Is this what people agreed to or refused? Seal it?")
    editor = BodyEditor(tools.settings)
    for entries, needed in found:
        rebinding.seal(entries, editor, tools.vault)
        if needed:
            rebinding.carry_out(needed, editor, tools.vault)
        screen.say(Sentence("#{issue}: sealed.", issue=entries.issue))
    _report_anchors(tools)


def _to_seal(count: int) -> str:
    if not count:
        return "#{issue}: the record is to be bound to its issue."
    return "#{issue}: 1 entry to seal." if count == 1 else "#{issue}: {count} entries to seal."


def _in_words(line: str, tools: Tools) -> str:
    """Return an entry as the issue shows it, in the language of the terminal."""
    change, words = consent.read(line).change, texts.of(language.current())
    parts = [
        words.dates.write_moment(change.at.astimezone(tools.zone)),
        words.consent_actions[change.action],
        screen.shown(_PURPOSES[change.purpose]) if change.purpose else words.consent_everything,
        words.consent_sources[change.source],
        change.by,
        f'"{change.text}"' if change.text else "",
    ]
    return " · ".join(filter(None, parts))


def _report_anchors(tools: Tools) -> None:
    """Report where the entries of all records in order stand; the relay only adds to what it knows."""
    anchors = [
        anchor
        for record in tools.ledger.records()
        if not list(consent_records.faults_of(record))
        for anchor in consent_anchors.of_entries(record.contact, map(consent.read, record.lines))
    ]
    relay_reports.report_anchors(tools.settings.relay_url, anchors, tools.vault)


@command.command()
@config_file
def export(file: Path) -> None:
    """Print every entry as a line of JSON.

    Each has the contact id of its person; numbers are not included. `merged` are the ids of the person's other numbers.

    \b
    Example:
      bot consent export > consent.jsonl
    """
    for record in here.tools(file).ledger.records():
        for line in record.lines:
            merged = {"merged": sorted(record.merged)} if record.merged else {}
            click.echo(json.dumps({"contact": record.contact, **merged, "entry": json.loads(line)}))


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
    person = numbers.person(number)
    tools = here.tools(file)
    about = None if purpose == EVERYTHING else Purpose(purpose)
    action = ConsentAction.WITHDRAWN if withdraw else ConsentAction.GRANTED
    by = tools.repository.login()
    before = policy_gate.record_of(person, tools)
    after = tools.ledger.add(
        before, ConsentChange(clock.now(), action, ConsentSource.CLI, about, text=evidence, by=by)
    )
    if len(after.entries) == len(before.entries):
        screen.say(Sentence("{contact}: already recorded; nothing was added.", contact=after.contact))
        return
    if after.entries[-1] not in policy_gate.record_of(person, tools).entries:
        raise BotError(
            "Somebody else added an entry at the same moment, and this one does not follow it.",
            "Run the command again, and delete the comment that `bot consent verify` calls out of place.",
        )
    known = tools.conversations.all_with(person)
    opt_outs.show([person, *(address for one in known for address in one.marker.people)], after, tools)
    _say_added(after, evidence)


def _say_added(record: ConsentRecord, evidence: str) -> None:
    change, issue = record.entries[-1].change, record.issue
    what = _SINCE_THEN[change.action, change.purpose is not None]
    screen.say(
        Sentence(
            "{contact}: entry {place} of #{issue}. The person {what}.",
            contact=record.contact,
            place=len(record.entries),
            issue=issue.number if issue else 0,
            what=Sentence(what, purpose=_PURPOSES[change.purpose] if change.purpose else ""),
        )
    )
    if change.text == evidence:
        return
    is_hash = change.text.startswith("sha256:")
    pattern = (
        "The evidence is too long: only its hash is kept, {kept}"
        if is_hash
        else "The evidence is kept without what looks like a number: {kept}"
    )
    screen.say(Sentence(pattern, kept=change.text))


_PURPOSES = {
    Purpose.NOTIFICATION: "notifications",
    Purpose.MARKETING: "marketing",
    Purpose.ALERT: "alerts",
}
# By action, and whether it is about one purpose.
_SINCE_THEN = {
    (ConsentAction.GRANTED, True): "agreed to {purpose}",
    (ConsentAction.WITHDRAWN, True): "withdrew the consent to {purpose}",
    (ConsentAction.GRANTED, False): "receives messages again",
    (ConsentAction.WITHDRAWN, False): "receives no more messages",
}

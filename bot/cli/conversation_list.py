"""`bot conversation list` and `open`: which conversations there are, and where."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from bot.cli import here, language, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.cli.progress import Progress
from bot.core.errors import BotError, RepositoryError
from bot.core.issues import Issue
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.rules import texts
from bot.rules.people import contacts
from bot.rules.text import spreadsheet
from bot.rules.texts.dates import DateTexts

if TYPE_CHECKING:
    from bot.adapters.github.repository import Repository
    from bot.jobs.tools import Tools
    from bot.operate.messages.conversation_list import ListedConversation

_HEADINGS = ("Issue", "Channel", "Number", "Contact", "Since", "Waits for", "Last text")
_COLUMNS = (
    "issue",
    "url",
    "channel",
    "contact",
    "number",
    "state",
    "waits_for",
    "since",
    "last_text",
    "last_text_url",
)


@click.command("list", cls=Command)
@click.option("--open", "which", flag_value="open", default=True, help="Open ones. This is the default.")
@click.option("--waiting", "which", flag_value="waiting", help="Open ones that wait for the office's answer.")
@click.option("--closed", "which", flag_value="closed", help="Closed ones.")
@click.option("--label", metavar="LABEL", help="Only those with this label.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="The most conversations to show.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead.")
@config_file
@as_json
def list_(which: str, label: str | None, limit: int, file: Path, *, as_csv: bool, as_json: bool) -> None:
    """List conversations, the longest wait first.

    One line for each: the issue, the channel, the person's masked number and contact id, since when it waits for whom,
    and what became of the last text to the person. Needs CONTACT_KEY.

    \b
    Example:
      bot conversation list
      bot conversation list --waiting --json
      bot conversation list --closed --label falha-entrega
    """
    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    from bot.operate.messages import conversation_list  # noqa: PLC0415 - GitHub's client takes long to load

    tools, progress = here.tools(file), Progress()
    found = list(_counted(conversation_list.listed(_issues(which, label, tools), limit + 1, tools), progress))
    progress.clear()
    shown = sorted(found[:limit], key=lambda one: one.turn, reverse=False)
    if as_json:
        click.echo(json.dumps([_record(one, tools) for one in shown], indent=2, ensure_ascii=False))
    else:
        for line in _csv(shown, tools) if as_csv else _table(shown, tools):
            click.echo(line)
    if len(found) > limit:
        screen.say(
            Sentence("Only {count} conversations are shown; --limit shows more.", count=limit), err=True
        )


@click.command("open", cls=Command)
@click.argument("number", type=click.IntRange(min=1))
@config_file
def open_(number: int, file: Path) -> None:
    """Open a conversation in the browser, or print its address.

    Without a screen, or where the output goes elsewhere, it only prints the address.

    \b
    Example:
      bot conversation open 12
    """
    from bot.adapters.github.repository import Repository  # noqa: PLC0415 - as above

    url = issue(number, Repository(here.of_this_machine(file).as_administrator())).url
    click.echo(url)
    if sys.stdout.isatty() and _has_screen():
        click.launch(url)


def issue(number: int, repository: Repository) -> Issue:
    """Return an issue; raises BotError if there is none."""
    try:
        return repository.issue(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        raise BotError(
            Sentence("There is no issue {number}, or the token may not see it.", number=number), error.remedy
        ) from None


def _has_screen() -> bool:
    environ = config.process_environment()
    return sys.platform != "linux" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _issues(which: str, label: str | None, tools: Tools) -> Iterator[Issue]:
    labels = [tools.labels.gateway, *([label] if label else [])]
    labels += [tools.labels.waiting] if which == "waiting" else []
    state: Literal["open", "closed"] = "closed" if which == "closed" else "open"
    return tools.repository.issues_with_label(*labels, state=state, untouched=state == "open")


def _counted(found: Iterable[ListedConversation], progress: Progress) -> Iterator[ListedConversation]:
    for count, one in enumerate(found):
        progress.at(Sentence("Reading conversations: {count} ...", count=count))
        yield one


def _record(one: ListedConversation, tools: Tools) -> dict[str, Any]:
    last = one.standing.last
    return {
        "issue": one.issue.number,
        "url": one.issue.url,
        "channel": one.channel,
        "contact": one.contact,
        "number": contacts.masked(one.person) if one.person else None,
        "state": "open" if one.issue.is_open else "closed",
        "waits_for": one.standing.waits_for,
        "since": one.standing.since.astimezone(tools.zone).isoformat(),
        "last_text": one.standing.fate or None,
        "last_text_url": last.comment.url if last else None,
    }


def _csv(shown: Iterable[ListedConversation], tools: Tools) -> Iterator[str]:
    yield spreadsheet.row(_COLUMNS)
    for one in shown:
        yield spreadsheet.row("" if value is None else str(value) for value in _record(one, tools).values())


def _table(shown: Iterable[ListedConversation], tools: Tools) -> Iterator[str]:
    dates = texts.of(language.current()).dates
    rows = [_cells(one, tools, dates) for one in shown]
    if not rows:
        yield screen.shown("There is no such conversation.")
        return
    rows = [[screen.shown(heading) for heading in _HEADINGS], *rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADINGS))]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _cells(one: ListedConversation, tools: Tools, dates: DateTexts) -> list[str]:
    when: datetime = one.standing.since.astimezone(tools.zone)
    return [
        f"#{one.issue.number}",
        one.channel,
        contacts.masked(one.person) if one.person else "",
        one.contact,
        f"{dates.write_day(when)} {when:%H:%M}",
        screen.shown(_WAITS_FOR[one.standing.waits_for]),
        screen.shown(_FATES.get(one.standing.fate, one.standing.fate)),
    ]


_WAITS_FOR = {
    "office": "the office",
    "person": "the person",
    "nobody": "nobody: closed",
    "later": "nobody: it is paused",
}
_FATES = {
    "": "none yet",
    "pending": "is not carried out yet",
    "waiting": "leaves later",
    "resending": "is being sent again",
    "left": "has left",
    "done": "has left",
    "delivered": "delivered",
    "denied": "refused: no permission",
    "refused": "refused",
    "held": "held by the rules",
    "failed": "refused by Twilio",
    "undelivered": "not delivered",
    "canceled": "taken back",
    "unknown": "nobody knows whether it left",
    "explained": "refused",
}

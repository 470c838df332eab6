"""`bot messages`: Twilio's log of messages beside the issues that show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

import click

from bot.cli import CONTEXT, here, language, moments, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.cli.progress import Progress
from bot.core import clock
from bot.core.errors import BotError, RepositoryError
from bot.core.messages import SENDING, DeliveryStatus
from bot.core.sentences import Sentence
from bot.core.settings import Language, Settings
from bot.rules.text import spreadsheet, typed_moments

if TYPE_CHECKING:
    from bot.adapters.twilio.message_log import LoggedMessage
    from bot.operate.messages.issue_index import IssueIndex
    from bot.operate.messages.joining import Joiner, LogEntry
    from bot.operate.messages.relay_notes import RelayNotes
    from bot.operate.messages.rows import Rows
    from bot.operate.messages.wanted import WantedMessages
    from bot.relay.store.store import Store

STATUSES = (*map(str, DeliveryStatus), "receiving", "received")
_EVERY = 100  # messages read between two looks at the progress


@click.command("messages", cls=Command, context_settings=CONTEXT)
@click.option(
    "--since", default="1d", show_default=True, metavar="TIME", help="Such as 12h, 7d or 2026-11-30."
)
@click.option("--until", metavar="TIME", help="The same; a date means its end.")
@click.option("--channel", type=click.Choice([str(one) for one in SENDING]), help="On this channel alone.")
@click.option("--direction", type=click.Choice(["in", "out"]), help="From people (in) or to them (out).")
@click.option("--status", type=click.Choice(STATUSES), help="With this status of Twilio's alone.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=1_000, show_default=True, help="The most messages to show."
)
@click.option("--reveal", is_flag=True, help="Show numbers and texts.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead.")
@click.option("--excel", is_flag=True, help="Print CSV as Excel opens it by a double click.")
@config_file
@as_json
def command(  # noqa: PLR0913 - one for each option
    since: str,
    until: str | None,
    limit: int,
    file: Path,
    *,
    reveal: bool,
    as_csv: bool,
    excel: bool,
    as_json: bool,
    **chosen: str | None,
) -> None:
    """List the messages at Twilio, each with its status, price and issue.

    One line for each, the newest first: when, from (←) or to (→) whom, the issue that shows it, what became of it, and
    its id, which `bot trace` follows. A message in no issue says why. Numbers are masked, and texts left out, unless
    --reveal asks for them.

    It reads Twilio, GitHub and, in the relay's folder, what waits there. This shell may need an ADMIN_GITHUB_TOKEN of
    yours, since the relay's own token may not read issues.

    \b
    Example:
      bot messages
      bot messages --since 7d --status failed
      bot messages --since 2026-11-01 --until 2026-11-30 --excel > novembro.csv
    """
    if as_json + (as_csv or excel) > 1:
        raise click.UsageError("Choose one of --json, --csv and --excel.")
    # Imported here: the clients of GitHub, Twilio and the database take long to load, and `--help` needs none.
    from bot.adapters.twilio import message_log  # noqa: PLC0415 - see above
    from bot.operate.messages.rows import Rows  # noqa: PLC0415 - see above

    settings = here.of_this_machine(file)
    zone = ZoneInfo(settings.config.time_zone)
    wanted = _wanted(since, until, zone, **chosen)
    progress = Progress()
    with _Join(settings) as join:
        progress.at("Reading GitHub's issues ...")
        join.index.read(wanted.since)
        # No more are read at once than can be shown, if none is left out.
        size = message_log.MOST_ON_A_PAGE if wanted.leaves_out else limit + 1
        log = message_log.messages(settings, wanted.since, wanted.until, size)
        found = filter(wanted.includes, _counted(log, progress))
        rows = Rows(zone, Language(language.current()), reveal)
        entries = map(rows.count, join.joiner.joined(islice(found, limit)))
        notes = chain(join.notes(), _more(found, limit))
        if as_json:
            _print_json(entries, rows, progress, notes)
            return
        for line in _csv(entries, rows, excel=excel) if as_csv or excel else _table(entries, rows):
            progress.clear()
            click.echo(line)
        progress.clear()
        for note in notes:
            screen.say(note, err=True)


def _wanted(
    since: str, until: str | None, zone: ZoneInfo, *, status: str | None, **chosen: Any
) -> WantedMessages:
    from bot.operate.messages.wanted import WantedMessages  # noqa: PLC0415 - as in `command`

    now = clock.now()
    begins, ends = _moment("--since", since, now, zone), None
    if until:
        ends = _moment("--until", until, now, zone, ends=True)
        if ends <= begins:
            raise BotError("--until is before --since.", "Give the earlier time to --since.")
    return WantedMessages(begins, ends, statuses=[status] if status else (), **chosen)


def _moment(option: str, text: str, now: datetime, zone: ZoneInfo, *, ends: bool = False) -> datetime:
    try:
        return typed_moments.read(text, now, zone, ends=ends)
    except ValueError:
        example = f"{now:%Y-%m-%d}"
        raise click.UsageError(
            Sentence(
                "{option}: give a time such as 12h or 7d, or a date such as {example}.",
                option=option,
                example=example,
            )
        ) from None


class _Join:
    """What is joined, each part as far as it can be read here."""

    def __init__(self, settings: Settings) -> None:
        from bot.operate import relay_store  # noqa: PLC0415 - as in `command`
        from bot.operate.messages.issue_index import IssueIndex  # noqa: PLC0415 - as above
        from bot.operate.messages.joining import Joiner  # noqa: PLC0415 - as above
        from bot.operate.messages.relay_notes import RelayNotes  # noqa: PLC0415 - as above
        from bot.relay.store.lock import StoreError  # noqa: PLC0415 - as above

        self._zone = ZoneInfo(settings.config.time_zone)
        self.index: IssueIndex = IssueIndex(settings)
        self._relay: RelayNotes = RelayNotes(Path(settings.config.relay.log_file))
        self._store: Store | None = None
        try:
            self._store = self._relay.store = relay_store.opened(settings)
        except StoreError as error:
            self._relay.unreadable = error.reason
        self.joiner: Joiner = Joiner(settings, self.index, self._relay)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._store:
            self._store.close()

    def notes(self) -> Iterator[str]:
        """Yield what could not be seen from here."""
        if self.index.refused:
            error = self.index.refused
            why = here.remedy(error) if isinstance(error, RepositoryError) else ""
            yield Sentence("GitHub does not show the issues. {message} {why}", message=error.message, why=why)
        elif self.index.is_cut:
            yield Sentence(
                "Issues are shown only for messages since {moment}: ask for a shorter period.",
                moment=moments.written(self.index.begins or clock.now(), self._zone),
            )
        if not self.joiner.knows_contacts:
            yield (
                "Without the whole CONTACT_KEY no contact id is shown, and the issue of a message to a person only "
                "where this machine's log names it."
            )
        if self._relay.unreadable:
            yield Sentence("The relay's store cannot be read ({why}).", why=self._relay.unreadable)
        elif self._relay.store is None:
            yield "The relay's store is not on this machine: what waits there is not shown."


def _counted(log: Iterable[LoggedMessage], progress: Progress) -> Iterator[LoggedMessage]:
    for count, message in enumerate(log):
        if count % _EVERY == 0:
            progress.at(Sentence("Reading Twilio's messages: {count} ...", count=count))
        yield message


def _more(found: Iterator[LoggedMessage], limit: int) -> Iterator[str]:
    if next(found, None) is not None:
        yield Sentence("Only the newest {count} messages are shown; --limit shows more.", count=limit)


def _table(entries: Iterable[LogEntry], rows: Rows) -> Iterator[str]:
    none = True
    for entry in entries:
        if none:
            yield rows.head()
        none = False
        yield rows.line(entry)
    if none:
        yield screen.shown("There is no such message.")
    legend = list(rows.legend())
    yield from ["", *legend] if legend else []


def _csv(entries: Iterable[LogEntry], rows: Rows, *, excel: bool) -> Iterator[str]:
    mark = spreadsheet.BYTE_ORDER_MARK if excel else ""
    yield mark + rows.csv_head(excel=excel)
    for entry in entries:
        yield rows.row(entry, excel=excel)


def _print_json(entries: Iterable[LogEntry], rows: Rows, progress: Progress, notes: Iterable[str]) -> None:
    """Print one object, each message as soon as it is read: there may be many."""
    click.echo('{"messages": [', nl=False)
    before = "\n"
    for entry in entries:
        progress.clear()
        click.echo(f"{before}{json.dumps(rows.record(entry), ensure_ascii=False)}", nl=False)
        before = ",\n"
    progress.clear()
    unseen = [screen.shown(note) for note in notes]
    click.echo('\n], "unseen": ' + json.dumps(unseen, ensure_ascii=False) + "}")

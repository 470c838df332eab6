"""`bot broadcast`: one approved template for everybody in a file, once each."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli import CONTEXT, broadcast_files, ends, gateway, here, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.cli.progress import Progress
from bot.core import to_disk
from bot.core.errors import BotError
from bot.core.gateway import Gateway
from bot.core.messages import SENDING, Purpose
from bot.core.sentences import Sentence, counted, joined
from bot.rules.sending.broadcast_list import BroadcastList

if TYPE_CHECKING:
    from bot.cli.broadcast_page import LineFate
    from bot.jobs.tools import Tools
    from bot.operate.broadcast.planning import Broadcast, BroadcastLine
    from bot.operate.broadcast.pricing_up import BroadcastCost

_LATER = 3  # exit code where some of it is left for later
_GO_ON = "To go on, run the same command again: nobody gets it twice."
_PURPOSES = (Purpose.MARKETING.value, Purpose.NOTIFICATION.value)


def _amount(_context: click.Context, _option: click.Parameter, value: str | None) -> Decimal | None:
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,4})?", value):
        raise click.BadParameter("give an amount such as 50.00.")
    return Decimal(value.replace(",", "."))


@click.command(
    "broadcast", cls=Command, short_help="Send one template to many people.", context_settings=CONTEXT
)
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--template", required=True, metavar="NAME", help="The template of config.yml to send.")
@click.option(
    "--channel",
    type=click.Choice([one.value for one in SENDING]),
    help="For lines that name no channel. Default: that of the template; of one for both, sms.",
)
@click.option(
    "--purpose",
    type=click.Choice(_PURPOSES),
    default=_PURPOSES[0],
    show_default=True,
    help="Under which rules: marketing needs each person's consent.",
)
@click.option(
    "--name",
    metavar="NAME",
    help="The broadcast, within which nobody gets the same message twice. Default: the name of the file.",
)
@click.option("--dry-run", is_flag=True, help="Send nothing; show who would get what, and what it costs.")
@click.option("--status", is_flag=True, help="Send nothing; show what became of each message.")
@click.option("--skip-faulty", is_flag=True, help="Leave faulty lines out, instead of sending nothing.")
@click.option(
    "--max-cost", callback=_amount, metavar="AMOUNT", help="Send nothing if all of it would cost more."
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what became of each line.",
)
@click.option("--reveal", is_flag=True, help="Write whole numbers, instead of masked ones.")
@click.option("--yes", is_flag=True, help="Do not ask before sending.")
@click.option(
    "--relay",
    metavar="URL",
    help="The relay's address. Default: RELAY_URL, or relay.public_url in config.yml.",
)
@click.option("--as", "token", metavar="NAME", help="Which of GATEWAY_API_TOKENS to use. Default: the first.")
@config_file
@as_json
def command(**given: Any) -> None:
    """Send one template to everybody in a CSV file.

    The first line names the columns: telefone, celular, numero or number; canal, if lines differ in that; and one for
    each variable of the template. UTF-8 or Windows-1252, with ; or , between cells, as Excel saves it.

    It shows first who gets the message now, who later and who does not, with the reason, and what it costs; then it
    asks. Stopped at any moment, the same command goes on: nobody gets it twice, and of a changed file only what is new
    is sent. The relay remembers that for relay.keep, 30 days unless you changed it.

    Faulty lines are all named, and then nothing is sent, unless --skip-faulty leaves them out. Needs CONTACT_KEY, a
    token of GATEWAY_API_TOKENS, and a GitHub token that may read issues. Exits with 0 once everything is ordered, with
    3 where some is left for later.

    \b
    Example:
      bot broadcast clientes.csv --template boleto-vence --purpose notification --dry-run
      bot broadcast clientes.csv --template boleto-vence --purpose notification --max-cost 50.00
      bot broadcast clientes.csv --template boleto-vence --purpose notification --status --report resultado.csv
    """
    given = {**given, "sends": not (given["dry_run"] or given["status"])}
    if given["dry_run"] and given["status"]:
        raise click.UsageError("Choose one of --dry-run and --status.")
    if given["as_json"] and given["sends"] and not given["yes"]:
        raise click.UsageError("--json asks nothing: add --yes, --dry-run or --status.")
    if given["report"] and given["report"].resolve() == given["source"].resolve():
        raise click.UsageError("--report names the file of the broadcast itself.")
    listed = broadcast_files.read(given["file"], given["source"], given["template"], given["channel"])
    broadcast_files.refuse_faults(listed, skip=given["skip_faulty"])
    run = _BroadcastRun.of(listed, given)
    if given["sends"]:
        run.send()
    else:
        run.finish()


@dataclass
class _BroadcastRun:
    """One run of the command: the lines as they are now, and what to do with them."""

    broadcast: Broadcast
    listed: BroadcastList
    lines: list[BroadcastLine]
    gateway: Gateway
    tools: Tools
    given: dict[str, Any] = field(repr=False)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, listed: BroadcastList, given: dict[str, Any]) -> _BroadcastRun:
        """Look up what was ordered before, and what the policy decides about the rest."""
        # Imported here: the clients of GitHub and Twilio take long to load, and `--help` needs neither.
        from bot.operate.broadcast import planning  # noqa: PLC0415 - see above

        broadcast = planning.Broadcast(
            given["name"] or given["source"].name, given["template"], Purpose(given["purpose"])
        )
        tools, notes = here.tools(given["file"]), list[str]()
        broadcast_files.check_template(given["template"], tools.settings)
        lines = planning.drawn_up(broadcast, listed.recipients, tools.vault)
        used = Gateway("", "")  # of a dry run without a relay, which orders nothing
        try:
            used = gateway.of(given["file"], given["relay"], given["token"])
            lines = planning.looked_up(lines, used)
        except BotError as error:
            if not given["dry_run"]:
                raise
            notes.append(
                Sentence("What was sent before is not known, and not considered: {why}", why=error.message)
            )
        progress = Progress()
        total = len(lines)
        lines = planning.judged(
            broadcast,
            lines,
            tools,
            lambda count: progress.at(
                Sentence("Consent and hours of {count} of {total} people ...", count=count, total=total)
            ),
        )
        progress.clear()
        return cls(broadcast, listed, lines, used, tools, given, notes)

    @property
    def to_order(self) -> list[BroadcastLine]:
        return [line for line in self.lines if line.is_to_order]

    def send(self) -> None:
        """Show what would be sent, ask, and order it."""
        from bot.cli import broadcast_summary  # noqa: PLC0415 - as above
        from bot.operate.broadcast import pricing_up  # noqa: PLC0415 - as above

        left = self.to_order
        prices = pricing_up.PriceList(self.tools.settings)
        before = [line.recipient for line in self.lines if line.known]
        whole = prices.cost([*before, *(line.recipient for line in left)])
        if not self.given["as_json"]:
            self._show(prices.cost(line.recipient for line in left))
        pricing_up.check(whole, self.given["max_cost"], broadcast_summary.amount(whole))
        if left and not self.given["yes"]:
            screen.confirm(counted("Send 1 message?", "Send {count} messages?", len(left)))
        code = self._order(left) if left else 0
        self._conclude(sent=len(left))
        if code:
            raise click.exceptions.Exit(code)

    def finish(self) -> None:
        """Show what would be sent, or what became of everything."""
        from bot.operate.broadcast import pricing_up  # noqa: PLC0415 - as above

        prices = pricing_up.PriceList(self.tools.settings)
        chosen = self.to_order if self.given["dry_run"] else [line for line in self.lines if line.known]
        cost = prices.cost(line.recipient for line in chosen)
        if self.given["as_json"]:
            self._print_json(cost)
        else:
            self._show(cost)
        self._write_report()

    def _order(self, left: Sequence[BroadcastLine]) -> int:
        """Order what is left, and return the exit code."""
        from bot.adapters.relay_client import OverCeilingError  # noqa: PLC0415 - as above
        from bot.cli import broadcast_summary  # noqa: PLC0415 - as above
        from bot.operate.broadcast import ordering  # noqa: PLC0415 - as above

        per_minute = self.tools.settings.config.relay.orders_per_minute
        places = {line.key: place for place, line in enumerate(self.lines)}
        progress, done = Progress(), 0

        def waits(wait: timedelta) -> None:
            progress.clear()
            screen.say(
                Sentence(
                    "The ceiling of an hour is reached: it goes on in {wait}.",
                    wait=broadcast_summary.lasting(wait),
                ),
                err=True,
            )

        def state() -> str:
            return joined([_so_far(done, len(left)), _GO_ON])

        try:
            with ends.leaving(state):
                for line in ordering.ordered(self.broadcast, left, self.gateway, per_minute, waits):
                    self.lines[places[line.key]] = line
                    done += 1
                    rest = ordering.duration(len(left) - done, per_minute)
                    still = Sentence("It takes {duration} more.", duration=broadcast_summary.lasting(rest))
                    progress.at(joined([_so_far(done, len(left)), still]))
        except OverCeilingError as error:
            progress.clear()
            screen.say(joined([screen.shown_again(error.message), state()]), err=True)
            return _LATER
        except BotError as error:
            progress.clear()
            error.message = joined([screen.shown_again(error.message), state()])
            raise
        progress.clear()
        return 0

    def _conclude(self, sent: int) -> None:
        from bot.operate.broadcast import planning, pricing_up  # noqa: PLC0415 - as above

        self.lines = planning.looked_up(self.lines, self.gateway)
        if self.given["as_json"]:
            known = [line.recipient for line in self.lines if line.known]
            self._print_json(pricing_up.PriceList(self.tools.settings).cost(known))
        elif sent:
            self._say_what_was_taken()
        else:
            screen.say("Nothing is left to send.")
        self._write_report()

    def _say_what_was_taken(self) -> None:
        from bot.cli import broadcast_page  # noqa: PLC0415 - as above

        refused = [line for line in self.lines if line.not_taken and not line.known]
        if refused:
            screen.say("The relay did not take:")
            for words in broadcast_page.counts(broadcast_page.fates(refused, ()), self.tools.zone):
                click.echo(words)
        ordered = sum(line.known is not None for line in self.lines)
        screen.say(counted("1 message is with the relay.", "{count} messages are with the relay.", ordered))
        screen.say("To see what becomes of them, repeat the command with --status.")

    def _fates(self) -> list[LineFate]:
        from bot.cli import broadcast_page  # noqa: PLC0415 - as above

        return broadcast_page.fates(self.lines, self.listed.faults)

    def _show(self, cost: BroadcastCost) -> None:
        from bot.cli import broadcast_summary  # noqa: PLC0415 - as above

        for line in broadcast_summary.page(self.broadcast, self.lines, self._fates(), cost, self.tools):
            click.echo(line)
        for note in self.notes:
            screen.say(note, err=True)

    def _print_json(self, cost: BroadcastCost) -> None:
        from bot.cli import broadcast_page, broadcast_summary  # noqa: PLC0415 - as above

        content = {
            "broadcast": self.broadcast.name,
            "template": self.broadcast.template,
            "purpose": self.broadcast.purpose,
            **broadcast_summary.cost_as_data(cost),
            "notes": list(self.notes),
            "lines": broadcast_page.as_data(self._fates(), revealed=self.given["reveal"]),
        }
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))

    def _write_report(self) -> None:
        from bot.cli import broadcast_page  # noqa: PLC0415 - as above

        if self.given["report"]:
            content = broadcast_page.table(self._fates(), self.tools.zone, revealed=self.given["reveal"])
            to_disk.replace(self.given["report"], content, to_disk.PRIVATE)


def _so_far(done: int, total: int) -> Sentence:
    return Sentence("{done} of {total} messages are ordered.", done=done, total=total)

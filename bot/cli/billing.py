"""`bot billing`: what the month has cost so far, and Twilio's alerts about it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli import CONTEXT, here, language, screen
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Language
from bot.rules import texts
from bot.rules.money import thresholds
from bot.rules.money.account import Question
from bot.rules.money.bill import Category, Month
from bot.rules.money.style import PageStyle
from bot.rules.sending import costs

if TYPE_CHECKING:
    from bot.rules.money.account import AccountStatus
    from bot.rules.money.bill import Bill


@click.group("billing", cls=Group, context_settings=CONTEXT)
def command() -> None:
    """Show what messages cost.

    \b
    Example:
      bot billing show
    """


def _month(_context: click.Context, _option: click.Parameter, value: str | None) -> Month | None:
    if value is None:
        return None
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", value)
    if not found:
        raise click.BadParameter("give a month such as 2026-10.")
    return Month(int(found[1]), int(found[2]))


@command.command()
@click.option("--month", callback=_month, metavar="YYYY-MM", help="A month other than the current one.")
@config_file
@as_json
def show(month: Month | None, file: Path, *, as_json: bool) -> None:
    """Show the bill by category, with forecast and balance.

    For an earlier month, shows what it cost in the end.

    \b
    Example:
      bot billing show
      bot billing show --month 2026-10 --json
    """
    # Imported here: twilio's modules take long to load, and help needs none of them.
    from bot.adapters.twilio.billing import Account  # noqa: PLC0415 - see above
    from bot.jobs.billing.questions import Asking, account_status  # noqa: PLC0415 - see above

    today = clock.now().date()
    if month and month.first > today:
        raise BotError(
            Sentence("{month} has not begun.", month=str(month)),
            "Give a past month, or omit it for the current one.",
        )
    settings = here.settings(file)
    account, asking = Account(settings), Asking()
    now = account_status(account, today, asking) if month is None else None
    bill = now.answers.bill if now else account.bill(month or Month(1, 1))
    if bill is None:
        raise asking.faults[Question.MONTH]
    if as_json:
        click.echo(json.dumps(_bill(bill) | (_outlook(now) if now else {}), indent=2))
        return
    spoken = language.current()
    style = PageStyle(texts.of(spoken).billing, Language(spoken), settings.config)
    rows = [*_rows(bill, style), *(_outlook_rows(now, style) if now else [])]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, count, amount in rows:
        click.echo(f"{name:<{widths[0]}}  {count:>{widths[1]}}  {amount:>{widths[2]}}".rstrip())


@command.command()
@click.option("--remove", is_flag=True, help="Remove all triggers that the bot made.")
@config_file
@as_json
def triggers(file: Path, *, remove: bool, as_json: bool) -> None:
    """Create budget triggers at Twilio.

    When a threshold of the budget is crossed, Twilio then notifies the relay at once. Running it again changes nothing.

    \b
    Example:
      bot billing triggers
      bot billing triggers --remove
    """
    from bot.adapters.twilio import triggers as edge  # noqa: PLC0415 - as above

    settings = here.settings(file)
    changes = edge.keep(settings, [] if remove else edge.wanted(settings))
    left = edge.listed(settings)
    if as_json:
        shown = [{"percent": one.percent, "value": str(one.value), "sid": one.sid} for one in left]
        click.echo(json.dumps(shown, indent=2))
        return
    currency, spoken = settings.config.billing.currency, Language(language.current())
    rows = [(f"{one.percent}%", costs.money(one.value, currency, spoken, costs.CENTS)) for one in left]
    width = max((len(amount) for _, amount in rows), default=0)
    for one, (percent, amount) in zip(left, rows, strict=True):
        state = screen.shown("set up" if one.percent in changes.made else "as before")
        click.echo(f"{percent:>5}  {amount:>{width}}  {state}")
    if changes.removed:
        count = len(changes.removed)
        pattern = "1 trigger was removed." if count == 1 else "{count} triggers were removed."
        screen.say(Sentence(pattern, count=count))
    if not left:
        screen.say("There is no trigger.")


def _bill(bill: Bill) -> dict[str, Any]:
    """Return a bill with exact amounts, as strings: JSON's numbers are not exact."""
    rows = {str(one): {"amount": f"{bill.amount(one):f}", "count": bill.rows[one].count} for one in Category}
    return {
        "month": str(bill.month),
        "currency": bill.currency,
        "total": f"{bill.total:f}",
        "categories": rows,
    }


def _outlook(now: AccountStatus) -> dict[str, Any]:
    return {
        "pace": f"{now.pace.amount:.4f}" if now.pace else None,
        "forecast": f"{now.forecast.amount:.4f}" if now.forecast else None,
        "balance": f"{now.balance.amount:f}" if now.balance else None,
        "days_left": now.days_left,
    }


def _rows(bill: Bill, style: PageStyle) -> list[tuple[str, str, str]]:
    used = [(style.texts.categories[one], bill.rows[one].count, bill.amount(one)) for one in Category]
    rows = [
        (name, str(count or ""), style.fine(amount, bill.currency)) for name, count, amount in used if amount
    ]
    total = (screen.shown("Total"), "", style.fine(bill.total, bill.currency))
    return [(style.month(bill.month), "", ""), *rows, total]


def _outlook_rows(now: AccountStatus, style: PageStyle) -> list[tuple[str, str, str]]:
    balance, used = now.balance, thresholds.used(now, style.limits)
    has_pace = now.pace and now.pace.days
    known = {
        "Forecast": style.fine(now.forecast.amount, now.currency) if has_pace and now.forecast else None,
        "Pace, a day": style.fine(now.pace.amount, now.currency) if has_pace and now.pace else None,
        "Budget used": _no_budget(now, style) if used is None else f"{used:.0f}%",
        "Balance": style.fine(balance.amount, balance.currency) if balance else None,
        "Days left": None if now.days_left is None else str(now.days_left),
    }
    shown = ((name, "unknown" if value is None else value) for name, value in known.items())
    return [(screen.shown(name), "", screen.shown(value)) for name, value in shown]


def _no_budget(now: AccountStatus, style: PageStyle) -> str | None:
    if style.limits.monthly_budget is None:
        return "no budget"
    return None if thresholds.comparable(now, style.limits) else "in another currency"

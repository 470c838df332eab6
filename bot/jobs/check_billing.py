"""check-billing: how the month stands, whether a limit is crossed, and the bill of the month that is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import billing, clock, logs
from bot.billing import Month, pages, thresholds
from bot.billing.pages import Pen
from bot.billing.thresholds import Standing
from bot.errors import BotError
from bot.jobs import billing_alert, billing_report, clockwork
from bot.jobs.runner import Tools
from bot.providers.twilio import triggers
from bot.providers.twilio.billing import Account


def run(_event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Look once; running it again changes nothing that is done, and completes what is not.

    The alarm comes first: a month's report may be long work.
    """
    account, today = Account(tools.settings), clock.now().date()
    pen = Pen.of(tools.maintainers, tools.settings.config)
    now = stand(account)
    known = tools.notices.known(pen.limits.label)
    crossed = thresholds.crossed(now, pen.limits)
    logs.step("billing-checked", count=len(crossed))
    billing_alert.keep(now, crossed, known.get(billing_alert.TOPIC), tools)
    lines = [f"# {tools.maintainers.billing.page_title}", "", pages.standing(now, today, pen)]
    if pen.limits.usage_triggers:
        lines += ["", _triggers(tools)]
    if pen.limits.report:
        lines += billing_report.catch_up(account, known, tools)
    return [*lines, "", clockwork.last_ran("check-billing", tools)]


def stand(account: Account) -> Standing:
    """Ask Twilio how the account stands."""
    today = clock.now().date()
    month = Month.of(today)
    days = account.days(month.before.first, today)
    bill, before = account.bill(month), account.bill(month.before)
    pace = billing.pace(days, today)
    balance = account.balance()
    # A balance in another currency than the bill says nothing about days.
    fits = balance is not None and balance.currency == bill.currency
    lasts = billing.days_left(balance.amount, days, today, pace) if balance and fits else None
    return Standing(bill, before, days, pace, billing.forecast(bill, days, today, pace), balance, lasts)


def _triggers(tools: Tools) -> str:
    """Bring the usage triggers up to date; where that cannot be, the bill is still worth its page."""
    settings = tools.settings
    try:
        changes = triggers.keep(settings, triggers.wanted(settings))
    except BotError as error:
        logs.trouble("triggers-not-kept", reason=error.message, remedy=error.remedy)
        return f"⚠️ {error}"
    done = {"made": changes.made, "removed": changes.removed, "kept": changes.kept}
    return tools.maintainers.billing.triggers.format(**{name: len(each) for name, each in done.items()})

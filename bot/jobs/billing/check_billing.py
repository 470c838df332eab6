"""check-billing: report the month so far, any limit that is crossed, and the bill of the past month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.adapters.twilio import triggers
from bot.adapters.twilio.billing import Account
from bot.core import clock, logs
from bot.core.errors import BotError, LimitError, UnfinishedError
from bot.core.issues import Issue
from bot.jobs.billing import billing_alert, billing_report
from bot.jobs.tools import Tools
from bot.jobs.upkeep import job_clock
from bot.rules.money import bill as billing
from bot.rules.money import pages, thresholds
from bot.rules.money.bill import Month
from bot.rules.money.pages import PageStyle
from bot.rules.money.thresholds import AccountStatus


def run(_event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Check the bill once; running it again completes what is not done, and changes nothing else.

    The alert comes first: a month's report may take long. A step that fails stops neither the others nor the summary
    page, but fails the run at its end.
    """
    account, today = Account(tools.settings), clock.now().date()
    style = PageStyle.of(tools.maintainers, tools.settings.config)
    now = account_status(account)
    known = tools.notices.known(style.limits.label)
    lines = [f"# {tools.maintainers.billing.page_title}", "", pages.month_so_far(now, today, style)]
    steps: tuple[Callable[[], list[str]], ...] = (
        lambda: _alert(now, known.get(billing_alert.TOPIC), tools),
        lambda: _triggers(tools) if style.limits.usage_triggers else [],
        lambda: billing_report.catch_up(account, known, tools) if style.limits.report else [],
    )
    faults = list[BotError]()
    for step in steps:
        try:
            lines += step()
        except LimitError:
            raise  # the others would be refused too
        except BotError as error:
            logs.trouble("bill-unfinished", reason=error.message, remedy=error.remedy)
            faults.append(error)
    lines += ["", job_clock.last_success("check-billing", tools)]
    if faults:
        warnings = [line for error in faults for line in ("", f"⚠️ {error}")]
        raise UnfinishedError(" ".join(error.message for error in faults), [*lines, *warnings])
    return lines


def _alert(now: AccountStatus, issue: Issue | None, tools: Tools) -> list[str]:
    crossed = thresholds.crossed(now, tools.settings.config.billing)
    logs.step("billing-checked", count=len(crossed))
    billing_alert.keep(now, crossed, issue, tools)
    return []


def account_status(account: Account) -> AccountStatus:
    """Ask Twilio for the status of the account."""
    today = clock.now().date()
    month = Month.of(today)
    days = account.days(month.before.first, today)
    bill, before = account.bill(month), account.bill(month.before)
    pace = billing.pace(days, today)
    balance = account.balance()
    # A balance in a currency other than the bill's says nothing about the days left.
    fits = balance is not None and balance.currency == bill.currency
    lasts = billing.days_left(balance.amount, days, today, pace) if balance and fits else None
    return AccountStatus(bill, before, days, pace, billing.forecast(bill, days, today, pace), balance, lasts)


def _triggers(tools: Tools) -> list[str]:
    """Bring the usage triggers up to date; if that fails, the summary page still shows the bill."""
    settings = tools.settings
    try:
        changes = triggers.keep(settings, triggers.wanted(settings))
    except BotError as error:
        logs.trouble("triggers-not-kept", reason=error.message, remedy=error.remedy)
        return ["", f"⚠️ {error}"]
    done = {"made": changes.made, "removed": changes.removed, "kept": changes.kept}
    counts = {name: len(each) for name, each in done.items()}
    return ["", tools.maintainers.billing.triggers.format(**counts)]

"""check-billing: report the month so far, any limit that is crossed, and the bill of the past month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from bot.adapters.twilio import triggers
from bot.adapters.twilio.billing import Account
from bot.core import clock, isolated, logs
from bot.core.errors import BotError, LimitError
from bot.core.issues import Issue
from bot.jobs.billing import billing_alert, billing_report
from bot.jobs.billing.questions import Asking, account_status, unfinished
from bot.jobs.tools import Tools
from bot.jobs.upkeep import job_clock
from bot.rules.money import pages, thresholds
from bot.rules.money.account import AccountStatus
from bot.rules.money.style import PageStyle
from bot.rules.wire.due_report import MonthSpending, TwilioBalance


def run(_event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Check the bill once; running it again completes what is not done, and changes nothing else.

    The alert comes first: a month's report may take long. A question without an answer, or a step that fails, stops
    neither the others nor the summary page, but fails the run at its end.
    """
    account, asking, today = Account(tools.settings), Asking(), clock.now().date()
    style = PageStyle.of(tools.maintainers, tools.settings.config)
    now = account_status(account, today, asking)
    if now.balance:
        tools.agenda.note_balance(TwilioBalance(now.balance.amount, now.balance.currency))
    if now.total is not None:
        tools.agenda.note_spending(MonthSpending(now.month.first, now.total, now.currency))
    faults = [*asking.faults.values()]
    known = cache(lambda: tools.notices.known(style.limits.label))
    lines = [f"# {tools.maintainers.billing.page_title}", "", pages.month_so_far(now, style)]
    steps: tuple[Callable[[], list[str]], ...] = (
        lambda: _alert(
            now, known().get(billing_alert.TOPIC) or tools.notices.unlabelled(billing_alert.TOPIC), tools
        ),
        lambda: _triggers(tools) if style.limits.usage_triggers else [],
        lambda: (
            billing_report.catch_up(account, today, known(), tools, faults) if style.limits.report else []
        ),
    )
    for step in steps:
        try:
            lines += step()
        except LimitError:
            raise  # the others would be refused too
        except Exception as error:  # noqa: BLE001 - one step must not cost the others, nor the page
            fault = error if isinstance(error, BotError) else BotError(isolated.unexpected(error))
            logs.trouble("bill-unfinished", reason=fault.message, remedy=fault.remedy)
            faults.append(fault)
    lines += ["", job_clock.last_success("check-billing", tools)]
    if faults:
        warnings = dict.fromkeys(tools.shown(fault.sentence) for fault in faults)
        raise unfinished(faults, [*lines, *(line for one in warnings for line in ("", f"⚠️ {one}"))])
    return lines


def _alert(now: AccountStatus, issue: Issue | None, tools: Tools) -> list[str]:
    crossed = thresholds.crossed(now, tools.settings.config.billing)
    logs.step("billing-checked", count=len(crossed))
    billing_alert.keep(now, crossed, issue, tools)
    return []


def _triggers(tools: Tools) -> list[str]:
    """Bring the usage triggers up to date; if that fails, the summary page still shows the bill."""
    settings = tools.settings
    try:
        changes = triggers.keep(settings, triggers.wanted(settings))
    except BotError as error:
        logs.trouble("triggers-not-kept", reason=error.message, remedy=error.remedy)
        return ["", f"⚠️ {tools.shown(error.sentence)}"]
    done = {"made": changes.made, "removed": changes.removed, "kept": changes.kept}
    counts = {name: len(each) for name, each in done.items()}
    return ["", tools.maintainers.billing.triggers.format(**counts)]

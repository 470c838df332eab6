"""The issue with the bill of each month that is over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice

from bot.adapters.twilio.billing import Account
from bot.core import clock, logs
from bot.core.issues import Issue
from bot.core.settings import Language, Settings
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools
from bot.jobs.upkeep.assignees import assign
from bot.rules import texts
from bot.rules.money import pages, savings
from bot.rules.money.bill import Category, Month
from bot.rules.money.pages import BillReport, PageStyle

_PREFIX = "billing-report/"
MOST_MESSAGES = 50_000  # examined per month: about fifty requests
CAUGHT_UP = 3  # months back that are reported late, if an earlier one was reported in time
CORRECTED_UNTIL = timedelta(days=3)  # after the end of the month: prices and fees arrive late
FINAL = "final"  # state of the issue of a report whose figures could no longer change when it was written


def topic(month: Month) -> str:
    return f"{_PREFIX}{month}"


def catch_up(account: Account, known: Mapping[str, Issue], tools: Tools) -> list[str]:
    """Write the missing reports, and update those whose figures could still change when they were written.

    Return the lines for the run's summary page.
    """
    today, lines = clock.now().date(), list[str]()
    states = {name: tools.notices.state(issue) for name, issue in known.items()}
    for month in due(today, states):
        report = make(account, month, tools.settings)
        if not report.bill.total and not report.findings.messages:
            continue
        style = PageStyle.of(tools.maintainers, tools.settings.config)
        title, page = pages.report_title(month, style), pages.report(report, style)
        issue = tools.notices.keep(_notice(month, title, page, today, style), known.get(topic(month)))
        assign(issue, style.limits.assignees, tools)
        logs.step("billing-reported", issue=issue.number, count=report.findings.messages)
        lines += ["", f"# {title} (#{issue.number})", "", page]
    return lines


def _notice(month: Month, title: str, page: str, today: date, style: PageStyle) -> Notice:
    labels = (style.limits.label, style.config.labels.gateway)
    return Notice(topic(month), title, page, labels, FINAL if today >= _final_from(month) else "")


def _final_from(month: Month) -> date:
    return month.last + CORRECTED_UNTIL


def due(today: date, states: Mapping[str, str]) -> list[Month]:
    """Return the months to report, oldest first. `states` holds the state of each topic's issue.

    These are the last month if its report is missing, an earlier one if its report is missing and the bot had reported
    before it, and each whose report was written too early to be final.
    """
    last = Month.of(today).before
    found, month = list[Month](), last
    for _ in range(CAUGHT_UP):
        name = topic(month)
        missing = name not in states and (month == last or _has_earlier(name, states))
        if missing or states.get(name, FINAL) != FINAL:
            found.insert(0, month)
        month = month.before
    return found


def _has_earlier(name: str, states: Mapping[str, str]) -> bool:
    return any(other.startswith(_PREFIX) and other < name for other in states)


def make(account: Account, month: Month, settings: Settings) -> BillReport:
    """Ask Twilio for a month and its messages, at most the latest `MOST_MESSAGES`."""
    bill, before = account.bill(month), account.bill(month.before)
    days = account.days(month.first, month.last)
    price = settings.config.prices.whatsapp_message
    if settings.config.prices.currency != bill.currency:
        price = None
    spent = bill.amount(Category.WHATSAPP)
    messages = account.messages(month)
    findings = savings.survey(islice(messages, MOST_MESSAGES), acknowledgements(), price, spent)
    whole = next(messages, None) is None
    return BillReport(bill, before, days.spent, findings, None if whole else findings.messages)


def acknowledgements() -> list[re.Pattern[str]]:
    """Return a pattern of the acknowledgement in each language."""
    acknowledgements = [texts.of(language).acknowledgement for language in Language]
    return [re.compile(re.escape(one).replace(r"\{number\}", r"\d+")) for one in acknowledgements]

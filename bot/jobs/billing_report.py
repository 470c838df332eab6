"""The issue with the bill of each month that is over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from bot import clock, logs, texts
from bot.billing import Category, Month, pages, savings
from bot.billing.pages import Pen, Report
from bot.jobs.runner import Tools
from bot.notices import Notice
from bot.providers.twilio.billing import Account
from bot.repository import Issue
from bot.settings import Language, Settings

_PREFIX = "billing-report/"
MOST_MESSAGES = 50_000  # of a month that are looked at: about fifty requests
CAUGHT_UP = 3  # months back that are reported late, where an earlier one was in time
CORRECTED_UNTIL = 3  # the day of the next month: prices and fees come in late


def topic(month: Month) -> str:
    return f"{_PREFIX}{month}"


def catch_up(account: Account, known: Mapping[str, Issue], tools: Tools) -> list[str]:
    """Write the reports that are missing, and bring the last one up to date on the first days of a month.

    Return what belongs on the run's page.
    """
    today, lines = clock.now().date(), list[str]()
    for month in due(Month.of(today), today.day, known):
        report = make(account, month, tools.settings)
        if not report.bill.total and not report.findings.messages:
            continue
        pen = Pen.of(tools.maintainers, tools.settings.config)
        title, page = pages.report_title(month, pen), pages.report(report, pen)
        labels = (pen.limits.label, pen.config.labels.gateway)
        issue = tools.notices.keep(Notice(topic(month), title, page, labels), known.get(topic(month)))
        logs.step("billing-reported", issue=issue.number, count=report.findings.messages)
        lines += ["", f"# {title} (#{issue.number})", "", page]
    return lines


def due(this: Month, day: int, known: Mapping[str, object]) -> list[Month]:
    """Return the months to report, the oldest first.

    The last one where it is missing, or where its figures may still change; an earlier one only where it is missing
    and the bot had reported before it.
    """
    last = this.before
    found = [last] if topic(last) not in known or day <= CORRECTED_UNTIL else []
    month = last
    for _ in range(CAUGHT_UP - 1):
        month = month.before
        if topic(month) not in known and any(
            name.startswith(_PREFIX) and name < topic(month) for name in known
        ):
            found.insert(0, month)
    return found


def make(account: Account, month: Month, settings: Settings) -> Report:
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
    return Report(bill, before, days.spent, findings, None if whole else findings.messages)


def acknowledgements() -> list[re.Pattern[str]]:
    """Return what the automatic answer looks like in each language."""
    said = [texts.of(language).acknowledgement for language in Language]
    return [re.compile(re.escape(one).replace(r"\{number\}", r"\d+")) for one in said]

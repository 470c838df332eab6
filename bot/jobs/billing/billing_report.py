"""The issue with the bill of each month that is over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice

from bot.adapters.twilio.billing import Account
from bot.core import logs
from bot.core.errors import BotError, LimitError
from bot.core.issues import Issue
from bot.core.settings import Language, Settings
from bot.jobs.billing.questions import Asking
from bot.jobs.record.notices import Notice
from bot.jobs.sending.assignees import assign
from bot.jobs.tools import Tools
from bot.rules import texts
from bot.rules.money import report_page, savings
from bot.rules.money.account import Question
from bot.rules.money.bill import Bill, Month
from bot.rules.money.report_page import BillReport
from bot.rules.money.savings import Findings
from bot.rules.money.style import PageStyle

_PREFIX = "billing-report/"
MOST_MESSAGES = 50_000  # examined per month: about fifty requests
CAUGHT_UP = 3  # months back that are reported late, if an earlier one was reported in time
CORRECTED_UNTIL = timedelta(days=3)  # after the end of the month: prices and fees arrive late
FINAL = "final"  # state of the issue of a report whose figures could no longer change when it was written


def topic(month: Month) -> str:
    return f"{_PREFIX}{month}"


def catch_up(
    account: Account, today: date, known: Mapping[str, Issue], tools: Tools, faults: list[BotError]
) -> list[str]:
    """Write the missing reports, and update those whose figures could still change when they were written.

    Return the lines for the run's summary page. What one report lacks, or that it fails, stops no other, and is added
    to `faults`.
    """
    lines = list[str]()
    states = {name: tools.notices.state(issue) for name, issue in known.items()}
    for month in due(today, states):
        asking = Asking()
        try:
            report = make(account, month, tools.settings, asking)
            faults += asking.faults.values()
            lines += _keep(report, today, known.get(topic(month)), tools) if report else []
        except LimitError:
            raise
        except BotError as error:
            faults.append(error)
    return lines


def _keep(report: BillReport, today: date, issue: Issue | None, tools: Tools) -> list[str]:
    """Write the report; one that lacks an answer replaces no earlier one, and the next run completes it."""
    count = report.findings.messages if report.findings else 0
    if (report.unanswered and issue) or not (report.bill.total or count):
        return []
    style, month = PageStyle.of(tools.maintainers, tools.settings.config), report.bill.month
    title, page = report_page.report_title(month, style), report_page.report(report, style)
    is_final = today >= _final_from(month) and not report.unanswered
    labels = (style.limits.label, style.config.labels.gateway)
    issue = tools.notices.keep(Notice(topic(month), title, page, labels, FINAL if is_final else ""), issue)
    assign(issue, style.limits.assignees, tools)
    logs.step("billing-reported", issue=issue.number, count=count)
    return ["", f"# {title} (#{issue.number})", "", page]


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


def make(account: Account, month: Month, settings: Settings, asking: Asking) -> BillReport | None:
    """Ask Twilio for a month and its messages, at most the latest `MOST_MESSAGES`; None without the month itself."""
    bill = asking.about(Question.MONTH, lambda: account.bill(month))
    if bill is None:
        return None
    before = asking.about(Question.BEFORE, lambda: account.bill(month.before))
    spent = asking.about(Question.DAYS, lambda: account.days(month.first, month.last))
    rent = asking.about(Question.RENT, lambda: account.rent(month.first, month.last))
    found = asking.about(Question.MESSAGES, lambda: _survey(account, bill, settings))
    findings, read = found or (None, None)
    return BillReport(bill, before, spent, rent, findings, read, asking.unanswered)


def _survey(account: Account, bill: Bill, settings: Settings) -> tuple[Findings, int | None]:
    """Return what the messages of a month show, and how many were read if not all."""
    prices = settings.config.prices
    price = prices.whatsapp_message if prices.currency == bill.currency else None
    messages = account.messages(bill.month)
    findings = savings.survey(islice(messages, MOST_MESSAGES), acknowledgements(), price, bill.meta)
    return findings, None if next(messages, None) is None else findings.messages


def acknowledgements() -> list[re.Pattern[str]]:
    """Return a pattern of the acknowledgement in each language, with what it says outside office hours or without."""
    return [
        re.compile(re.escape(one).replace(r"\{number\}", r"\d+").replace(r"\{opens\}", r".{1,60}"))
        for said in map(texts.of, Language)
        for one in (said.acknowledgement, f"{said.acknowledgement} {said.office.back}")
    ]

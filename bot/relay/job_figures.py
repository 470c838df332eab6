"""Figures that only jobs see, and report: GitHub's grants, the Twilio account, how long answers took, credentials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from bot.core import clock
from bot.relay.store.notes import Content, SharedNotes, moment_of
from bot.rules.upkeep.credentials import AgeSource, Credential
from bot.rules.wire.due_report import AnswerFigures, CredentialAge, DueReport, MonthSpending

_REQUESTS, _BALANCE, _SPENDING, _ANSWERS, _CREDENTIALS = (
    "workflows-requests",
    "twilio-balance",
    "twilio-month",
    "answer-times",
    "credential-ages",
)
_LONGEST_SECONDS = 3600.0  # GitHub counts by the hour
_CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class JobFigures:
    """What was last reported; None where nothing was, or where GitHub has granted new requests since.

    The moments say when it was; an earlier version noted none with the balance.
    """

    requests_left: float | None = None
    requests_limit: float | None = None
    balance: float | None = None
    currency: str = ""
    balance_at: datetime | None = None
    spending: MonthSpending | None = None
    spending_at: datetime | None = None
    answers: AnswerFigures | None = None
    answers_at: datetime | None = None
    ages: Mapping[Credential, CredentialAge] = field(default_factory=dict)
    ages_at: datetime | None = None


def keep(report: DueReport, notes: SharedNotes, now: datetime) -> None:
    """Store the figures of a report; raises StoreError."""
    requests, balance, spent, answers = report.requests, report.balance, report.spending, report.answers
    at: Content = {"at": clock.iso(now)}
    if requests:
        until = clock.iso(now + timedelta(seconds=min(max(requests.seconds, 0.0), _LONGEST_SECONDS)))
        notes.write(_REQUESTS, {"left": requests.left, "limit": requests.limit, "until": until}, now)
    if balance and _CURRENCY.fullmatch(balance.currency):
        notes.write(_BALANCE, at | {"amount": float(balance.amount), "currency": balance.currency}, now)
    if spent and _CURRENCY.fullmatch(spent.currency):
        found = {"month": spent.month.isoformat(), "amount": str(spent.amount), "currency": spent.currency}
        notes.write(_SPENDING, at | found, now)
    if answers:
        seconds = {"median": answers.median.total_seconds(), "most": answers.most.total_seconds()}
        notes.write(_ANSWERS, at | {"count": answers.count, **seconds}, now)
    ages = {one.credential: _noted(one) for one in report.credentials if _known(one.credential, one.source)}
    if ages:
        notes.write(_CREDENTIALS, {**at, "ages": ages}, now)


def note_rotated(credential: Credential, notes: SharedNotes, now: datetime) -> None:
    """Store that a credential is new, until the next report; raises StoreError."""
    made = CredentialAge(credential, now, AgeSource.CHANGED)

    def rule(content: Content) -> Content:
        ages = content.get("ages")
        known = ages if isinstance(ages, dict) else {}
        return {**content, "ages": {**known, str(credential): _noted(made)}}

    notes.change(_CREDENTIALS, rule, now)


def read(notes: SharedNotes, now: datetime) -> JobFigures:
    """Return what was reported; raises StoreError."""
    requests, money, ages = notes.read(_REQUESTS), notes.read(_BALANCE), notes.read(_CREDENTIALS)
    spent, answers = notes.read(_SPENDING), notes.read(_ANSWERS)
    until, currency = moment_of(requests.get("until")), money.get("currency")
    is_current = until is not None and until > now
    return JobFigures(
        _number(requests.get("left")) if is_current else None,
        _number(requests.get("limit")) if is_current else None,
        _number(money.get("amount")),
        currency if isinstance(currency, str) else "",
        moment_of(money.get("at")),
        _spending(spent),
        moment_of(spent.get("at")),
        _answers(answers),
        moment_of(answers.get("at")),
        _ages(ages.get("ages")),
        moment_of(ages.get("at")),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _spending(found: Content) -> MonthSpending | None:
    try:
        month, amount = date.fromisoformat(str(found.get("month"))), Decimal(str(found.get("amount")))
    except (ValueError, InvalidOperation):
        return None
    return MonthSpending(month, amount, str(found.get("currency")))


def _answers(found: Content) -> AnswerFigures | None:
    count, median, most = (_number(found.get(name)) for name in ("count", "median", "most"))
    if count is None or median is None or most is None:
        return None
    return AnswerFigures(int(count), timedelta(seconds=median), timedelta(seconds=most))


def _known(credential: str, source: str) -> bool:
    return credential in set(Credential) and source in set(AgeSource)


def _noted(age: CredentialAge) -> list[str | None]:
    return [clock.iso(age.since), age.source, clock.iso(age.expires) if age.expires else None]


def _ages(found: object) -> Mapping[Credential, CredentialAge]:
    ages: dict[Credential, CredentialAge] = {}
    for name, values in found.items() if isinstance(found, dict) else ():
        match values:
            case [str(written), str(source), expires] if _known(name, source):
                since = moment_of(written)
                if since:
                    ages[Credential(name)] = CredentialAge(name, since, source, moment_of(expires))
    return ages

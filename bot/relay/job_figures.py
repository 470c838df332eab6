"""Figures that only jobs see, and report: what GitHub grants the workflows, and the Twilio account's balance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import clock
from bot.relay.store.notes import SharedNotes, moment_of
from bot.rules.wire.due_report import DueReport

_REQUESTS, _BALANCE = "workflows-requests", "twilio-balance"
_LONGEST_SECONDS = 3600.0  # GitHub counts by the hour
_CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class JobFigures:
    """What was last reported; None where nothing was, or where GitHub has granted new requests since."""

    requests_left: float | None = None
    requests_limit: float | None = None
    balance: float | None = None
    currency: str = ""


def keep(report: DueReport, notes: SharedNotes, now: datetime) -> None:
    """Store the figures of a report; raises StoreError."""
    requests, balance = report.requests, report.balance
    if requests:
        until = clock.iso(now + timedelta(seconds=min(max(requests.seconds, 0.0), _LONGEST_SECONDS)))
        notes.write(_REQUESTS, {"left": requests.left, "limit": requests.limit, "until": until}, now)
    if balance and _CURRENCY.fullmatch(balance.currency):
        notes.write(_BALANCE, {"amount": float(balance.amount), "currency": balance.currency}, now)


def read(notes: SharedNotes, now: datetime) -> JobFigures:
    """Return what was reported; raises StoreError."""
    requests, money = notes.read(_REQUESTS), notes.read(_BALANCE)
    until, currency = moment_of(requests.get("until")), money.get("currency")
    is_current = until is not None and until > now
    return JobFigures(
        _number(requests.get("left")) if is_current else None,
        _number(requests.get("limit")) if is_current else None,
        _number(money.get("amount")),
        currency if isinstance(currency, str) else "",
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None

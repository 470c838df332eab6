"""What a job reports at its end about the time ahead: when a scheduled workflow is next needed.

The relay wakes it then. With it come figures that only the run has seen. The report is sealed, so that only our jobs
can make it. Times travel as durations, since the clocks of the two machines may differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.core.errors import SealError
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.sealed_format import RecentFormat

MOST = 100
FRESH = timedelta(days=1)  # the relay remembers reports for so long; clocks may be hours off
FARTHEST = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class Due:
    """A scheduled workflow that is needed in so many seconds."""

    workflow: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RequestsLeft:
    """How many requests of how many GitHub still grants the workflows, and for how many seconds more."""

    left: int
    limit: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TwilioBalance:
    """The balance of the Twilio account."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class MonthSpending:
    """What a month, named by its first day, has cost so far at Twilio."""

    month: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How many answers there were of late, within what time half of them came, and within what time nine in ten."""

    count: int
    median: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class CredentialAge:
    """Since when a credential is in use, how that is known, and when it stops working, if it ever does.

    The names are those of `Credential` and `AgeSource`; a version that does not know one leaves it out.
    """

    credential: str
    since: datetime
    source: str
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueReport:
    """What is due, and the workflow that has just done all that was due when it began, if one has.

    A relay of an earlier version leaves out the figures that it does not know.
    """

    reported_at: datetime
    due: tuple[Due, ...] = ()
    done: str = ""
    began_seconds_ago: float = 0.0
    requests: RequestsLeft | None = None
    balance: TwilioBalance | None = None
    spending: MonthSpending | None = None
    answers: AnswerFigures | None = None
    credentials: tuple[CredentialAge, ...] = ()


_FORMAT = RecentFormat(DueReport, lambda report: report.reported_at, FRESH)


def seal(report: DueReport, keys: RelayKeys) -> str:
    return _FORMAT.seal(report, keys)


def open_sealed(token: str, keys: RelayKeys, now: datetime) -> DueReport:
    """Return the report; raises SealError for one that is old, too long, or not sealed by one of our jobs."""
    report = _FORMAT.open_recent(token, keys, now)
    if len(report.due) > MOST:
        raise SealError
    return report

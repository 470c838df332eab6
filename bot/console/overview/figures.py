"""What the start page shows, of the same sources as /metrics and /gateway/status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core import clock
from bot.core.sentences import Sentence
from bot.core.settings import Configuration
from bot.core.settings.billing import BillingSection
from bot.relay import job_figures
from bot.relay.batches.batch import Problem
from bot.relay.due_dates import due_dates, is_soon
from bot.relay.job_figures import JobFigures
from bot.relay.mounting import RelayParts
from bot.relay.store import traffic
from bot.relay.store.batches import QueueStatus
from bot.relay.store.notes import SharedNotes
from bot.relay.store.traffic import Traffic
from bot.rules.upkeep.credentials import Credential, DueDate
from bot.rules.upkeep.periods import SCHEDULED


@dataclass(frozen=True, slots=True)
class ScheduledRun:
    """A scheduled workflow: when it last ran and succeeded, and whether that is too long ago."""

    workflow: str
    ended: str
    began_at: datetime | None
    success_at: datetime | None
    has_stopped: bool


@dataclass(frozen=True, slots=True)
class MoneyFigures:
    """What the month has cost, and what it may cost; None where that is not known, or there is no such limit."""

    spent: Decimal | None
    currency: str
    budget: Decimal | None
    seen_at: datetime | None
    balance: Decimal | None
    balance_currency: str
    floor: Decimal | None

    @property
    def share(self) -> float | None:
        """What is spent of the budget, 1 for all of it."""
        return float(self.spent / self.budget) if self.spent is not None and self.budget else None

    @property
    def is_low(self) -> bool:
        return self.balance is not None and self.floor is not None and self.balance < self.floor


@dataclass(frozen=True, slots=True)
class OverviewFigures:
    """Everything, as of one moment."""

    at: datetime
    problems: Sequence[Problem]
    warnings: Sequence[Sentence]
    queue: QueueStatus
    traffic: Traffic
    jobs: JobFigures
    money: MoneyFigures
    dues: Mapping[Credential, DueDate]
    runs: Sequence[ScheduledRun]
    schedule_problem: str
    ahead: timedelta | None

    @property
    def verdict(self) -> str:
        """How all of it is: `bad`, `warn` or `good`, as styles name it."""
        return "bad" if self.problems else "warn" if self.warnings else "good"

    @property
    def is_on_time(self) -> bool:
        """Whether the clock of this machine agrees with GitHub's, whose answers name whole seconds."""
        return self.ahead is not None and abs(self.ahead) < timedelta(seconds=2)

    @property
    def waited(self) -> timedelta | None:
        """How long the oldest of what waits has been due."""
        oldest = self.queue.oldest_at
        return max(self.at - oldest, timedelta()) if oldest else None


def gather(parts: RelayParts) -> OverviewFigures:
    """Return the figures of now; raises StoreError."""
    now, config = clock.now(), parts.live.current.config
    queue = parts.health.queue()
    jobs = job_figures.read(SharedNotes(parts.store), now)
    dues, money = due_dates(jobs, config), _money(jobs, config.billing, now)
    return OverviewFigures(
        at=now,
        problems=parts.health.problems(queue, now),
        warnings=[*_warnings(money, dues, config, now)],
        queue=queue,
        traffic=traffic.of_last_day(parts.store, now),
        jobs=jobs,
        money=money,
        dues=dues,
        runs=_runs(parts, now),
        schedule_problem=parts.schedule_watch.state().unreadable if parts.schedule_watch else "",
        ahead=clock.ahead(),
    )


def _money(jobs: JobFigures, limits: BillingSection, now: datetime) -> MoneyFigures:
    spending = jobs.spending
    is_current = spending is not None and (spending.month.year, spending.month.month) == (now.year, now.month)
    return MoneyFigures(
        spent=spending.amount if spending and is_current else None,
        currency=spending.currency if spending and is_current else limits.currency,
        budget=limits.monthly_budget,
        seen_at=jobs.spending_at or jobs.balance_at,
        balance=None if jobs.balance is None else Decimal(str(jobs.balance)),
        balance_currency=jobs.currency,
        floor=limits.balance_floor,
    )


def _warnings(
    money: MoneyFigures, dues: Mapping[Credential, DueDate], config: Configuration, now: datetime
) -> Iterator[Sentence]:
    """Yield what deserves a look although messages flow."""
    if money.share is not None and money.share >= 1:
        yield Sentence("The month has cost more than its budget.")
    if money.is_low:
        yield Sentence("The balance at Twilio is below {name} of config.yml.", name="billing.balance_floor")
    late = sum(due.days_left(now) < 0 for due in dues.values())
    soon = sum(is_soon(due, config, now) for due in dues.values())
    if late:
        yield Sentence("Credentials that are overdue: {count}.", count=late)
    elif soon:
        yield Sentence("Credentials that are due soon: {count}.", count=soon)


def _runs(parts: RelayParts, now: datetime) -> list[ScheduledRun]:
    watch = parts.schedule_watch
    if watch is None:
        return []
    state, workflows = watch.state(), watch.report(now)["workflows"]
    found = []
    for name in SCHEDULED:
        run = state.runs.get(name)
        began, ended, success = (run.began_at, run.ended, run.success_at) if run else (None, "never", None)
        found.append(ScheduledRun(name, ended, began, success, bool(workflows[name]["stopped"])))
    return found

"""When a scheduled workflow is next needed, as far as a run learns it; the relay, which is awake, then wakes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core import clock, named_limits
from bot.rules.upkeep.periods import RECONCILE
from bot.rules.wire import due_report
from bot.rules.wire.due_report import (
    AnswerFigures,
    CredentialAge,
    Due,
    DueReport,
    MonthSpending,
    RequestsLeft,
    TwilioBalance,
)

# Of GitHub's limit: while more is left, nothing is reported for its sake alone.
_SCARCE = 0.2


class Agenda:
    """What a run notes for later. Its report costs one request to the relay and no run."""

    def __init__(self) -> None:
        self._began = clock.steady()
        self._moments: set[tuple[datetime, str]] = set()
        self._done = ""
        self._balance: TwilioBalance | None = None
        self._spending: MonthSpending | None = None
        self._answers: AnswerFigures | None = None
        self._credentials: list[CredentialAge] = []

    def note(self, at: datetime, workflow: str = RECONCILE) -> None:
        """Note that the workflow has something to do at that moment."""
        self._moments.add((at, workflow))

    def finish(self, workflow: str) -> None:
        """Note that the run did all that was due for the workflow when it began."""
        self._done = workflow

    def note_balance(self, balance: TwilioBalance) -> None:
        """Note what is left on the Twilio account."""
        self._balance = balance

    def note_spending(self, spending: MonthSpending) -> None:
        """Note what the month has cost so far."""
        self._spending = spending

    def note_answers(self, answers: AnswerFigures) -> None:
        """Note how long people waited for answers of late."""
        self._answers = answers

    def note_credential(self, age: CredentialAge) -> None:
        """Note since when a credential is in use."""
        self._credentials.append(age)

    @property
    def moments(self) -> list[datetime]:
        """The moments noted, the next first."""
        return [at for at, _ in sorted(self._moments)]

    def report(self) -> DueReport | None:
        """Return what to report to the relay, the next moments first; None if there is nothing."""
        requests = _requests_left()
        is_scarce = requests is not None and requests.seconds > 0 and requests.left < requests.limit * _SCARCE
        figures = (self._balance, self._spending, self._answers, self._credentials)
        if not self._moments and not self._done and not any(figures) and not is_scarce:
            return None
        now, due = clock.now(), list[Due]()
        for at, workflow in sorted(self._moments):
            ahead = max(at - now, timedelta())
            if ahead <= due_report.FARTHEST and len(due) < due_report.MOST:
                due.append(Due(workflow, ahead.total_seconds()))
        began = clock.steady() - self._began
        return DueReport(
            now,
            tuple(due),
            self._done,
            began,
            requests,
            self._balance,
            self._spending,
            self._answers,
            tuple(self._credentials),
        )


def _requests_left() -> RequestsLeft | None:
    scarcest = named_limits.scarcest()
    if not scarcest:
        return None
    seconds = max(0.0, scarcest.resets - clock.now().timestamp())
    return RequestsLeft(scarcest.left, scarcest.limit, seconds)

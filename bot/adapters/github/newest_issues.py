"""The newest issues as a job has read them, kept for the other persons of its batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core import clock
from bot.core.issues import Issue

# The list's greatest age: another job may open an issue meanwhile, which a list by label does not show yet.
LATELY = timedelta(seconds=10)


class NewestIssuesCache:
    """The newest issues as they were read, with what was opened, closed and reopened here since."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._read_at: float | None = None

    def lately(self) -> list[Issue] | None:
        """Return them, None if they were not read recently."""
        fresh = self._read_at is not None and clock.steady() - self._read_at < LATELY.total_seconds()
        return list(self._issues) if fresh else None

    def read(self, issues: Sequence[Issue]) -> None:
        self._issues, self._read_at = list(issues), clock.steady()

    def opened(self, issue: Issue) -> None:
        self._issues = [issue, *(other for other in self._issues if other.number != issue.number)]

    def changed(self, issue: Issue) -> None:
        self._issues = [issue if other.number == issue.number else other for other in self._issues]

    def moved(self, number: int, *, is_open: bool) -> None:
        closed_at = None if is_open else clock.now()
        self._issues = [
            replace(issue, is_open=is_open, closed_at=closed_at) if issue.number == number else issue
            for issue in self._issues
        ]

    def forget(self) -> None:
        self._read_at = None

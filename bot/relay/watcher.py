"""Watches the workflow runs of dispatched batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import logs
from bot.errors import BotError, RepositoryError, TemporaryError
from bot.relay import runs as rules
from bot.relay.batching import REFUSED, Batch, State
from bot.repository import Repository, Run
from bot.settings import DispatchSection


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps messages from travelling, for the eyes of an operator."""

    sentence: str
    remedy: str
    since: datetime


class Watcher:
    """Asks GitHub for runs, as seldom as configured, and only while a batch is unfinished."""

    def __init__(self, repository: Repository, settings: DispatchSection) -> None:
        self._repository = repository
        self._settings = settings
        self._known: dict[str, list[Run]] = {}
        self._refusals = 0
        self.problem: Problem | None = None
        self.next_look: datetime | None = None

    def look(self, unfinished: Sequence[Batch], now: datetime) -> list[tuple[Batch, rules.Verdict]]:
        """Return the batches of which something is known now; nothing before the next look is due."""
        watched = [batch for batch in unfinished if batch.dispatched_at]
        if not watched:
            self.next_look = None
            return []
        if self.next_look is None:
            self.next_look = now + self._settings.check_run_every
        if now < self.next_look:
            return []
        self.next_look = now + self._settings.check_run_every
        verdicts = []
        for kind in sorted({batch.kind for batch in watched}):
            found = self._runs(kind, now)
            if found is not None:
                verdicts += [
                    (batch, self._judge(batch, found, now)) for batch in watched if batch.kind == kind
                ]
        return verdicts

    def find(self, batch: Batch, now: datetime) -> Run | None:
        """Return a run of the batch that is not judged yet, or None where none is seen."""
        found = self._runs(batch.kind, now) or []
        return next((run for run in rules.of_batch(batch, found) if run.id not in batch.judged), None)

    def _judge(self, batch: Batch, found: Sequence[Run], now: datetime) -> rules.Verdict:
        verdict = rules.judge(batch, found, now, self._settings.run_appears_within)
        if batch.state is State.DISPATCHED or isinstance(verdict, rules.Succeeded):
            return verdict
        return rules.Waiting()  # about to be dispatched again: only a success matters

    def _runs(self, kind: str, now: datetime) -> list[Run] | None:
        """Return the newest runs, None where GitHub does not tell."""
        try:
            changed = self._repository.recent_runs(f"{kind}.yml")
        except TemporaryError as error:
            if error.retry_after:
                self.next_look = now + timedelta(seconds=error.retry_after)
            return None
        except RepositoryError as error:
            self._note(error, kind, now)
            return None
        self._refusals, self.problem = 0, None
        if changed is not None:
            self._known[kind] = changed
        return self._known.get(kind, [])

    def _note(self, error: BotError, kind: str, now: datetime) -> None:
        self._refusals += 1
        self.next_look = now + timedelta(seconds=REFUSED.wait(self._refusals, 0))
        remedy = (
            f"{error.remedy} The token needs actions: read, and {kind}.yml must be on the default branch."
        )
        since = self.problem.since if self.problem else now
        self.problem = Problem(f"The runs of {kind}.yml cannot be read. {error.message}", remedy, since)
        logs.trouble("runs-unreadable", event=kind, reason=error.message, remedy=remedy)

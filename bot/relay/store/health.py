"""Whether the store can be written and read, as its last uses showed."""

from __future__ import annotations

from bot.core import clock, logs
from bot.relay.batches.batch import Problem
from bot.relay.store.database import Database
from bot.relay.store.lock import StoreError


class StoreHealth:
    """Remembers the last write that failed, and for good that the database is damaged. Safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unwritten: Problem | None = None
        self._damage: StoreError | None = None

    @property
    def problem(self) -> Problem | None:
        """Why the last write failed; None if it succeeded."""
        return self._unwritten

    def written(self) -> None:
        """Note that a write succeeded which was as large as those that matter."""
        self._unwritten = None

    def failed(self, error: Exception, *, writing: bool) -> StoreError:
        """Note why something failed; return it as an error that holds nothing private."""
        if not self._damage:
            self._damage = self._database.damage_of(error)
            if self._damage:
                logs.trouble("store-damaged", reason=self._damage.message, remedy=self._damage.remedy)
        made = self._again() or self._database.error_of(error)
        if writing or self._damage:
            since = self._unwritten.since if self._unwritten else clock.now()
            self._unwritten = Problem(made.message, made.remedy, since)
        return made

    def require_sound(self) -> None:
        """Raise StoreError once the database is damaged, or is another one: what is written then may be lost."""
        damage = self._again()
        if damage:
            raise damage
        self._database.require_sound()

    def _again(self) -> StoreError | None:
        return self._damage and StoreError(self._damage.reason, self._damage.remedy)

"""How relay and workflows seal what they report to each other: JSON of one type, with a key that both have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.core.errors import SealError
from bot.rules.people.relay_keys import RelayKeys

Report = TypeVar("Report")


class SealedFormat(Generic[Report]):
    """Seals and opens reports of one type. The type is compiled at first use: most runs need none."""

    def __init__(self, kind: type[Report]) -> None:
        self._kind = kind

    @cached_property
    def _format(self) -> TypeAdapter[Report]:
        return TypeAdapter(self._kind)

    def seal(self, report: Report, keys: RelayKeys) -> str:
        return keys.seal(self._format.dump_json(report))

    def open(self, token: str, keys: RelayKeys) -> Report:
        """Return the report; raises SealError for anything that no holder of our keys sealed as such a report."""
        try:
            return self._format.validate_json(keys.open(token))
        except ValidationError as error:
            raise SealError from error


class RecentFormat(SealedFormat[Report]):
    """Seals and opens what says when it was made: something old, which anybody may have kept, is refused."""

    def __init__(self, kind: type[Report], moment: Callable[[Report], datetime], fresh: timedelta) -> None:
        """`moment` returns when a report was made; two machines' clocks may differ, by no more than `fresh`."""
        super().__init__(kind)
        self._moment = moment
        self._fresh = fresh

    def open_recent(self, token: str, keys: RelayKeys, now: datetime) -> Report:
        """Return the report as `open` does; raises SealError too if it was not made about now."""
        report = self.open(token, keys)
        if abs(now - self._moment(report)) > self._fresh:
            raise SealError
        return report

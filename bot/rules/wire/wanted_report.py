"""What a job reports to the relay once a maintainer asked for people out of turn: their first waiting items.

It names them by the relay's own sequence numbers, and is sealed, so that only our jobs can make it. Repeating one
changes nothing: whoever is recorded waits no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import SealError
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.sealed_format import RecentFormat

MOST = 100
FRESH = timedelta(days=1)  # clocks may be hours off


@dataclass(frozen=True, slots=True)
class WantedReport:
    """Whose messages are to be recorded next."""

    reported_at: datetime
    wanted: tuple[int, ...]


_FORMAT = RecentFormat(WantedReport, lambda report: report.reported_at, FRESH)


def seal(report: WantedReport, keys: RelayKeys) -> str:
    return _FORMAT.seal(report, keys)


def open_sealed(token: str, keys: RelayKeys, now: datetime) -> WantedReport:
    """Return the report; raises SealError for one that is old, too long, or not sealed by one of our jobs."""
    report = _FORMAT.open_recent(token, keys, now)
    if len(report.wanted) > MOST:
        raise SealError
    return report

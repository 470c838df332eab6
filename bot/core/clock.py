"""The only module that reads the clock, and the only one that sleeps."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time, always in UTC."""
    return datetime.now(UTC)


def sleep(seconds: float) -> None:
    """Wait; negative or zero seconds return at once."""
    if seconds > 0:
        time.sleep(seconds)


def iso(moment: datetime) -> str:
    """Return the moment as ISO 8601 in UTC with milliseconds: `2026-11-23T14:05:00.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_iso(written: str) -> datetime:
    """Return the moment of an ISO 8601 text, in UTC if it names no zone; raises ValueError."""
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

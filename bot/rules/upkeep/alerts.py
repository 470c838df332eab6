"""The entries of the provider's error log, grouped by their code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TwilioAlert:
    """An entry of the provider's error log. Its text may contain a number or a message, so it is not read."""

    code: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertSummary:
    """How often a code occurred, and when first and last."""

    code: int
    count: int
    first: datetime
    last: datetime


def grouped(alerts: Iterable[TwilioAlert]) -> list[AlertSummary]:
    """Return one row per code, the most frequent first."""
    moments: dict[int, list[datetime]] = {}
    for alert in alerts:
        moments.setdefault(alert.code, []).append(alert.at)
    rows = [AlertSummary(code, len(seen), min(seen), max(seen)) for code, seen in moments.items()]
    return sorted(rows, key=lambda row: (-row.count, row.code))

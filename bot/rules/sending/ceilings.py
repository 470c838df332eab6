"""The most messages that leave in an hour and in a day, whoever sets them off: what bounds the bill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.settings.ceilings import CeilingsSection

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class CeilingName(StrEnum):
    """What a ceiling counts; `texts` holds the words."""

    ANSWERS = "answers"  # automatic ones, from one of our numbers
    ONE_SYSTEM = "one-system"  # orders with one API token
    ALL_SYSTEMS = "all-systems"  # orders with any


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most so many within any span of that length."""

    name: CeilingName
    most: int
    period: timedelta

    def reached(self, moments: Iterable[datetime], now: datetime) -> bool:
        """Return whether one more now would exceed it; `moments` are those of the earlier ones."""
        return sum(moment > now - self.period for moment in moments) >= self.most


@dataclass(frozen=True, slots=True)
class ReachedCeiling:
    """A ceiling that was reached at a moment; `whose` names the token, if it is that of one."""

    ceiling: Ceiling
    at: datetime
    whose: str = ""

    @property
    def key(self) -> str:
        """Return what identifies the alarm: one for each ceiling and hour or day."""
        window = f"{self.at:%Y%m%dT%H}" if self.ceiling.period == HOUR else f"{self.at:%Y%m%d}"
        parts = ("ceiling", self.ceiling.name, *([self.whose] if self.whose else []), window)
        return ".".join(parts)


def of_answers(section: CeilingsSection) -> Sequence[Ceiling]:
    return (
        Ceiling(CeilingName.ANSWERS, section.answers_per_hour, HOUR),
        Ceiling(CeilingName.ANSWERS, section.answers_per_day, DAY),
    )


def of_orders(section: CeilingsSection) -> Sequence[Ceiling]:
    return (
        Ceiling(CeilingName.ONE_SYSTEM, section.token_segments_per_hour, HOUR),
        Ceiling(CeilingName.ONE_SYSTEM, section.token_segments_per_day, DAY),
        Ceiling(CeilingName.ALL_SYSTEMS, section.segments_per_hour, HOUR),
        Ceiling(CeilingName.ALL_SYSTEMS, section.segments_per_day, DAY),
    )

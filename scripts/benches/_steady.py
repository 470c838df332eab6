"""Whether something stays as large as it was."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

RULE = "flat: the median of the last fifth is at most 5 % above that of the second fifth; the first is for warming up"


@dataclass(frozen=True)
class Verdict:
    """What became of a series of values: the medians of its second and of its last fifth."""

    before: float
    after: float
    slack: float

    @property
    def flat(self) -> bool:
        return self.after <= self.before * 1.05 + self.slack

    def __str__(self) -> str:
        growth = (self.after / self.before - 1) * 100 if self.before else 0.0
        return f"{'flat' if self.flat else 'NOT FLAT'} ({growth:+.1f} %)"


def judge(values: Sequence[float], slack: float = 0.0) -> Verdict:
    """Return the verdict by RULE; `slack` is what may be added for the grain of the values, such as one thread."""
    fifth = max(1, len(values) // 5)
    return Verdict(
        statistics.median(values[fifth : 2 * fifth] or values), statistics.median(values[-fifth:]), slack
    )

"""The table of a run: what was broken, how much was tried, and what was lost, doubled or out of order."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from tests.chaos.ledger import Verdict

_HEAD = f"{'fault':<96} {'tried':>6} {'lost':>5} {'doubled':>8} {'disordered':>11}"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault, at so many points."""

    fault: str
    verdict: Verdict
    points: int = 1

    def __str__(self) -> str:
        found = self.verdict
        return (
            f"{self.fault[:96]:<96} {found.tried:>6} {len(found.lost):>5} {len(found.doubled):>8}"
            f" {len(found.disordered):>11}"
        )


def show(rows: Iterable[Row]) -> int:
    """Print each row as soon as it is there, then the sum and what went wrong; return 0 only if nothing did."""
    _print(_HEAD)
    shown = list[Row]()
    for row in rows:
        _print(row)
        shown.append(row)
    total = sum((row.verdict for row in shown), Verdict(0))
    _print(Row(f"{sum(row.points for row in shown)} points", total))
    for row in shown:
        for what in ("lost", "doubled", "disordered"):
            for name in getattr(row.verdict, what):
                _print(f"{what}: {name} ({row.fault})")
    if not total.tried:
        _print("Nothing was tried.")
    return 0 if total.holds and total.tried else 1


def _print(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()

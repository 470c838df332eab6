"""What scripts/bench relay has measured, and the table of it."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass, field

from benches._load import Load


@dataclass
class Row:
    """What was measured of one server with so many connections, a value for each repeat."""

    per_second: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)  # milliseconds
    p99: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # microseconds of the server's processes for a request
    load: list[float] = field(default_factory=list)  # the same of the load

    def add(self, load: Load, cpu_seconds: float) -> None:
        self.per_second.append(load.per_second)
        self.p50.append(load.milliseconds(50))
        self.p99.append(load.milliseconds(99))
        self.cpu.append(cpu_seconds / max(1, len(load.times)) * 1e6)
        self.load.append(load.cpu_seconds / max(1, len(load.times)) * 1e6)

    @property
    def rate(self) -> float:
        return statistics.median(self.per_second)

    def __str__(self) -> str:
        p50, p99, cpu = (statistics.median(one) for one in (self.p50, self.p99, self.cpu))
        return f"{self.rate:>10,.0f} {p50:>9.2f} {p99:>9.2f} {cpu:>10.0f}"


class Table:
    """Rows by the number of connections and by name."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[str, Row]] = defaultdict(lambda: defaultdict(Row))

    def add(self, connections: int, name: str, load: Load, cpu_seconds: float = 0.0) -> None:
        self._rows[connections][name].add(load, cpu_seconds)

    def lines(self, ours: str, others: dict[str, str]) -> list[str]:
        """Return the table; `others` are the short names, by their names, of what `ours` is compared with."""
        lines = []
        for connections, rows in self._rows.items():
            title = f"{connections} connection" + ("s" if connections > 1 else ", one after another")
            lines += ["", f"{title:<44} {'requests/s':>10} {'p50 ms':>9} {'p99 ms':>9} {'CPU us':>10}"]
            lines += [f"{name:<44} {row}" for name, row in rows.items()]
            own = statistics.median(one for row in rows.values() for one in row.load)
            lines += [f"{'the load itself, on the same cores':<44} {own:>41.0f}"]
            lines += [
                f"ours / {short}: {rows[ours].rate / rows[name].rate:.2f} x"
                for name, short in others.items()
                if rows[name].rate
            ]
        return lines

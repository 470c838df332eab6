"""What processes use, read from /proc (proc(5))."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """What a process and all it started use at one moment."""

    processes: int = 0
    cpu_seconds: float = 0.0  # since their start
    memory: int = 0  # bytes of their own, without files that are mapped
    handles: int = 0
    threads: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.processes + other.processes,
            self.cpu_seconds + other.cpu_seconds,
            self.memory + other.memory,
            self.handles + other.handles,
            self.threads + other.threads,
        )


def usage(*processes: int) -> Usage:
    """Return what these processes and all that they started use."""
    return sum(map(_of, {one for process in processes for one in family(process)}), Usage())


def family(process: int) -> Iterator[int]:
    """Yield a process and all that it started, if they still run."""
    yield process
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from family(int(child))


def _of(process: int) -> Usage:
    place = Path(f"/proc/{process}")
    try:
        numbers = (place / "stat").read_text().rpartition(")")[2].split()
        status = (place / "status").read_text()
        handles = len(list((place / "fd").iterdir()))
    except OSError:  # it has ended
        return Usage()
    anonymous = re.search(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)
    cpu = (int(numbers[11]) + int(numbers[12])) / _TICKS
    return Usage(1, cpu, int(anonymous[1]) * 1024 if anonymous else 0, handles, int(numbers[17]))

"""Two relays behind nginx share a PostgreSQL: one dies, is cut off, or sleeps, and the database restarts, under load.

scripts/chaos plays each of these alone, longer, and with three relays.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.fleet import NGINX_MISSING, FleetArena, nginx_program
from tests.postgres import MISSING, programs
from tests.warm import WarmPython


@pytest.fixture(name="arena")
def _arena(warm_python: WarmPython, tmp_path: Path) -> Iterator[FleetArena]:
    for missing in [NGINX_MISSING] * (not nginx_program()) + [MISSING] * (not programs()):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with FleetArena(warm_python, tmp_path) as arena:
        yield arena


def test_nothing_acknowledged_is_lost_doubled_or_disordered(arena: FleetArena) -> None:
    fleet, people = arena.fleet, arena.people(6)
    with arena.traffic(people, pause=0.1):
        time.sleep(1)
        slept = fleet.leading()
        slept.send(signal.SIGSTOP)
        fleet.sandbox.until(lambda: fleet.leading() is not slept, "another relay that leads", 30)
        awake = fleet.leading()
        before = slept.dispatched
        time.sleep(1)
        slept.send(signal.SIGCONT)
        time.sleep(1.5)
        assert slept.dispatched == before
        assert fleet.leading() is awake

        arena.postgres.kill()
        arena.postgres.start()
        time.sleep(1)

        cut = fleet.leading()
        cut.cable.cut()
        fleet.sandbox.until(lambda: fleet.leading() is not cut, "another relay that leads", 30)
        cut.cable.mend()

        fleet.leading().end()
        fleet.start_relay()
    arena.settle()

    verdict = arena.verdict()
    assert verdict.holds, verdict
    assert verdict.tried > 40
    assert [batch for batch, times in Counter(fleet.dispatched).items() if times > 1] == []

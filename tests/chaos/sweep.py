"""Every request of every job, spoiled once; then the job is run again, as relay, clock or maintainer would do.

Meanwhile somebody else is written to, so that Twilio's list is seen to be complete: in an account where nothing else
happens, nobody could tell whether a text has left, and a maintainer would decide.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.chaos.bench import Bench
from tests.chaos.ledger import Verdict
from tests.chaos.proxy import Spoil
from tests.chaos.scenes import ADMIN, Event, Scene
from tests.warm import WarmPython
from tests.wire import others_are_written_to

SPOILS = (
    Spoil.KILLED_BEFORE,
    Spoil.KILLED_AFTER,
    Spoil.RESET_BEFORE,
    Spoil.RESET_AFTER,
    Spoil.HALF,
    Spoil.REFUSED,
    Spoil.LOST,
    Spoil.LIMITED,
)
_TRIES = 5
_BETWEEN_TRIES = timedelta(minutes=20)  # until then it may be unknown whether a text has left


@dataclass(frozen=True, slots=True)
class Point:
    """One request of one scene; `kind` is what it asks."""

    scene: Scene
    service: str
    count: int
    kind: str

    def __str__(self) -> str:
        return f"{self.scene.name}, {self.service} {self.count}: {self.kind}"


def _prepared(scene: Scene, bench: Bench) -> Event:
    """Prepare a scene; what its jobs tell GitHub's runner on standard output is not for who reads the table."""
    with redirect_stdout(io.StringIO()):
        return scene.prepare(bench)


class Sweep:
    """Makes benches in a folder, and throws each away after its drill."""

    def __init__(self, python: WarmPython, folder: Path) -> None:
        self._python = python
        self._folder = folder

    def points(self, scene: Scene) -> list[Point]:
        """Run a scene without faults; return its requests. Raises AssertionError if it does not end well."""
        with self._bench(scene) as bench:
            event = _prepared(scene, bench)
            code = bench.run(scene.job, event)
            verdict = bench.ledger.judge(bench.seen())
            assert code == 0, bench.output
            assert verdict.holds, verdict
            return [Point(scene, name, one.count, one.kind) for name, one in bench.requests()]

    def drill(self, point: Point, how: Spoil) -> Verdict:
        """Spoil this request once, then run the job until it succeeds."""
        with self._bench(point.scene) as bench:
            event = _prepared(point.scene, bench)
            bench.spoil(point.service, point.count, how)
            codes = list(self._until_it_succeeds(bench, point.scene, event))
            verdict = bench.ledger.judge(bench.seen())
            if codes[-1] != 0:
                return verdict + Verdict(0, lost=(f"no run of {_TRIES} succeeded: {bench.output[-300:]}",))
            return verdict

    def _until_it_succeeds(self, bench: Bench, scene: Scene, event: object) -> Iterator[int]:
        for _ in range(_TRIES):
            code = bench.run(scene.job, event)  # type: ignore[arg-type]
            yield code
            if code == 0:
                return
            bench.let_pass(_BETWEEN_TRIES)
            others_are_written_to(bench.stage)

    def _bench(self, scene: Scene) -> Bench:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        bench = Bench(self._python, folder, scene.changes, history=scene.history)
        bench.stage.variables["ADMIN_PHONES"] = ADMIN
        return bench

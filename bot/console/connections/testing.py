"""The test of the connections: the doctor's checks, one after the other, and what sets right what they find.

One at a time on a store: who comes second watches the first one's. What it reports are sentences of the doctor's,
which name nobody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.console.connections import wording
from bot.console.tools.sole_work import SoleWork
from bot.console.tools.work import Act, Line
from bot.core import logs
from bot.core.errors import BotError
from bot.core.settings import Settings, config
from bot.operate import turn
from bot.operate.doctor import engine
from bot.operate.doctor.checks import Check, Verdict
from bot.operate.doctor.engine import Result
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.registry import CHECKS
from bot.operate.setup import engine as setup
from bot.operate.setup.engine import Planned
from bot.operate.setup.installation import Installation, installed
from bot.operate.setup.registry import STEPS
from bot.operate.setup.steps import Step
from bot.relay.store.store import Store

# What costs nothing, in the order in which it is shown.
TESTED: Sequence[Check] = tuple(check for check in CHECKS if not check.costs)
BY_ID: Mapping[str, Check] = {check.id: check for check in TESTED}
STEP_OF: Mapping[str, Step] = {step.id: step for step in STEPS if step.id in BY_ID}
_TO_SET_RIGHT = (Verdict.WRONG, Verdict.ATTENTION)

Report = Callable[[Line], None]


@dataclass(frozen=True, slots=True)
class LastTest:
    """The last test, with what was set right since: its lines, whose it is, and how far it has come."""

    lines: Sequence[Line] = ()
    by: str = ""
    at: datetime | None = None
    is_running: bool = False
    interrupted: bool = False


class ConnectionTests:
    """The test that everybody sees. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._work = SoleWork(store, "console:connections:test", "everybody")

    def progress(self) -> LastTest:
        """Return the last test, nothing where its lines are not kept any more."""
        last = self._work.last()
        works = [work for work in last.works if work]
        if len(works) < len(last.works):
            return LastTest()
        return LastTest(
            [line for work in works for line in work.lines],
            last.by,
            last.at,
            last.is_running,
            any(work.interrupted for work in works),
        )

    def start(self, by: str, act: Act) -> bool:
        """Begin a test; False if one is running."""
        return self._begin(by, act, goes_on=False)

    def go_on(self, by: str, act: Act) -> bool:
        """Begin something that belongs to the last test; False if one is running.

        Raises BotError where that test is not kept any more.
        """
        if None in self._work.last().works:
            raise BotError("That test is of long ago.", "Test the connection again.")
        return self._begin(by, act, goes_on=True)

    def _begin(self, by: str, act: Act, *, goes_on: bool) -> bool:
        if self._work.begin("connections", by, act, goes_on=goes_on) is None:
            return False
        logs.step("console-connections-tested", reason=by)
        return True


class Tester:
    """Does the work, on a thread of its own, for one administrator, whose GitHub token is in the settings."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder

    def test(self, report: Report) -> None:
        """Run all checks, then look what of it can be set right from here."""
        faults = []
        for result in engine.run(TESTED, self._facts):
            report(_line(result))
            if result.finding.verdict in _TO_SET_RIGHT and result.check.id in STEP_OF:
                faults.append(result.check.id)
        if faults:
            report({"planning": True})
        for check in faults:
            self._plan(check, report)

    def set_right(self, check: str, plan: str, report: Report) -> None:
        """Make the changes that were shown, unless others are needed by now, and run the check again."""
        report({"fixing": check})
        try:
            with turn.taken(self._folder, "console", "connections"):
                self._carry_out(check, plan, report)
        except BotError as error:
            report({"failed": check, "trouble": error.message, "remedy": error.remedy})
            logs.step("console-connection-set-right", kind=check, status="failed")
        else:
            logs.step("console-connection-set-right", kind=check, status="ok")
        for result in engine.run([BY_ID[check]], self._facts):
            report(_line(result))
            if result.finding.verdict in _TO_SET_RIGHT:
                self._plan(check, report)

    def _carry_out(self, check: str, plan: str, report: Report) -> None:
        planned = list(setup.outstanding([STEP_OF[check]], self._installation))
        if planned and digest(planned) != plan:
            raise BotError("What there is to change is not what was shown any more: look at it again.")
        setup.carry_out(
            [STEP_OF[check]],
            self._installation,
            lambda one: report({"fixing": check, "what": str(one.change.what)}),
        )

    def _plan(self, check: str, report: Report) -> None:
        try:
            planned = list(setup.outstanding([STEP_OF[check]], self._installation))
        except BotError:  # the line says already what keeps us from seeing it
            return
        if planned:
            report({"plan": check, "digest": digest(planned), "changes": [_change(one) for one in planned]})

    @property
    def _file(self) -> Path:
        return self._folder / "config.yml"

    @property
    def _facts(self) -> Facts:
        return Facts(self._settings, self._folder, self._file, config.env_file(self._folder))

    @property
    def _installation(self) -> Installation:
        return installed(self._settings, self._file)


def digest(planned: Sequence[Planned]) -> str:
    """Return by what a plan is known that somebody has seen."""
    return hashlib.sha256(json.dumps([_change(one) for one in planned]).encode()).hexdigest()[:32]


def _change(planned: Planned) -> dict[str, str]:
    change = planned.change
    return {"what": str(change.what), "before": str(change.before), "after": str(change.after)}


def _line(result: Result) -> Line:
    """Return a result as a line; `unseen` says that a GitHub token of the visitor's would show more."""
    finding = wording.for_page(result.finding)
    return {
        "check": result.check.id,
        "verdict": str(finding.verdict),
        "evidence": str(finding.evidence),
        "remedy": str(finding.remedy),
        "seconds": round(result.seconds, 2),
        **({"unseen": True} if wording.asks_for_token(finding) else {}),
    }

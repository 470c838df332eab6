"""The test of the connections: the doctor's checks, one after the other, and what sets right what they find.

One at a time on a store: who comes second watches the first one's. What it reports are sentences of the doctor's,
which name nobody.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.console.connections import wording
from bot.console.tools.work import Act, Line, Work, WorkProgress
from bot.core import clock, logs
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
from bot.relay.store.notes import Content, SharedNotes, moment_of
from bot.relay.store.store import Store

# What costs nothing, in the order in which it is shown.
TESTED: Sequence[Check] = tuple(check for check in CHECKS if not check.costs)
BY_ID: Mapping[str, Check] = {check.id: check for check in TESTED}
STEP_OF: Mapping[str, Step] = {step.id: step for step in STEPS if step.id in BY_ID}
_NOTE, _EVERYBODY = "console:connections:test", "everybody"
_BEGINS_WITHIN = timedelta(seconds=20)
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
        self._notes, self._work = SharedNotes(store), Work(store)

    def progress(self) -> LastTest:
        """Return the last test, nothing where its lines are not kept any more."""
        content = self._notes.read(_NOTE)
        works = self._works(content)
        if works is None:
            return LastTest()
        return LastTest(
            [line for work in works for line in work.lines],
            str(content.get("by", "")),
            moment_of(content.get("at")),
            self._is_running(content, works),
            any(work.interrupted for work in works),
        )

    def start(self, by: str, act: Act) -> bool:
        """Begin a test; False if one is running."""
        return self._begin(by, act, lambda _: {"works": [], "by": by, "at": clock.iso(clock.now())})

    def go_on(self, by: str, act: Act) -> bool:
        """Begin something that belongs to the last test; False if one is running.

        Raises BotError where that test is not kept any more.
        """
        if self._works(self._notes.read(_NOTE)) is None:
            raise BotError("That test is of long ago.", "Test the connection again.")
        return self._begin(by, act, dict)

    def _begin(self, by: str, act: Act, rule: Callable[[Content], Content]) -> bool:
        before = self._notes.read(_NOTE)
        if self._is_running(before, self._works(before) or ()):
            return False
        mine, now = secrets.token_urlsafe(8), clock.now()
        claim: Content = {"claim": mine, "claimed": clock.iso(now)}
        after = self._notes.change(
            _NOTE, lambda found: {**rule(found), **claim} if found == before else found, now
        )
        if after.get("claim") != mine:
            return False
        work = self._work.start("connections", _EVERYBODY, act)
        self._notes.change(_NOTE, lambda found: _with(found, work), clock.now())
        logs.step("console-connections-tested", reason=by)
        return True

    def _works(self, content: Content) -> list[WorkProgress] | None:
        """Return the work of a test and of what was set right since; None where some is not kept any more."""
        ids = content.get("works")
        found = [self._work.progress(str(one), _EVERYBODY) for one in (ids if isinstance(ids, list) else ())]
        kept = [work for work in found if work]
        return kept if len(kept) == len(found) else None

    @staticmethod
    def _is_running(content: Content, works: Sequence[WorkProgress]) -> bool:
        claimed = moment_of(content.get("claimed"))
        begins = "claim" in content and claimed is not None and clock.now() - claimed < _BEGINS_WITHIN
        return begins or any(work.is_running for work in works)


def _with(content: Content, work: str) -> Content:
    known = content.get("works")
    kept = {name: value for name, value in content.items() if name not in ("claim", "claimed")}
    return {**kept, "works": [*(known if isinstance(known, list) else ()), work]}


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

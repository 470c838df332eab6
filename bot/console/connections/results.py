"""The last test as the page shows it: each check in its area, from before it begins until it is set right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.console.connections import wording
from bot.console.connections.testing import TESTED, LastTest
from bot.console.tools.work import Line
from bot.core.sentences import Sentence, counted, joined
from bot.operate.doctor import engine
from bot.operate.doctor.checks import Area, Verdict

_AREAS: Mapping[Area, str] = {
    Area.COMPUTER: "This computer",
    Area.TWILIO: "Twilio",
    Area.GITHUB: "GitHub",
    Area.RELAY: "Relay",
}
_WAITING, _RUNNING, _FIXING, _CUT_OFF = "waiting", "running", "fixing", "cut-off"
_TELLING = (Verdict.WRONG, _FIXING, _CUT_OFF, Verdict.ATTENTION)
# How a state is called and coloured; its icon has the state's name.
STATES: Mapping[str, tuple[str, str]] = {
    Verdict.OK: ("In order", "good"),
    Verdict.WRONG: ("Wrong", "bad"),
    Verdict.ATTENTION: ("Worth a look", "warn"),
    Verdict.CANNOT_TELL: ("Not visible", ""),
    Verdict.NOT_NEEDED: ("Not needed", ""),
    _RUNNING: ("Running", "accent"),
    _WAITING: ("Waiting", ""),
    _FIXING: ("Being set right", "accent"),
    _CUT_OFF: ("Not run", ""),
}


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A check: its state, and what to do about it. `changes` are what a button can set right from here."""

    id: str
    title: str
    state: str
    evidence: str = ""
    remedy: str = ""
    seconds: float | None = None
    changes: Sequence[Mapping[str, str]] = ()
    digest: str = ""
    trouble: str = ""

    @property
    def word(self) -> str:
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.state][1]


@dataclass(frozen=True, slots=True)
class ShownArea:
    """The checks that look at one place."""

    id: str
    title: str
    checks: Sequence[ShownCheck]

    @property
    def telling(self) -> Sequence[ShownCheck]:
        """Those with something to set right, or to look at; what is wrong comes first."""
        found = [check for check in self.checks if check.state in _TELLING or check.trouble]
        return sorted(found, key=lambda check: _TELLING.index(check.state) if check.state in _TELLING else 0)

    @property
    def quiet(self) -> Sequence[ShownCheck]:
        """The others."""
        telling = {check.id for check in self.telling}
        return [check for check in self.checks if check.id not in telling]

    @property
    def counts(self) -> Sequence[tuple[str, str, int]]:
        """How many of all are in which state: its word, its tone, and their number."""
        return self._counts(self.checks)

    @property
    def quiet_counts(self) -> Sequence[tuple[str, str, int]]:
        """The same of the others."""
        return self._counts(self.quiet)

    @staticmethod
    def _counts(checks: Sequence[ShownCheck]) -> list[tuple[str, str, int]]:
        states = [check.state for check in checks]
        return [(*STATES[state], states.count(state)) for state in STATES if state in states]


@dataclass(frozen=True, slots=True)
class ShownTest:
    """The whole test."""

    test: LastTest
    areas: Sequence[ShownArea]
    troubles: Sequence[Line]
    is_planning: bool

    @property
    def checks(self) -> Sequence[ShownCheck]:
        return [check for area in self.areas for check in area.checks]

    @property
    def done(self) -> int:
        return sum(check.state in tuple(Verdict) for check in self.checks)

    @property
    def wrong(self) -> Sequence[ShownCheck]:
        return [check for check in self.checks if check.state == Verdict.WRONG]

    @property
    def unseen_without_token(self) -> int:
        """How many checks would see more with a GitHub token of the visitor's."""
        known = [line for line in self.test.lines if line.get("unseen")]
        return len({line["check"] for line in known})

    @property
    def kind(self) -> str:
        states = {check.state for check in self.checks}
        if Verdict.WRONG in states or self.test.interrupted or self.troubles:
            return "bad"
        return "warn" if states & {Verdict.ATTENTION, _CUT_OFF} else "good"

    @property
    def summary(self) -> str:
        """What is found, in a sentence or two."""
        if self.test.interrupted:
            return "The test was cut off: the relay's process that ran it ended. Start it again."
        count = {verdict: sum(check.state == verdict for check in self.checks) for verdict in Verdict}
        wrong, attention = count[Verdict.WRONG], count[Verdict.ATTENTION]
        unseen, not_run = count[Verdict.CANNOT_TELL], sum(check.state == _CUT_OFF for check in self.checks)
        parts: list[str] = []
        if wrong:
            parts.append(counted("1 thing is wrong.", "{count} things are wrong.", wrong))
        elif not not_run:
            parts.append(Sentence("Nothing is wrong."))
        if attention:
            parts.append(counted("1 is worth a look.", "{count} are worth a look.", attention))
        parts.append(counted("1 is in order.", "{count} are in order.", count[Verdict.OK]))
        if not_run:
            parts.append(counted("1 was not run.", "{count} were not run.", not_run))
        if unseen:
            parts.append(counted("1 cannot be seen from here.", "{count} cannot be seen from here.", unseen))
        return joined(parts)


def shown(test: LastTest) -> ShownTest:
    """Return the test's results so far; a later line about a check replaces an earlier one."""
    known: dict[str, dict[str, Any]] = {}
    troubles, is_planning = list[Line](), False
    for line in test.lines:
        is_planning = "planning" in line
        if "check" in line:
            failed = known.get(line["check"], {}).get("trouble", "")
            known[line["check"]] = {**line, "trouble": failed}
        elif "plan" in line:
            known.setdefault(line["plan"], {}).update(changes=line["changes"], digest=line["digest"])
        elif "fixing" in line:
            known.setdefault(line["fixing"], {}).update(verdict=_FIXING, trouble="", changes=())
        elif "failed" in line:
            known.setdefault(line["failed"], {}).update(trouble=_sentence(line))
        elif "trouble" in line:
            troubles.append(line)
    pending = [check.id for check in TESTED if check.id not in known]
    running = set(pending[: engine.AT_ONCE])
    checks = {
        check.id: _check(check.id, check.title, known.get(check.id), is_next=check.id in running, test=test)
        for check in TESTED
    }
    areas = [
        ShownArea(str(area), title, [checks[check.id] for check in TESTED if check.area is area])
        for area, title in _AREAS.items()
    ]
    return ShownTest(test, areas, troubles, is_planning and test.is_running)


def _sentence(line: Line) -> str:
    return " ".join(filter(None, (line["trouble"], line["remedy"])))


def _check(
    name: str, title: str, line: Mapping[str, Any] | None, *, is_next: bool, test: LastTest
) -> ShownCheck:
    if line is None or (line.get("verdict") == _FIXING and not test.is_running):
        state = (_RUNNING if is_next else _WAITING) if test.is_running else _CUT_OFF
        return ShownCheck(name, title, state)
    changes, remedy = line.get("changes", ()), str(line.get("remedy", ""))
    if (changes and wording.BY_COMMAND in remedy) or line.get("unseen"):
        remedy = ""  # a button takes its place
    return ShownCheck(
        name,
        title,
        str(line.get("verdict", _CUT_OFF)),
        str(line.get("evidence", "")),
        remedy,
        line.get("seconds"),
        changes,
        str(line.get("digest", "")),
        str(line.get("trouble", "")),
    )

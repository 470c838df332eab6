"""The digest over a simulated fortnight, against a ledger that is kept beside it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import pytest

from bot.core import clock
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import attempt
from tests.stage import Stage

stage = reconciling.stage

ZONE = ZoneInfo("America/Sao_Paulo")
MONDAY = datetime(2027, 3, 1, tzinfo=ZONE)
PEOPLE = [f"+55119000000{place:02}" for place in range(1, 6)]
_UNITS = {"dia": 1440, "hora": 60, "minuto": 1}


@dataclass
class DeskLedger:
    """What a clerk would write down: who asked when, what was answered after how long, and what was closed."""

    asked: dict[int, datetime] = field(default_factory=dict)
    answers: list[tuple[datetime, timedelta]] = field(default_factory=list)
    closed: dict[int, datetime] = field(default_factory=dict)

    def write(self, number: int, now: datetime) -> None:
        self.asked.setdefault(number, now)
        self.closed.pop(number, None)

    def answer(self, number: int, now: datetime) -> None:
        if number in self.asked:
            self.answers.append((now, now - self.asked.pop(number)))

    def close(self, number: int, now: datetime) -> None:
        self.asked.pop(number, None)
        self.closed.setdefault(number, now)

    def since(self, moment: datetime) -> list[timedelta]:
        return sorted(wait for at, wait in self.answers if at >= moment)


class Desk:
    """People who write, and marina, who answers some of them."""

    def __init__(self, stage: Stage, ledger: DeskLedger) -> None:
        self._stage, self._ledger = stage, ledger
        self._numbers: dict[str, int] = {}

    def something_happens(self, chance: random.Random) -> None:
        person, now = chance.choice(PEOPLE), clock.now()
        number = self._numbers.get(person)
        what = chance.choice(["writes", "writes", "answers", "answers", "talks", "closes"])
        if number is None or what == "writes" or number in self._ledger.closed:
            self._stage.record(
                self._stage.event(f"Oi às {now:%d/%m %H:%M}", person), batch=f"batch-{now:%d%H%M}"
            )
            if number is None:
                number = max(one["number"] for one in self._stage.sandbox.issues())
                self._numbers[person] = number
            self._ledger.write(number, now)
        elif what == "answers":
            self._comment(number, "/reply Pronto!")
            self._ledger.answer(number, now)
        elif what == "talks":
            self._comment(number, "Quem cuida disto?")
        else:
            self._comment(number, "/close")
            self._ledger.close(number, now)

    def _comment(self, number: int, text: str) -> None:
        self._stage.sandbox.comment(number, "marina", text)
        self._stage.reply(number)


def minutes(span: str) -> int:
    return sum(int(count) * _UNITS[unit.rstrip("s")] for count, unit in re.findall(r"(\d+) (\w+)", span))


def assert_answers_agree(body: str, waits: list[timedelta]) -> None:
    (line,) = (one for one in body.splitlines() if one.startswith("Respostas desde "))
    count, *spans = line.removesuffix(".").split(": ")[1].split(", ")
    assert count == {0: "nenhuma", 1: "uma"}.get(len(waits), str(len(waits)))
    expected = [waits[len(waits) // 2], waits[ceil(len(waits) * 0.9) - 1]] if waits else []
    assert len(spans) == min(len(waits), 2)
    for span, wait in zip(spans, expected, strict=False):
        assert minutes(span) == pytest.approx(wait.total_seconds() / 60, abs=61)


def assert_agrees(body: str, ledger: DeskLedger, now: datetime, since: datetime) -> None:
    """Compare the page with the ledger; a minute may begin between the two, and days are told without minutes."""
    waiting = sorted(ledger.asked.items(), key=lambda one: one[1])
    rows = re.findall(r"^- #(\d+) · espera desde [^,]+, há (.+)$", body, re.MULTILINE)
    assert [int(number) for number, _ in rows] == [number for number, _ in waiting]
    for (_, span), (_, asked) in zip(rows, waiting, strict=True):
        assert minutes(span) == pytest.approx((now - asked).total_seconds() / 60, abs=61)
    assert_answers_agree(body, ledger.since(since))
    (closed,) = re.findall(r"encerradas desde então: (\d+)\.", body)
    assert int(closed) == sum(at >= since for at in ledger.closed.values())


@pytest.mark.parametrize("seed", [1, 2])
def test_each_morning_it_says_what_a_ledger_says(stage: Stage, moved_clock: MovedClock, seed: int) -> None:
    moved_clock.set(MONDAY + timedelta(hours=7))
    stage.configure({"desk": {"answer_within": "30d"}, "conversations": {"reopen_within": "30d"}})
    stage.ran("reconcile")
    chance, ledger, pages = random.Random(seed), DeskLedger(), 0
    desk = Desk(stage, ledger)
    before = MONDAY - timedelta(hours=16)  # eight o'clock of the day before
    for day in range(14):
        morning = MONDAY + timedelta(days=day, hours=8)
        moved_clock.set(morning + timedelta(minutes=chance.randrange(5, 50)))
        attempt(stage)
        page = _page(stage)
        if ledger.asked:
            assert page
            assert_agrees(page, ledger, clock.now(), before)
            pages += 1
        else:
            assert not page
        before = morning
        for hour in sorted(chance.sample(range(10, 20), 5)):
            moved_clock.set(morning.replace(hour=hour, minute=chance.randrange(60)))
            desk.something_happens(chance)
        attempt(stage)  # in the evening nothing of it changes
        assert not ledger.asked or not page or _page(stage) == page

    assert pages > 7


def _page(stage: Stage) -> str:
    """Return what the open list says; nothing if it is closed."""
    found = [one["number"] for one in stage.sandbox.issues() if one["title"] == "Quem espera resposta"]
    issue = stage.sandbox.issue(found[-1]) if found else None
    return str(issue["body"]) if issue and issue["state"] == "open" else ""

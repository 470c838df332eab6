"""More people than GitHub takes in an hour, with the real relay and jobs: listed, asked for, answered, recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.inbound import record_messages
from bot.relay.batches import creations
from bot.rules.wire import envelope, waiting_list
from tests.conftest import MovedClock
from tests.jobs.reached_relay import reached_relay
from tests.relay.fake_github import fake_github
from tests.relay.harness import RelayHarness
from tests.stage import Stage

PEOPLE = 60


def _number(place: int) -> str:
    return f"+55119{80_000_000 + place}"


class Office:
    """A relay and the jobs that it dispatches, which run when the test lets time pass."""

    def __init__(self, stage: Stage, harness: RelayHarness, clock: MovedClock) -> None:
        self.stage, self.harness, self._clock = stage, harness, clock
        self._ran = 0
        self.batches: list[int] = []  # how many messages each batch held, 0 for a list

    def work(self, seconds: float = 30, steps: int = 1) -> None:
        """Let time pass, and run whatever is dispatched meanwhile."""
        for _ in range(steps):
            self._clock.advance(timedelta(seconds=seconds))
            self.harness.now = self.harness.github.now = self._clock.now()
            self.harness.settle()
            for body in self.harness.github.dispatches[self._ran :]:
                self._run(body)
            self._ran = len(self.harness.github.dispatches)

    def _run(self, body: dict[str, Any]) -> None:
        payload = body["client_payload"]
        record_messages.run(body, self.stage.new_tools())
        for run in self.harness.github.runs:
            if payload["batch"] in run["display_title"]:
                run |= {"status": "completed", "conclusion": "success"}
        self.batches.append(0 if waiting_list.is_list(payload) else payload["count"])

    def texts(self) -> dict[int, list[str]]:
        """Return the texts that the conversation with each person shows, in order; of nobody are there two."""
        found: dict[int, list[str]] = {}
        for issue in self.conversations():
            shown = [self.stage.sandbox.issue(issue["number"])["body"]]
            shown += [one["body"] for one in self.stage.sandbox.issue(issue["number"])["comments"]]
            said = [text for body in shown for text in re.findall(r"^> (\w+ \d+)$", body, re.MULTILINE)]
            for text in said:
                found.setdefault(int(text.split()[1]), []).append(text)
        return found

    def conversations(self) -> list[dict[str, Any]]:
        """Return the issues that have a person's label."""
        return [
            one for one in self.stage.sandbox.issues() if any("contato-" in label for label in one["labels"])
        ]

    def lists(self) -> list[dict[str, Any]]:
        return [one for one in self.stage.sandbox.issues() if "fila" in one["labels"]]


@pytest.fixture(name="office")
def _office(moved_clock: MovedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(creations, "MOST_IN_AN_HOUR", 40)
    monkeypatch.setattr(envelope, "MAX_PEOPLE", 10)
    monkeypatch.setattr(creations, "KEPT_FOR_WANTED", 15)
    monkeypatch.setattr(creations, "KEPT_FOR_LISTS", 5)
    monkeypatch.setattr(creations, "KEPT_FOR_PEOPLE", 0)
    with (
        Stage({"acknowledgement": {"enabled": False}}) as stage,
        fake_github() as github,
        reached_relay(stage, github, tmp_path) as harness,
    ):
        yield Office(stage, harness, moved_clock)


def test_who_waits_is_listed_within_the_hour_and_can_be_opened_and_answered_and_all_follow_in_order(
    office: Office,
) -> None:
    stage, harness = office.stage, office.harness
    harness.writes(*[f"Mensagem {number}" for number in range(1, PEOPLE + 1)])
    harness.writes("Segunda 50", by=_number(50))
    office.work(steps=3)

    (listed,) = office.lists()
    body = stage.sandbox.issue(listed["number"])["body"]
    waiting = [int(one) for one in re.findall(r"^\| \[A(\d+)\]", body, re.MULTILINE)]
    recorded = len(office.conversations())
    assert waiting == list(range(recorded + 1, PEOPLE + 1))
    assert (office.batches, recorded) == ([10, 10, 0], 20)

    stage.sandbox.comment(listed["number"], "marina", "/abrir A50")
    stage.reply(listed["number"])
    office.work()
    assert office.batches[3:] == [2]
    assert office.texts()[50] == ["Mensagem 50", "Segunda 50"]

    answer = stage.sandbox.comment(listed["number"], "marina", "/responder A60 Bom dia, já vejo")
    stage.tools = stage.new_tools()
    stage.reply(listed["number"])
    assert stage.sandbox.received(_number(60)) == ["Bom dia, já vejo"]
    comments = {one["id"]: one for one in stage.sandbox.issue(listed["number"])["comments"]}
    assert "rocket" in comments[answer["id"]]["reactions"]
    office.work()
    assert office.texts()[60] == ["Mensagem 60"]

    office.work(seconds=1810, steps=8)
    assert office.texts() == {
        number: [f"Mensagem {number}", *(["Segunda 50"] if number == 50 else [])]
        for number in range(1, PEOPLE + 1)
    }
    assert len(office.conversations()) == PEOPLE
    assert [one["state"] for one in office.lists()] == ["closed"]
    assert stage.sandbox.received(_number(60)) == ["Bom dia, já vejo"]

"""A batch that fails again and again holds its own people back, for a while, and nobody else."""

from __future__ import annotations

import pytest

from bot.relay import lanes
from bot.relay.batches.batch import TRIES_IN_ORDER
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness

BOTH_STORES = True
ANA, BIA = "+5511987650001", "+5511987650002"


class TestBatchThatFailsForever:
    @pytest.fixture(autouse=True)
    def _stuck(self, harness: RelayHarness) -> None:
        harness.writes("um", by=ANA)
        harness.settle()
        harness.writes("dois", by=ANA)

    def _fail(self, harness: RelayHarness, times: int) -> None:
        for _ in range(times):
            for run in harness.github.runs:
                if run["conclusion"] != "success":
                    run |= {"status": "completed", "conclusion": "failure"}
            harness.pass_time(1000, stride=200)

    def test_holds_its_people_back_no_longer_where_others_get_through(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        self._fail(harness, 2)
        harness.writes("oi", by=BIA)
        harness.pass_time(10, stride=10)
        assert harness.texts()[-1] == ["oi"]
        github.end("success")
        while ["dois"] not in harness.texts() and len(github.dispatches) < 30:
            self._fail(harness, 1)

        before = harness.texts()[: harness.texts().index(["dois"])]
        assert before.count(["um"]) == TRIES_IN_ORDER

    def test_holds_nobody_back_and_costs_few_runs_in_a_busy_office(
        self, harness: RelayHarness, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Others get through all the time, also between its attempts."""
        quarters, calm = 36, 18
        for number in range(quarters):
            sent = dict(zip(github.batches(), harness.texts(), strict=True))
            for run in github.runs:
                if run["status"] != "completed":
                    failed = "um" in sent[str(run["display_title"]).rpartition(" ")[2]]
                    run |= {"status": "completed", "conclusion": "failure" if failed else "success"}
            harness.pass_time(300, stride=300)
            if number == calm:
                monkeypatch.setattr(lanes, "MAX_IN_VAIN", 1)
            if number > calm:
                harness.writes(f"ana {number}", by=ANA)
            harness.writes(f"bia {number}", by=BIA)
            harness.pass_time(600, stride=300)

        attempts = harness.texts().count(["um"])
        arrived = {text for texts in harness.texts() for text in texts}
        assert {f"ana {number}" for number in range(calm + 1, quarters)} <= arrived
        assert TRIES_IN_ORDER < attempts < TRIES_IN_ORDER + 10

    def test_keeps_its_order_where_nobody_gets_through(self, harness: RelayHarness) -> None:
        self._fail(harness, TRIES_IN_ORDER + 3)

        assert all(texts == ["um"] for texts in harness.texts())


def test_a_batch_that_github_cannot_process_holds_its_own_people_back_alone(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    github.answers = [Answer(422)]
    harness.writes("um", by=ANA)
    harness.settle()
    harness.writes("dois", by=ANA)
    harness.writes("oi", by=BIA)
    harness.pass_time(20)
    assert harness.texts() == [["um"], ["oi"]]

    harness.pass_time(20)
    github.end("success")
    harness.pass_time(10)

    assert harness.texts() == [["um"], ["oi"], ["um"], ["dois"]]


class TestTroubleWithOnePerson:
    """Their messages fail every run that holds them; the others of the batch are innocent."""

    @pytest.fixture(autouse=True)
    def _together(self, harness: RelayHarness) -> None:
        harness.writes("primeira", by="+5511987659999")
        harness.settle()
        for number in range(8):
            harness.writes(f"oi {number}", by=f"+551198765000{number}")
        harness.pass_time(10, stride=10)
        harness.github.end("success", 1)

    def _run(self, harness: RelayHarness, minutes: int) -> None:
        for _ in range(minutes):
            sent = dict(zip(harness.github.batches(), harness.texts(), strict=True))
            for run in harness.github.runs:
                if run["status"] != "completed":
                    texts = sent[str(run["display_title"]).rpartition(" ")[2]]
                    run |= {"status": "completed"}
                    run |= {"conclusion": "failure" if "oi 5" in texts else "success"}
            harness.pass_time(60, stride=20)

    def test_soon_delays_nobody_else(self, harness: RelayHarness, github: FakeGitHub) -> None:
        harness.writes("depois", by="+5511987650004")
        self._run(harness, 12)

        assert any("depois" in texts for texts in harness.texts())
        left = harness.batches.unfinished()
        assert [batch.count for batch in left] == [1]
        assert harness.texts()[-1] == ["oi 5"]
        assert len(github.dispatches) < 20

    def test_is_no_reason_to_part_a_batch_while_nobody_gets_through(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        github.runs[1] |= {"conclusion": "failure"}
        for _ in range(8):
            for run in github.runs:
                run |= {"status": "completed", "conclusion": "failure"}
            harness.pass_time(60, stride=20)

        assert len(set(github.batches())) == 2

"""Which runs have a secret's former value: all that were created before it changed and are unfinished."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path

from requests import PreparedRequest, Response

from bot.adapters.github.admin import Administration
from bot.core import clock
from bot.sandbox.workflows.runs import Run
from tests.operate.interruptions import old_run, unended, when
from tests.stage import Stage
from tests.wire import passing


def test_an_old_run_behind_a_hundred_newer_ones_is_seen(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        old_run(stage)
        for number in range(100):
            new = stage.ran("send-replies", name=f"new {number}")
            unended(stage, new, status="queued", created_at=clock.now() + timedelta(seconds=5))

        assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"]


def test_of_more_old_runs_than_fit_on_a_page_all_are_seen(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        for _ in range(101):
            old_run(stage)

        assert len(Administration(stage.tools.settings).unfinished_runs(clock.now())) == 101


def test_an_old_run_that_others_draw_forward_past_the_next_page_is_seen(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        old_run(stage)
        newer = [stage.ran("send-replies", name=f"new {number}") for number in range(100)]
        for run in newer:
            unended(stage, run, status="queued", created_at=clock.now() + timedelta(seconds=5))

        def end() -> None:
            unended(stage, newer[0], status="completed")

        first_page = when("GET", "/actions/runs", end, having="status=queued")
        with passing(first_page):
            assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"]


STATES = ("requested", "waiting", "pending", "queued", "in_progress")


def test_a_run_that_has_not_ended_is_seen_whatever_it_waits_for(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        stage.ran("send-replies", name="over")
        for status in STATES:
            run = old_run(stage, status)
            assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"], status
            unended(stage, run, status="completed")


def test_an_old_run_that_begins_while_it_is_looked_for_is_seen(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        for before, seen_at in product(STATES[:-1], STATES):
            run = old_run(stage, before)

            def begin(
                request: PreparedRequest, _response: Response, run: Run = run, at: str = seen_at
            ) -> None:
                if f"status={at}" in str(request.url):
                    unended(stage, run, status="in_progress")

            with passing(begin):
                assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"]
            unended(stage, run, status="completed")

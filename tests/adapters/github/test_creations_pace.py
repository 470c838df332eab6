"""A run creates no more in a minute than GitHub takes, whatever the run before it has created.

Waiting moves the clock, by which the emulator's limit goes too; toward this machine the bot keeps no pace otherwise.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.github import creations_pace
from bot.adapters.github.creations_pace import MOST_IN_A_MINUTE, CreationsPace
from bot.adapters.github.writes import Append
from bot.core import clock
from bot.core.issues import Comment
from tests.conftest import MovedClock
from tests.stage import Stage


@pytest.fixture(autouse=True)
def _paced(moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creations_pace, "ON_THIS_MACHINE", ())
    monkeypatch.setattr(clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=seconds)))


@pytest.fixture(name="pace")
def _pace(stage: Stage) -> CreationsPace:
    return CreationsPace(stage.tools.settings)


def create(pace: CreationsPace, count: int) -> float:
    """Create so many things at once, and return how long that had to wait."""
    before = clock.steady()
    pace.wait(count)
    for _ in range(count):
        pace.made()
    return clock.steady() - before


def test_what_fits_into_a_minute_waits_for_nothing_and_the_next_for_the_end_of_it(
    pace: CreationsPace,
) -> None:
    assert create(pace, MOST_IN_A_MINUTE) < 1
    assert 59 < create(pace, 1) < 61


def test_what_the_run_before_has_created_counts_once(pace: CreationsPace) -> None:
    seen = [clock.now() - timedelta(seconds=30)] * (MOST_IN_A_MINUTE - 5)
    pace.begin(seen)
    pace.begin(seen)

    assert create(pace, 5) < 1
    assert 28 < create(pace, 5) < 32


def test_a_run_sees_what_was_created_in_the_last_minute(stage: Stage, moved_clock: MovedClock) -> None:
    stage.record(*(stage.event("Oi", f"+55119{number:08d}") for number in range(3)))
    moved_clock.advance(timedelta(seconds=70))
    stage.record(stage.event("Mais", "+5511900000001"))
    tools = stage.new_tools()
    tools.repository.ahead.read(["contato-x"])

    assert len(tools.repository.ahead.created) == 1


def test_what_is_written_by_rest_and_by_graphql_meets_no_limit_of_github(stage: Stage) -> None:
    repository, began = stage.new_tools().repository, clock.steady()
    for number in range(4):
        repository.open_issue(f"Assunto {number}", "texto", [])
    issue = repository.issue(1)
    for number in range(40):
        repository.comment(1, f"texto {number}")
    outcomes = dict(repository.together.write([Append(issue, "espera", f"<!-- {n} -->") for n in range(45)]))

    assert all(isinstance(one, Comment) for one in outcomes.values())
    assert stage.state.limits.creations.refused == 0
    assert 59 < clock.steady() - began < 90

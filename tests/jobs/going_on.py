"""What tests of conversations have in common in which GitHub takes nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.actors import ANA
from tests.conftest import MovedClock
from tests.stage import Stage


@pytest.fixture
def asked(stage: Stage) -> Stage:
    stage.record(stage.event("Posso ir hoje?"))
    return stage


@pytest.fixture
def locked(asked: Stage) -> Stage:
    """A conversation that somebody has locked."""
    asked.state.issues.set_lock(1)
    return asked


@pytest.fixture
def awake(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    """The same, an hour after reconcile."""
    with Stage(history=tmp_path) as stage:
        stage.ran("reconcile", ago=timedelta(hours=1))
        stage.record(stage.event("Posso ir hoje?"))
        stage.state.issues.set_lock(1)
        yield stage


def say(stage: Stage, issue: int, text: str) -> int:
    return int(stage.sandbox.comment(issue, "marina", text)["id"])


def numbers(stage: Stage) -> list[int]:
    return sorted(one["number"] for one in stage.sandbox.issues())


def phone(stage: Stage) -> list[str]:
    """Return what arrived after the greeting."""
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(ANA)[1:]


def full(stage: Stage) -> None:
    """Make the conversation full, at a lower limit than GitHub's."""
    stage.state.issues.max_comments = len(stage.sandbox.issue(1)["comments"])

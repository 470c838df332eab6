"""Benches that tests of the rotations share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import clock
from tests.conftest import MovedClock
from tests.operate.bench import ApiTokenBench, AppBench, Bench, KeyBench, UnseenKeyBench
from tests.stage import Stage


@pytest.fixture
def bench(stage: Stage, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A bench of the kind that a test is parametrized with, else one of the auth token."""
    with getattr(request, "param", Bench)(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def busy(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The same in a repository that has workflow runs."""
    kind = getattr(request, "param", Bench)
    with Stage(history=tmp_path / "history") as stage, kind(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def keyed(stage: Stage, tmp_path: Path) -> Iterator[KeyBench]:
    with KeyBench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def unseen(stage: Stage, tmp_path: Path) -> Iterator[UnseenKeyBench]:
    with UnseenKeyBench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def app_bench(stage: Stage, tmp_path: Path) -> Iterator[AppBench]:
    with AppBench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def tokens(stage: Stage, tmp_path: Path) -> Iterator[ApiTokenBench]:
    with ApiTokenBench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def no_patience(moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """End every wait at once, and advance the moved clock by a minute at least."""
    monkeypatch.setattr(
        clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=max(60, seconds)))
    )

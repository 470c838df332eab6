"""Benches that tests of the rotations share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import clock
from tests.conftest import MovedClock
from tests.operate.bench import AppBench, Bench, KeyBench, UnseenKeyBench
from tests.stage import Stage


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[Bench]:
    with Bench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Bench]:
    """A bench whose repository has workflow runs."""
    with Stage(history=tmp_path / "history") as stage, Bench(stage, tmp_path) as bench:
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
def office(stage: Stage, tmp_path: Path) -> Iterator[AppBench]:
    with AppBench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def no_patience(moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every wait be over at once, and take a minute of the moved clock at least."""
    monkeypatch.setattr(
        clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=max(60, seconds)))
    )

"""Fixtures that tests of every kind share."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.cli import language
from bot.core import clock
from tests import sampling
from tests.warm import WarmPython

if TYPE_CHECKING:
    from tests.stage import Stage

# Nothing of the machine's own settings reaches the tests; a client looks through all of them for a proxy at each call.
_KEPT = ("CI", "HOME", "LANG", "LC_", "LD_", "PATH", "PLAYWRIGHT", "PY", "TMP", "TZ", "XDG_")
for _name in [name for name in os.environ if not name.startswith(_KEPT)]:
    del os.environ[_name]
# What a terminal shows is compared in English, wherever the tests run; this moves nothing but the language of messages.
os.environ.pop("LC_ALL", None)
os.environ["LC_MESSAGES"] = "en_US.UTF-8"

# How long an example takes depends on what else the machine does; what matters is measured by scripts/bench.
settings.register_profile("bot", deadline=None)
settings.load_profile("bot")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-points", action="store_true", help="play every point of every sweep")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "sqlite: about SQLite alone, in a module that runs over both databases"
    )
    config.addinivalue_line(
        "markers",
        "both_stores: over both databases, in a module whose other tests are about more than the store",
    )
    sampling.play_whole(bool(config.getoption("all_points")))


class MovedClock:
    """The time that everything in this process goes by: the emulated services as well as the jobs."""

    def __init__(self) -> None:
        self._ahead, self._passed = timedelta(), 0.0
        self._real, self._real_steady = clock.now, clock.steady

    def now(self) -> datetime:
        return self._real() + self._ahead

    def steady(self) -> float:
        return self._real_steady() + self._passed

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._ahead += by
        self._passed += max(0.0, by.total_seconds())

    def set(self, moment: datetime) -> None:
        """Let time pass until then; to an earlier moment, the clock is set, and no time passes."""
        self.advance(moment - self.now())

    def be_set(self, by: timedelta) -> None:
        """Let somebody set the clock: no time passes."""
        self._ahead += by


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Whatever language a test before this one chose for the process."""
    language.decide([])


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    """A clock that can be moved; ask for it before the stage where what the stage makes shall go by it."""
    moved = MovedClock()
    monkeypatch.setattr(clock, "now", moved.now)
    monkeypatch.setattr(clock, "steady", moved.steady)
    return moved


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waits of the job; test_outbound.py and test_repository.py wait some of them out."""
    wait, job = clock.sleep, threading.current_thread()

    def shortened(seconds: float) -> None:
        # What an emulated service waits, on a thread of its own, is what a test is about.
        wait(min(seconds, 0.01) if threading.current_thread() is job else seconds)

    monkeypatch.setattr(clock, "sleep", shortened)


@pytest.fixture
def stage() -> Iterator[Stage]:
    from tests.stage import Stage  # noqa: PLC0415 - the clients' libraries, which tests of rules do without

    with Stage() as stage:
        yield stage


@pytest.fixture(scope="session")
def warm_python() -> Iterator[WarmPython]:
    """A Python that has loaded the jobs already, for the runs of whole worlds."""
    python = WarmPython()
    yield python
    python.stop()

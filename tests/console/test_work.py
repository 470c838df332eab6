"""Work that continues after its request, as any process shows it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import pytest

from bot.console.tools.work import Work
from bot.core.errors import BotError
from bot.relay.mounting import RelayParts
from bot.relay.store.notes import SharedNotes
from tests.conftest import MovedClock
from tests.relay.harness import wait_until


@pytest.fixture(autouse=True)
def _ends_before_its_store(parts: RelayParts) -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name == "console-test":
            thread.join(10)


def _ended(work: Work, which: str) -> bool:
    found = work.progress(which, "owner")
    return found is not None and found.ended


def test_each_line_is_seen_by_another_process_as_it_comes(parts: RelayParts) -> None:
    goes_on = Event()

    def act(report: object) -> None:
        assert callable(report)
        report({"said": "first"})
        goes_on.wait(10)
        report({"said": "second"})

    which, other = Work(parts.store).start("test", "owner", act), Work(parts.store)
    wait_until(lambda: (found := other.progress(which, "owner")) and found.lines)
    found = other.progress(which, "owner")
    assert found
    assert (found.lines, found.is_running) == ([{"said": "first"}], True)

    goes_on.set()
    wait_until(lambda: _ended(other, which))
    found = other.progress(which, "owner")
    assert found
    assert (found.lines, found.is_running) == ([{"said": "first"}, {"said": "second"}], False)


@pytest.mark.parametrize("which", ["", "x" * 22, "../../etc", "'; drop table notes"])
def test_work_of_nobody_is_shown_to_nobody(parts: RelayParts, which: str) -> None:
    assert Work(parts.store).progress(which, "owner") is None


def test_work_of_another_session_is_shown_to_nobody_else(parts: RelayParts) -> None:
    work = Work(parts.store)
    which = work.start("test", "owner", lambda _report: None)
    wait_until(lambda: _ended(work, which))

    assert work.progress(which, "somebody") is None


def test_what_goes_wrong_is_a_line_with_its_remedy_and_a_fault_of_ours_names_no_value(
    parts: RelayParts,
) -> None:
    def refused(_report: object) -> None:
        raise BotError("Twilio refuses it.", "Look there.")

    def broken(_report: object) -> None:
        raise ValueError("+5511987654321")

    work = Work(parts.store)
    first, second = work.start("test", "owner", refused), work.start("test", "owner", broken)
    wait_until(lambda: _ended(work, first) and _ended(work, second))

    found = work.progress(first, "owner")
    assert found
    assert found.lines == [{"trouble": "Twilio refuses it.", "remedy": "Look there."}]
    found = work.progress(second, "owner")
    assert found
    assert "98765" not in str(found.lines)


def test_work_whose_process_is_gone_is_called_interrupted(parts: RelayParts, moved_clock: MovedClock) -> None:
    work, ends = Work(parts.store), Event()
    which = work.start("test", "owner", lambda _report: ends.wait(10))
    moved_clock.advance(timedelta(seconds=21))

    found = work.progress(which, "owner")
    assert found
    assert found.interrupted
    ends.set()
    wait_until(lambda: _ended(work, which))


def test_old_work_is_forgotten_when_there_is_new(parts: RelayParts, moved_clock: MovedClock) -> None:
    work = Work(parts.store)
    old = work.start("test", "owner", lambda _report: None)
    wait_until(lambda: _ended(work, old))
    moved_clock.advance(timedelta(hours=1, seconds=1))

    new = work.start("test", "owner", lambda _report: None)
    wait_until(lambda: _ended(work, new))

    assert list(SharedNotes(parts.store).named("console:work:")) == [f"console:work:{new}"]

"""Work that goes on after its request, where the store comes and goes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from bot.console.tools import work
from bot.console.tools.work import Line, Work
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError
from bot.relay.store.notes import Content, SharedNotes
from tests.relay.harness import wait_until

OWNER = "marina"


class _Trouble:
    """A store that takes nothing while it `is_locked`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_locked = False
        self.refused = 0
        write = SharedNotes.write

        def guarded(notes: SharedNotes, name: str, content: Content, now: object) -> None:
            if self.is_locked:
                self.refused += 1
                raise StoreError("database is locked")
            write(notes, name, content, now)  # type: ignore[arg-type]

        monkeypatch.setattr(SharedNotes, "write", guarded)


@pytest.fixture(name="trouble")
def _trouble(parts: RelayParts, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Trouble]:
    monkeypatch.setattr(work, "_BEAT_SECONDS", 0.05)
    yield _Trouble(monkeypatch)
    for thread in threading.enumerate():
        if thread.name == "console-rotation":
            thread.join(5)


def test_work_goes_on_while_the_store_takes_no_line_of_it(parts: RelayParts, trouble: _Trouble) -> None:
    """Half a rotation is worse than one that nobody could watch."""
    works, done = Work(parts.store), Event()

    def act(report: Callable[[Line], None]) -> None:
        trouble.is_locked = True
        report({"said": "One."})
        trouble.is_locked = False
        report({"said": "Two."})
        done.set()

    name = works.start("rotation", OWNER, act)

    assert done.wait(5)
    wait_until(lambda: bool((found := works.progress(name, OWNER)) and found.ended))
    found = works.progress(name, OWNER)
    assert found
    assert [line["said"] for line in found.lines] == ["One.", "Two."]


def test_work_that_ends_while_the_store_is_locked_is_told_of_afterwards(
    parts: RelayParts, trouble: _Trouble
) -> None:
    works = Work(parts.store)

    def act(_report: Callable[[Line], None]) -> None:
        trouble.is_locked = True

    name = works.start("rotation", OWNER, act)
    wait_until(lambda: trouble.refused > 1)
    trouble.is_locked = False

    wait_until(lambda: bool((found := works.progress(name, OWNER)) and found.ended))


def test_work_still_counts_as_running_after_the_store_was_locked(
    parts: RelayParts, trouble: _Trouble
) -> None:
    works, may_end = Work(parts.store), Event()
    name = works.start("rotation", OWNER, lambda _: may_end.wait(10))
    trouble.is_locked = True
    wait_until(lambda: trouble.refused > 0)
    trouble.is_locked = False
    notes = SharedNotes(parts.store)
    before = notes.read(f"console:work:{name}")["beat"]

    wait_until(lambda: notes.read(f"console:work:{name}")["beat"] != before)

    may_end.set()
    wait_until(lambda: bool((found := works.progress(name, OWNER)) and found.ended))

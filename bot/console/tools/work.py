"""Work that continues after its request: in a thread, with lines that any process of any relay can show.

The lines are sentences of ours without a number, a text or a secret: they are kept in the store, for an hour or until
there is other work.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Lock, Thread
from typing import Any

from bot.core import clock
from bot.core.errors import BotError
from bot.relay import webhooks
from bot.relay.store.lock import StoreError
from bot.relay.store.notes import Content, SharedNotes, moment_of
from bot.relay.store.store import Store

_BEAT_SECONDS, _DEAD_AFTER = 5.0, timedelta(seconds=20)
_MOST_TRIES = 24  # for two minutes: what is not noted by then counts as interrupted
_NOTE, _KEPT = "console:work:", timedelta(hours=1)
_ID = re.compile(r"[A-Za-z0-9_-]{22}")

Line = Mapping[str, Any]  # as JSON; sentences in English
Act = Callable[[Callable[[Line], None]], object]  # is given how to report a line


@dataclass(frozen=True, slots=True)
class WorkProgress:
    """How far work has come; `interrupted` says that the process it ran in is gone."""

    kind: str
    lines: Sequence[Line]
    ended: bool
    interrupted: bool = False

    @property
    def is_running(self) -> bool:
        return not self.ended and not self.interrupted


class Work:
    """What runs for the visitors of one store. Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._notes = SharedNotes(store)

    def start(self, kind: str, owner: str, act: Act) -> str:
        """Run `act` on a thread and return the id of the work; `owner` is the digest of the visitor's session."""
        self._notes.forget(_NOTE, clock.now() - _KEPT)
        work = secrets.token_urlsafe(16)
        running = _Running(self._notes, _NOTE + work, {"kind": kind, "owner": owner, "lines": []})
        running.write()
        Thread(target=running.run, args=(act,), name=f"console-{kind}", daemon=True).start()
        return work

    def progress(self, work: str, owner: str) -> WorkProgress | None:
        """Return how far the work has come; None if it is not the owner's, or too long ago."""
        if not _ID.fullmatch(work):
            return None
        found = self._notes.read(_NOTE + work)
        beat, lines = moment_of(found.get("beat")), found.get("lines")
        if found.get("owner") != owner or beat is None or not isinstance(lines, list):
            return None
        ended = found.get("ended") is True
        return WorkProgress(
            str(found.get("kind")), lines, ended, interrupted=not ended and clock.now() - beat > _DEAD_AFTER
        )


class _Running:
    """The work of one thread, and a second one that says that it still runs."""

    def __init__(self, notes: SharedNotes, name: str, content: Content) -> None:
        self._notes = notes
        self._name = name
        self._lines: list[Line] = []
        self._content = {**content, "lines": self._lines}
        self._ended = Event()
        self._lock = Lock()

    def run(self, act: Act) -> None:
        beats = Thread(target=self._beat, daemon=True)
        beats.start()
        try:
            act(self._report)
        except BotError as error:
            self._report({"trouble": error.message, "remedy": error.remedy})
        except Exception as error:  # noqa: BLE001 - a fault of ours must not leave the page waiting
            webhooks.log_failure(error)
            self._report(
                {"trouble": "Something went wrong here. The relay's log names the place.", "remedy": ""}
            )
        finally:
            self._ended.set()
            self._content["ended"] = True
            self._note_end()

    def write(self) -> None:
        with self._lock:
            now = clock.now()
            self._notes.write(self._name, {**self._content, "beat": clock.iso(now)}, now)

    def _report(self, line: Line) -> None:
        with self._lock:
            self._lines.append(line)
        self._note()

    def _beat(self) -> None:
        while not self._ended.wait(_BEAT_SECONDS):
            self._note()

    def _note(self) -> bool:
        """Write, and return whether the store took it: work does not stop halfway because nobody can watch it."""
        try:
            self.write()
        except StoreError:
            return False
        return True

    def _note_end(self) -> None:
        for _ in range(_MOST_TRIES):
            if self._note():
                return
            clock.sleep(_BEAT_SECONDS)

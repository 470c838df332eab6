"""The notice that something has changed, as server-sent events (WHATWG HTML, 9.2).

One thread looks for all open pages, and only while there is one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

_LOOK_SECONDS = 0.25
_HEARTBEAT_SECONDS = 5.0  # a page that was closed is noticed only when something is written to it


class Changes:
    """Tells who listens which of some things have changed; `marks` return something else once one has."""

    def __init__(self, marks: Mapping[str, Callable[[], object]]) -> None:
        self._marks = dict(marks)
        self._versions = dict.fromkeys(self._marks, 0)
        self._moved = threading.Condition()
        self._stopping = threading.Event()
        self.listeners = 0
        self._watcher: threading.Thread | None = None

    def stop(self) -> None:
        """End every stream, and the thread."""
        self._stopping.set()
        with self._moved:
            self._moved.notify_all()
            watcher = self._watcher
        if watcher:
            watcher.join(timeout=5)

    def events(self) -> Iterator[str]:
        """Yield an event for each change, until `stop`: the names of what has changed."""
        with self._listening():
            seen = self._current()
            yield "retry: 1000\n\n"
            while not self._stopping.is_set():
                now = self._next(seen)
                changed = [name for name, version in now.items() if version != seen[name]]
                seen = now
                yield f"data: {' '.join(changed)}\n\n" if changed else ": still here\n\n"

    def _next(self, seen: Mapping[str, int]) -> dict[str, int]:
        """Wait for other versions than these, or for the time of a heartbeat."""
        with self._moved:
            self._moved.wait_for(
                lambda: self._stopping.is_set() or self._versions != seen, _HEARTBEAT_SECONDS
            )
        return self._current()

    def _current(self) -> dict[str, int]:
        with self._moved:
            return dict(self._versions)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        with self._moved:
            self.listeners += 1
            if self._watcher is None and not self._stopping.is_set():
                self._watcher = threading.Thread(
                    target=self._watch, args=(self._look(),), name="sandbox-screen", daemon=True
                )
                self._watcher.start()
        try:
            yield
        finally:
            with self._moved:
                self.listeners -= 1

    def _look(self) -> dict[str, object]:
        return {name: mark() for name, mark in self._marks.items()}

    def _watch(self, known: Mapping[str, object]) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            now = self._look()
            changed = [name for name in now if now[name] != known[name]]
            known = now
            with self._moved:
                for name in changed:
                    self._versions[name] += 1
                if changed:
                    self._moved.notify_all()
                if not self.listeners:
                    self._watcher = None
                    return

"""A worker thread that runs jobs in order, and a way to wait until it is idle."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_TICK_SECONDS = 0.5


class Work:
    """A queue of jobs for one thread. Callers' own work counts as busy too, inside `moving`.

    `tick` is called from time to time and may add more jobs.
    """

    def __init__(self, name: str, tick: Callable[[], None] = lambda: None) -> None:
        self._tick = tick
        self._jobs: deque[Callable[[], None]] = deque()
        self._busy = 0
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def later(self, job: Callable[[], None]) -> None:
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()

    @contextmanager
    def moving(self) -> Iterator[None]:
        with self._changed:
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def wait_idle(self, timeout: float) -> bool:
        """Wait until idle; return whether that came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs and not self._busy, timeout)

    def pause(self, seconds: float) -> None:
        """Wait, at most until `stop`."""
        self._stopping.wait(seconds)

    def _run(self) -> None:
        while job := self._next():
            try:
                job()
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _next(self) -> Callable[[], None] | None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._stopping.is_set(), _TICK_SECONDS)
                if self._stopping.is_set():
                    return None
                if self._jobs:
                    self._busy += 1
                    return self._jobs.popleft()
            self._tick()

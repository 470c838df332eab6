"""Time that passes only when everybody waits: one part at a time goes on, the one that is due first."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.core import clock

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class VirtualTime:
    """Takes the place of the clock of this process. `every` and `after` call at their moments; `spawn` starts a thread.

    A thread that is spawned may wait by `clock.sleep`; the services of the sandbox, on threads of their own, never do.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._resting = threading.Semaphore(0)
        self._mine = threading.local()
        self.failure: BaseException | None = None

    def install(self) -> None:
        """Let the program's clock be this one, from now on."""
        clock.own = clock.now = self.now
        clock.steady = lambda: self.seconds
        clock.sleep = self.sleep

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.seconds + max(0.0, seconds), next(self._order), call))

    def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        go_on = getattr(self._mine, "go_on", None)
        if go_on is None:
            if threading.current_thread() is threading.main_thread():
                self._let_pass(seconds)
            return
        self.after(seconds, lambda: self._let(go_on))
        self._resting.release()
        go_on.acquire()

    def spawn(self, work: Callable[[], None]) -> None:
        """Start a thread that may wait, and return once it waits or has ended."""
        go_on = threading.Semaphore(0)

        def run() -> None:
            self._mine.go_on = go_on
            go_on.acquire()
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - it belongs to the thread that runs the time
                self.failure = error
            finally:
                self._resting.release()

        threading.Thread(target=run, daemon=True).start()
        self._let(go_on)

    def _let_pass(self, seconds: float) -> None:
        """Run the others while the relay waits for an answer."""
        until = self.seconds + seconds
        while self._due and self._due[0][0] <= until:
            self._next()
        self.seconds = until

    def _next(self) -> None:
        at, _, call = heapq.heappop(self._due)
        self.seconds = max(self.seconds, at)
        call()

    def _let(self, go_on: threading.Semaphore) -> None:
        go_on.release()
        self._resting.acquire()
        if self.failure:
            raise self.failure

    def run(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            self._next()

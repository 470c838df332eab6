"""Answers messages once they are on disk: those that one commit stored, together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple
from wsgiref.types import WSGIApplication, WSGIEnvironment

from flask import Response

from bot.core import clock, logs
from bot.core.logs import Line
from bot.relay import wsgi
from bot.relay.store.append import GRACE_SECONDS
from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store
from bot.relay.stored_answer import LATER, TAKEN, AnswerOnceStored

Answer = Callable[[int, wsgi.Headers, bytes], None]
MAX_UNSTORED = 2048
# A commit costs as much as several messages, and those who wait for it wait for others' requests anyway.
GATHER_SECONDS = 0.01
_LOOK_SECONDS = 0.1
_LOG_SECONDS = 0.02


@dataclass(slots=True)
class _Waiting:
    promise: AnswerOnceStored
    answer: Answer
    settled: asyncio.Future[None]


class _Gathered(NamedTuple):
    """A request that waits for others, for a moment."""

    application: WSGIApplication
    environ: WSGIEnvironment
    answer: Answer
    settled: asyncio.Future[None]


class _Settled(NamedTuple):
    """A request of which it is known what it gets; it is answered already if its message was stored."""

    waiting: _Waiting
    stored: Stored | None
    failure: StoreError | None


class Unstored:
    """The requests whose messages are on their way to the disk; used by the event loop, but for `_settle`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[PendingRow, _Waiting] = {}  # oldest first
        self.coming = 0  # requests whose bodies are on their way
        self._gathered: list[_Gathered] = []  # those that wait for them, for a moment
        self._checks = False
        self._timer: asyncio.TimerHandle | None = None
        self._looks = False
        self._settled: deque[_Settled] = deque()  # which are to be finished
        self._lines: list[Line] = []
        self._logs_soon = False

    @property
    def is_full(self) -> bool:
        return len(self._waiting) + len(self._gathered) >= MAX_UNSTORED

    async def run(self, application: WSGIApplication, environ: WSGIEnvironment, answer: Answer) -> None:
        """Run the application, together with others if they come just now, and return once it has answered."""
        loop = self._loop = self._loop or asyncio.get_running_loop()
        settled = loop.create_future()
        self._gathered.append(_Gathered(application, environ, answer, settled))
        if not self._timer:
            self._timer = loop.call_later(GATHER_SECONDS, self._run_all)
        if not self._checks:
            self._checks = True
            loop.call_soon(self._run_unless_more_comes, loop, 0)
        if not self._looks:
            self._looks = True
            loop.call_later(_LOOK_SECONDS, self._look)
        await settled

    def _run_unless_more_comes(self, loop: asyncio.AbstractEventLoop, seen: int) -> None:
        """Run once the event loop has worked through all that has arrived; what still comes checks again."""
        if not self.coming and seen < len(self._gathered):
            loop.call_soon(self._run_unless_more_comes, loop, len(self._gathered))
            return
        self._checks = False
        if not self.coming:
            self._run_all()

    def _run_all(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        gathered, self._gathered = self._gathered, []
        # Each step for all of them: that takes a fourth less time than all steps for each, which the cores' caches
        # forget in between. And nothing else happens while the committing thread works, with which it would take turns.
        promised = [waiting for one in gathered if (waiting := self._promise_of(one))]
        rows = [row for waiting in promised if (row := self._row_of(waiting))]
        if rows:
            self._store.submit(rows, self._settle)

    def _promise_of(self, request: _Gathered) -> _Waiting | None:
        promises: list[AnswerOnceStored] = []
        request.environ[LATER] = promises.append
        try:
            wsgi.run(request.application, request.environ, request.answer)
        except Exception as error:  # noqa: BLE001 - goes to whoever waits
            if not request.settled.done():
                request.settled.set_exception(error)
            return None
        if promises:
            return _Waiting(promises[0], request.answer, request.settled)
        if not request.settled.done():
            request.settled.set_result(None)
        return None

    def _row_of(self, waiting: _Waiting) -> PendingRow | None:
        try:
            row = waiting.promise.row()
        except Exception as error:  # noqa: BLE001 - one that cannot be sealed must not hold up the others
            self._settled.append(_Settled(waiting, None, StoreError(type(error).__name__)))
            self._finish()
            return None
        self._waiting[row] = waiting
        return row

    def _settle(self, rows: Sequence[PendingRow]) -> None:
        """Answer what was stored, on the thread that has committed it; the event loop does all the rest."""
        for row in rows:
            waiting = self._waiting.pop(row, None)  # whoever takes it out answers it
            if waiting:
                if row.stored:
                    _answer(waiting)
                self._settled.append(_Settled(waiting, row.stored, row.failure))
        with suppress(RuntimeError):  # the event loop has ended: `close` finishes them
            if self._loop:
                self._loop.call_soon_threadsafe(self._finish)

    def _finish(self) -> None:
        while self._settled:
            self._lines += _finished(self._settled.popleft())
        if not self._logs_soon:
            self._log()

    def _log(self) -> None:
        """Log at once, but under load at intervals: to write a line alone costs as much as to parse a message."""
        lines, self._lines = self._lines, []
        logs.steps(lines)
        self._logs_soon = bool(lines and self._loop)
        if self._loop and self._logs_soon:
            self._loop.call_later(_LOG_SECONDS, self._log)

    def close(self) -> None:
        """Finish and log what is left, when the event loop has ended."""
        self._loop, self._logs_soon = None, False
        self._finish()

    def _look(self) -> None:
        """Answer those whose commit does not end in time."""
        late = clock.steady() - GRACE_SECONDS
        for row in list(self._waiting):
            overdue = row.until is not None and row.until < late
            waiting = self._waiting.pop(row, None) if overdue else None
            if waiting:
                failure, stored = self._store.give_up(row), row.stored
                if stored:  # just now
                    _answer(waiting)
                self._settled.append(_Settled(waiting, stored, failure))
        self._finish()
        self._looks = bool(self._waiting)
        if self._loop and self._looks:
            self._loop.call_later(_LOOK_SECONDS, self._look)


def _answer(waiting: _Waiting) -> None:
    try:
        waiting.answer(*TAKEN)
    except Exception as error:  # noqa: BLE001 - one that cannot be answered must not hold up the others
        logs.trouble("request-failed", status=500, reason=type(error).__name__)


def _finished(request: _Settled) -> list[Line]:
    """Answer a request whose message was not stored, end it, and return what is to be logged of it."""
    waiting, lines = request.waiting, []
    try:
        if request.stored:
            lines.append(waiting.promise.log(request.stored))
        elif request.failure:
            _send(waiting.promise.refuse(request.failure), waiting.answer)
    except Exception as error:  # noqa: BLE001 - one that cannot be answered must not hold up the others
        logs.trouble("request-failed", status=500, reason=type(error).__name__)
    finally:
        if not waiting.settled.done():  # its task is cancelled where the sender hung up
            with suppress(RuntimeError):  # the event loop has ended
                waiting.settled.set_result(None)
    return lines


def _send(response: Response, answer: Answer) -> None:
    answer(
        response.status_code, [(name.lower(), value) for name, value in response.headers], response.get_data()
    )

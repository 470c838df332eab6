"""What stands before the application: it collects each request whole, then hands it to a thread, or to the application.

A sender who stalls costs one small task of the event loop; the few threads only ever work on requests that are
complete. Bodies are bounded in size, number and time, so is what waits for a thread. Messages need none: their view
waits for nothing, and what it returns is answered here once the message is on disk (`relay/unstored.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication, WSGIEnvironment

from bot.relay import counts, door, wsgi
from bot.relay.counts import Refusal
from bot.relay.door import MAX_BODY_BYTES
from bot.relay.refusals import Refusals
from bot.relay.store.store import Store
from bot.relay.unstored import Unstored

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol
    from granian.rsgi import Scope

BODY_SECONDS = 10.0
# The most memory that bodies take: 64 MiB on their way, and in the queue MAX_WAITING times MAX_BODY_BYTES.
MAX_COLLECTING_BYTES = 64 * 1024 * 1024
MAX_WAITING = 256
# The console's pages ask Twilio and GitHub, and check passwords: they have threads of their own, for which no other
# request waits.
CONSOLE_THREADS, CONSOLE_MAX_WAITING = 4, 32
# Answered here: the threads may all wait for a store that is locked, which a restart would not change.
_LIVENESS = frozenset(f"{prefix}/healthz" for prefix in ("", *door.PREFIXES))


_Task = asyncio.Task[object]


class BodyNotReceivedError(Exception):
    """A body that did not come, or not in time."""


class NoRoomError(BodyNotReceivedError):
    """A body that gave way to those of later requests."""


class Collector:
    """Collects bodies.

    When they would take too much memory the oldest gives way: a whole body takes milliseconds, a stalled one is always
    among the oldest, so strangers cannot take the room of an honest request. A thousand messages at once take little.
    """

    def __init__(self, most_bytes: int = MAX_COLLECTING_BYTES, seconds: float = BODY_SECONDS) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0  # that those on their way may take
        self._seconds = seconds
        # Until when, by the loop's time, and how many bytes; oldest first.
        self._collecting: dict[_Task, tuple[float, int]] = {}
        self._given_up: dict[_Task, type[BodyNotReceivedError]] = {}
        # One for all: a body that comes in time has no use for its own.
        self._timer: asyncio.TimerHandle | None = None

    async def collect(self, chunks: AsyncIterable[bytes], length: int | None) -> bytes:
        """Return the body, or its first bytes if it is larger than MAX_BODY_BYTES; raises BodyNotReceivedError.

        `length` is how many bytes were announced, at most MAX_BODY_BYTES; None for a chunked body.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if not task:
            raise RuntimeError
        size = MAX_BODY_BYTES if length is None else length
        while self._bytes + size > self._most_bytes and self._collecting:
            self._give_up(next(iter(self._collecting)), NoRoomError)
        self._collecting[task] = loop.time() + self._seconds, size
        self._bytes += size
        self._timer = self._timer or loop.call_later(self._seconds, self._end_overdue, loop)
        try:
            body = await _read(chunks, length)
        except asyncio.CancelledError:
            if task not in self._given_up:
                raise
            task.uncancel()
            raise self._given_up[task] from None
        finally:
            if self._collecting.pop(task, None):
                self._bytes -= size
            self._given_up.pop(task, None)
        if length is not None and len(body) < length:  # the sender hung up
            raise BodyNotReceivedError
        return body

    def _end_overdue(self, loop: asyncio.AbstractEventLoop) -> None:
        now, self._timer = loop.time(), None
        for task, (until, _) in list(self._collecting.items()):
            if until > now:
                self._timer = loop.call_at(until, self._end_overdue, loop)
                return
            self._give_up(task, BodyNotReceivedError)

    def _give_up(self, task: _Task, error: type[BodyNotReceivedError]) -> None:
        """End the wait of a task, which waits for its body and for nothing else."""
        _, size = self._collecting.pop(task)
        self._bytes -= size
        self._given_up[task] = error
        task.cancel()


async def _read(chunks: AsyncIterable[bytes], length: int | None) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        if len(chunk) == length and not body:
            return chunk
        body += chunk
        # What follows the last byte is only that nothing follows, for which the event loop would run once more.
        if len(body) == length or len(body) > MAX_BODY_BYTES:
            break
    return bytes(body)


class _Lane:
    """Threads that work on requests, and how many wait for them."""

    def __init__(self, name: str, threads: int, most: int) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._waiting = 0
        self._most = most

    @property
    def is_full(self) -> bool:
        return self._waiting >= self._most

    async def run(
        self, application: WSGIApplication, environ: WSGIEnvironment, answer: Callable[..., None]
    ) -> None:
        self._waiting += 1
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._threads, wsgi.run, application, environ, answer)
        finally:
            self._waiting -= 1


class Front:
    """The application as granian calls it (RSGI): collect, hand over, answer."""

    def __init__(self, application: WSGIApplication, store: Store, refusals: Refusals, threads: int) -> None:
        self._application = application
        self._refusals = refusals
        self._collector = Collector()
        self._unstored = Unstored(store)
        self._requests = _Lane("request", threads, MAX_WAITING)
        self._console = _Lane("console", CONSOLE_THREADS, CONSOLE_MAX_WAITING)

    def close(self) -> None:
        """Finish what the event loop has left when it ended."""
        self._unstored.close()

    async def __call__(self, scope: Scope, protocol: RSGIHTTPProtocol) -> None:
        method, path = scope.method, scope.path
        if method != "POST" and path.removesuffix("/") in _LIVENESS and method in ("GET", "HEAD"):
            protocol.response_str(HTTPStatus.OK, [("content-type", "application/json")], '{"status":"ok"}\n')
            return
        takes_message = method == "POST" and door.is_message(path)
        self._unstored.coming += takes_message
        try:
            environ = await self._environ(scope, protocol)
        except NoRoomError:
            self._refuse_for_now(scope, protocol)
            return
        except BodyNotReceivedError:
            reason = f"The body did not arrive within {BODY_SECONDS:g} seconds."
            self._refuse(scope, protocol, HTTPStatus.REQUEST_TIMEOUT, reason)
            return
        finally:
            self._unstored.coming -= takes_message
        lane = self._console if door.is_console(path) else self._requests
        if self._unstored.is_full if takes_message else lane.is_full:
            self._refuse_for_now(scope, protocol)
            return
        answer = protocol.response_bytes
        if takes_message:
            await self._unstored.run(self._application, environ, answer)
            return
        await lane.run(self._application, environ, answer)

    async def _environ(self, scope: Scope, protocol: RSGIHTTPProtocol) -> WSGIEnvironment:
        """Return the whole request for WSGI; raises BodyNotReceivedError."""
        headers = scope.headers
        announced = headers.get("content-length")
        length = int(announced) if announced is not None else None
        body = b""
        too_large = length is not None and length > MAX_BODY_BYTES
        admitted = door.admits(scope.method, scope.path, lambda name: headers.get(name, ""))
        if admitted and not too_large and length != 0:
            body = await self._collector.collect(protocol, length)
        # The application sees how much was announced, and refuses what is too large.
        return wsgi.environ_of(scope, body, length if length and not body else len(body))

    def _refuse_for_now(self, scope: Scope, protocol: RSGIHTTPProtocol) -> None:
        reason = "Too many requests wait to be answered; send it again."
        self._refuse(scope, protocol, HTTPStatus.SERVICE_UNAVAILABLE, reason)

    def _refuse(self, scope: Scope, protocol: RSGIHTTPProtocol, status: HTTPStatus, reason: str) -> None:
        if door.is_webhook(scope.path):
            counts.add(counts.REFUSED, Refusal.of_status(status))
        else:
            counts.add(counts.REQUESTS_REFUSED, str(int(status)))
        self._refusals.log("request-refused", int(status), reason)
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("connection", "close"),
            ("retry-after", "1"),
        ]
        protocol.response_str(int(status), headers, f"{reason}\n")

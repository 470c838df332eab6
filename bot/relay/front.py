"""What stands before the application: it collects each request whole, then hands it to a thread, or to the application.

A sender who stalls costs one small task of the event loop; the few threads only ever work on requests that are
complete. Bodies are bounded in size, number and time, so is what waits for a thread. Messages need none: their view
waits for nothing, and what it returns is answered here once the message is on disk (`relay/unstored.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
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
# Each of these times MAX_BODY_BYTES is the most memory that bodies take: 64 MiB on their way, 64 MiB in the queue.
MAX_COLLECTING = 256
MAX_WAITING = 256
# Answered here: the threads may all wait for a store that is locked, which a restart would not change.
_LIVENESS = frozenset(f"{prefix}/healthz" for prefix in ("", *door.PREFIXES))


class BodyNotReceivedError(Exception):
    """A body that did not come, or not in time."""


class Collector:
    """Collects bodies.

    When too many are on their way the oldest gives way: a whole body takes milliseconds, a stalled one is always among
    the oldest, so strangers cannot take the room of an honest request.
    """

    def __init__(self, most: int = MAX_COLLECTING, seconds: float = BODY_SECONDS) -> None:
        self._most = most
        self._seconds = seconds
        self._deadlines: dict[asyncio.Timeout, None] = {}  # oldest first

    async def collect(self, chunks: AsyncIterable[bytes], length: int | None) -> bytes:
        """Return the body, or its first bytes if it is larger than MAX_BODY_BYTES; raises BodyNotReceivedError.

        `length` is how many bytes were announced, None for a chunked body.
        """
        if len(self._deadlines) >= self._most:
            oldest = next(iter(self._deadlines))
            del self._deadlines[oldest]
            oldest.reschedule(0)
        body = bytearray()
        try:
            async with asyncio.timeout(self._seconds) as deadline:
                self._deadlines[deadline] = None
                try:
                    async for chunk in chunks:
                        body += chunk
                        if len(body) > MAX_BODY_BYTES:
                            return bytes(body)
                finally:
                    self._deadlines.pop(deadline, None)
        except TimeoutError:
            raise BodyNotReceivedError from None
        if length is not None and len(body) < length:  # the sender hung up
            raise BodyNotReceivedError
        return bytes(body)


class Front:
    """The application as granian calls it (RSGI): collect, hand over, answer."""

    def __init__(self, application: WSGIApplication, store: Store, refusals: Refusals, threads: int) -> None:
        self._application = application
        self._refusals = refusals
        self._collector = Collector()
        self._unstored = Unstored(store)
        self._threads = ThreadPoolExecutor(threads, "request")
        self._waiting = 0

    async def __call__(self, scope: Scope, protocol: RSGIHTTPProtocol) -> None:
        if scope.path.removesuffix("/") in _LIVENESS and scope.method in ("GET", "HEAD"):
            protocol.response_str(HTTPStatus.OK, [("content-type", "application/json")], '{"status":"ok"}\n')
            return
        try:
            environ = await self._environ(scope, protocol)
        except BodyNotReceivedError:
            reason = f"The body did not arrive within {BODY_SECONDS:g} seconds."
            self._refuse(scope, protocol, HTTPStatus.REQUEST_TIMEOUT, reason)
            return
        takes_message = scope.method == "POST" and door.is_message(scope.path)
        if self._unstored.is_full if takes_message else self._waiting >= MAX_WAITING:
            reason = "Too many requests wait to be answered; send it again."
            self._refuse(scope, protocol, HTTPStatus.SERVICE_UNAVAILABLE, reason)
            return
        loop = asyncio.get_running_loop()

        def answer(status: int, headers: wsgi.Headers, body: bytes) -> None:
            protocol.response_bytes(status, headers, body)

        if takes_message:
            await self._unstored.run(self._application, environ, answer)
            return
        self._waiting += 1
        try:
            await loop.run_in_executor(self._threads, wsgi.run, self._application, environ, answer)
        finally:
            self._waiting -= 1

    async def _environ(self, scope: Scope, protocol: RSGIHTTPProtocol) -> WSGIEnvironment:
        """Return the whole request for WSGI; raises BodyNotReceivedError."""
        announced = scope.headers.get("content-length")
        length = int(announced) if announced is not None else None
        body = b""
        too_large = length is not None and length > MAX_BODY_BYTES
        admitted = door.admits(scope.method, scope.path, lambda name: scope.headers.get(name, ""))
        if admitted and not too_large and length != 0:
            body = await self._collector.collect(protocol, length)
        # The application sees how much was announced, and refuses what is too large.
        return wsgi.environ_of(scope, body, length if length and not body else len(body))

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

"""A proxy in front of an emulated service that spoils requests: before they arrive, or after they were carried out."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self, cast
from urllib.parse import urlsplit

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


class Spoil(StrEnum):
    """What happens to one request; its value is how a table names it."""

    RESET_BEFORE = "connection reset, not carried out"
    RESET_AFTER = "connection reset, carried out"
    HALF = "half an answer"
    REFUSED = "500, not carried out"
    LOST = "502, carried out"
    LIMITED = "429 with Retry-After"
    NOT_FOUND = "404"
    UNPROCESSABLE = "422"
    FORBIDDEN = "403"
    UNAUTHORIZED = "401"
    LATE = "answer after 12 s, carried out"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


_STATUS = {
    Spoil.REFUSED: 500,
    Spoil.LOST: 502,
    Spoil.LIMITED: 429,
    Spoil.NOT_FOUND: 404,
    Spoil.UNPROCESSABLE: 422,
    Spoil.FORBIDDEN: 403,
    Spoil.UNAUTHORIZED: 401,
}
_CARRIED_OUT = {Spoil.RESET_AFTER, Spoil.HALF, Spoil.LOST, Spoil.LATE, Spoil.KILLED_AFTER}
_LATE_SECONDS = 12.0  # longer than any client here waits


@dataclass(frozen=True, slots=True)
class Request:
    """A request in the order of arrival, counted from 1."""

    count: int
    method: str
    path: str

    @property
    def kind(self) -> str:
        """The request without what differs from run to run."""
        path = urlsplit(self.path).path
        path = re.sub(r"/(SM|MM|AC|ME|MG|HX)[0-9a-f]{32}", r"/\1", path)
        path = re.sub(r"/[0-9]+(?=/|$)|(?<=/)[0-9a-f]{40}", "/N", path)
        return f"{self.method} {path.removeprefix('/repos/escritorio/AUDITORIA360')}"


Plan = Callable[[Request], Spoil | None]


def nothing(_request: Request) -> None:
    """Spoil no request."""


class Proxy:
    """Forwards to `upstream`, and asks its plan about each request; `kill` ends the process under test."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.plan: Plan = nothing
        self.kill: Callable[[], None] = lambda: None
        self.seen: list[Request] = []
        self.struck = 0
        self._count = itertools.count(1)
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def reset(self, plan: Plan = nothing) -> None:
        """Count from 1 again, with another plan."""
        with self._lock:
            self.plan, self.seen, self._count, self.struck = plan, [], itertools.count(1), 0

    def note(self, method: str, path: str) -> Spoil | None:
        with self._lock:
            request = Request(next(self._count), method, path)
            self.seen.append(request)
            spoil = self.plan(request)
            self.struck += spoil is not None
            return spoil

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy

    def handle_error(self, *_: object) -> None:
        """A client that was killed is what a drill is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        upstream = cast("_Server", self.server).proxy.upstream
        self._upstream = http.client.HTTPConnection(upstream.hostname or "", upstream.port, timeout=60)

    def finish(self) -> None:
        self._upstream.close()
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Print nothing."""

    def _serve(self) -> None:
        proxy = cast("_Server", self.server).proxy
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        spoil = proxy.note(self.command, self.path)
        if spoil is None:
            self._pass_on(*self._ask(content))
            return
        answer = self._ask(content) if spoil in _CARRIED_OUT else None
        match spoil:
            case Spoil.KILLED_BEFORE | Spoil.KILLED_AFTER:
                proxy.kill()
                self._reset()
            case Spoil.RESET_BEFORE | Spoil.RESET_AFTER:
                self._reset()
            case Spoil.HALF if answer:
                self._half(*answer)
            case Spoil.LATE if answer:
                time.sleep(_LATE_SECONDS)
                self._pass_on(*answer)
            case _:
                self._refuse(_STATUS[spoil])

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the names of the base class

    def _ask(self, content: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        self._upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            self._upstream.putheader(name, value)
        self._upstream.endheaders(content)
        answer = self._upstream.getresponse()
        return answer, answer.read()

    def _head(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()

    def _pass_on(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        self._head(answer, content)
        self.wfile.write(content)
        self.wfile.flush()

    def _half(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        if not content:
            self._reset()
            return
        self._head(answer, content)
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()
        self.close_connection = True

    def _refuse(self, status: int) -> None:
        """Answer in words that both services' clients can read."""
        content = json.dumps({"message": "spoiled on purpose", "code": 20500, "status": status}).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        os.close(self.connection.detach())  # the files on it would keep it open

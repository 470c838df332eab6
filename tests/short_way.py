"""The short way from a client to an emulator of the same process: without a socket and a second thread.

What urllib3 would write to a connection is handed to the emulator's app, and its answer back; requests, sessions, pools
and repetitions above are the clients' own. It saves a third of what a test of a job costs. HTTP on the wire is spoken
in tests/sandbox, tests/contract, tests/chaos and tests/journeys, and here while a fault is on: many befall the
connection.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.connectionpool import HTTPConnectionPool
from werkzeug.http import http_date
from werkzeug.test import run_wsgi_app

from bot.core import clock
from bot.sandbox.emulator.server import Server

_LOOPBACK = "127.0.0.1"
_on_the_wire = HTTPConnectionPool._make_request
_whole_way = [0]  # how many callers want the wire now
_near: dict[int | None, tuple[Server, Callable[[], bool]]] = {}  # by port


def _port(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def shorten(server: Server, while_true: Callable[[], bool]) -> None:
    """Let this process reach the server by the short way, while that holds."""
    _near[_port(server)] = server, while_true


@contextmanager
def left() -> Iterator[None]:
    """Speak over the wire meanwhile: where a process dies, the services go on by themselves."""
    _whole_way[0] += 1
    try:
        yield
    finally:
        _whole_way[0] -= 1


def forget(server: Server) -> None:
    _near.pop(_port(server), None)


def _make_request(
    self: HTTPConnectionPool,
    conn: Any,
    method: str,
    url: str,
    body: Any = None,
    headers: Any = None,
    **more: Any,
) -> Any:
    """Stand in for urllib3's method of this name."""
    found = _near.get(self.port) if self.host == _LOOPBACK and not _whole_way[0] else None
    if not found or not isinstance(body, bytes | str | None) or not found[1]():
        return _on_the_wire(self, conn, method, url, body=body, headers=headers, **more)
    server = found[0]
    sent = body.encode() if isinstance(body, str) else body or b""
    with server.answering():
        parts, status, answered = run_wsgi_app(server.app, _environ(self, method, url, sent, headers or {}))
        content = b"".join(parts)
    code, _, reason = status.partition(" ")
    date = http_date(server.app.config.get("CLOCK", clock.now)())
    if more.get("response_conn"):  # the answer is whole: it needs no connection any more
        self._put_conn(conn)
    return HTTPResponse(
        body=BytesIO(b"" if method == "HEAD" else content),
        headers=HTTPHeaderDict([("Date", date), *answered.items()]),
        status=int(code),
        version=11,
        version_string="HTTP/1.1",
        reason=reason,
        preload_content=more.get("preload_content", True),
        decode_content=more.get("decode_content", True),
        retries=more.get("retries"),
        pool=self,
        request_method=method,
        request_url=url,
    )


def _environ(
    pool: HTTPConnectionPool, method: str, url: str, body: bytes, headers: Mapping[str, str | bytes]
) -> dict[str, Any]:
    """Return what a server of WSGI makes of a request (PEP 3333)."""
    path, _, query = url.partition("?")
    environ: dict[str, Any] = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": url,
        "RAW_URI": url,
        "REMOTE_ADDR": _LOOPBACK,
        "SERVER_NAME": _LOOPBACK,
        "SERVER_PORT": str(pool.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": f"{_LOOPBACK}:{pool.port}",
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = text
    return environ


HTTPConnectionPool._make_request = _make_request  # type: ignore[method-assign, assignment]

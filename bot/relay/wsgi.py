"""Hands a complete request to a WSGI application (PEP 3333), as Flask's is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from bot.core import clock
from bot.relay import form_request
from bot.relay.store import deadline

if TYPE_CHECKING:
    from granian.rsgi import Scope

Headers = list[tuple[str, str]]


def environ_of(scope: Scope, body: bytes, length: int) -> WSGIEnvironment:
    """Return a request in the form of PEP 3333."""
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        deadline.ARRIVED: clock.steady(),
        form_request.BODY: body,
    }
    for name, value in scope.headers.items():
        variable = _variable(name)
        if variable:
            environ[variable] = f"{environ[variable]},{value}" if variable in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = str(length)
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)  # the body is whole
    return environ


@lru_cache(128)
def _variable(header: str) -> str:
    """Return the variable of a header; none of a name that would become the same one as a name with a hyphen."""
    return "" if "_" in header else f"HTTP_{header.upper().replace('-', '_')}"


def run(
    application: WSGIApplication, environ: WSGIEnvironment, answer: Callable[[int, Headers, bytes], None]
) -> None:
    """Run the application and answer, unless it answers later; what it does on closing happens after the answer."""
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, _exc_info: object = None) -> Callable[[bytes], object]:
        started.append((status, headers))
        return lambda _: None

    content: Iterable[bytes] = application(environ, start_response)
    try:
        body = b"".join(content)
        if started:
            status, headers = started[-1]
            answer(int(status.split()[0]), [(name.lower(), value) for name, value in headers], body)
    finally:
        close = getattr(content, "close", None)
        if close:
            close()

"""Serve one Flask app from a thread, on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from socket import SHUT_RDWR, socket
from types import TracebackType
from typing import Any, Self, cast

from flask import Flask
from werkzeug.http import http_date
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from bot.core import clock


class _Handler(WSGIRequestHandler):
    """Keep connections open, as the real services do, and print no access log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request. Werkzeug's own method closes the connection afterwards, whatever the protocol."""
        environ = self.make_environ()
        if "wsgi.input_terminated" not in environ:  # set when the request came in chunks
            length = int(self.headers.get("Content-Length") or 0)
            environ["wsgi.input"] = BytesIO(self.rfile.read(length))
        listener = cast("_Listener", self.server)
        with listener.answering():
            content, status, headers = run_wsgi_app(listener.app, environ)
        code, _, reason = status.partition(" ")
        chunked = "Content-Length" not in headers and code not in ("204", "304")
        if chunked:
            headers["Transfer-Encoding"] = "chunked"
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        try:
            if self.command != "HEAD":
                self._write(content, chunked=chunked)
        finally:
            getattr(content, "close", lambda: None)()  # PEP 3333: also when the client has gone

    def _write(self, content: Iterable[bytes], *, chunked: bool) -> None:
        for part in filter(None, content):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Date an answer by the app's own clock, if it has one."""
        now = cast("Flask", self.server.app).config.get("CLOCK", clock.now)
        return http_date(now() if timestamp is None else timestamp)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Print nothing: a request line may carry a phone number."""


class _Listener(ThreadedWSGIServer):
    """Tracks its open connections, so that none outlives it."""

    def __init__(self, port: int, app: Flask) -> None:
        super().__init__("127.0.0.1", port, app, _Handler)
        self._open: set[socket] = set()
        self._answering: set[int] = set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Know this thread as one that the app runs on."""
        self._answering.add(threading.get_ident())
        yield
        self._answering.discard(threading.get_ident())

    @property
    def busy(self) -> bool:
        return bool(self._answering)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)


class Server:
    """A Flask app that answers on `url` until `stop`."""

    def __init__(self, app: Flask, port: int = 0) -> None:
        self.app = app
        self._server = _Listener(port, app)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def busy(self) -> bool:
        """Whether the app is at work on a request."""
        return self._server.busy

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        has_started = self._thread.is_alive()
        if has_started:  # else `shutdown` would wait for ever
            self._server.shutdown()
        self._server.server_close()
        if has_started:
            self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

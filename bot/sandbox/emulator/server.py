"""Serve one Flask app from a thread, on loopback."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self, cast

from flask import Flask
from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.core import clock


class _QuietHandler(WSGIRequestHandler):
    """Keep connections open, as the real services do, and print no access log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Date an answer by the clock that the app goes by, where it has one of its own."""
        now = cast("Flask", self.server.app).config.get("CLOCK", clock.now)
        return http_date(now() if timestamp is None else timestamp)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Print nothing: a request line may carry a phone number."""


class Server:
    """A Flask app that answers on `url` until `stop`."""

    def __init__(self, app: Flask, port: int = 0) -> None:
        self.app = app
        self._server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_QuietHandler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

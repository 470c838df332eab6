"""A server in the place of the relay, which keeps what it is given."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest

from bot.adapters.relay_client import WEBHOOK_PATH

PUBLIC_URL = "https://bot.example.com"


class RecordingRelay:
    """What answers at the relay's address, and what it was given."""

    def __init__(self) -> None:
        self.status = 200
        self.forms: list[dict[str, str]] = []
        self.signatures: list[str] = []
        self.url = ""

    def handler(self) -> type[BaseHTTPRequestHandler]:
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path == WEBHOOK_PATH:
                    relay.forms.append(dict(parse_qsl(body)))
                    relay.signatures.append(self.headers["X-Twilio-Signature"])
                self.send_response(relay.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def relay() -> Iterator[RecordingRelay]:
    relay = RecordingRelay()
    server = ThreadingHTTPServer(("127.0.0.1", 0), relay.handler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    relay.url = f"http://127.0.0.1:{server.server_port}"
    yield relay
    server.shutdown()
    thread.join()
    server.server_close()

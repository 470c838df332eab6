"""Makes the relay's GitHub App in the browser: a page of ours posts the manifest, and GitHub returns with a code."""

from __future__ import annotations

import html
import secrets
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from bot.adapters.github import app_manifest
from bot.adapters.github.app_manifest import MadeApp
from bot.core.errors import BotError

WITHIN_SECONDS = 600.0


@dataclass(frozen=True)
class WantedApp:
    """For which repository the App is, under whose account, and where GitHub is."""

    repository: str
    organization: str
    public_url: str
    github_api_url: str


class _ManifestPage(BaseHTTPRequestHandler):
    """One page, at an address that only the terminal shows, and the address to which GitHub comes back."""

    server: _Server
    timeout = 5.0  # seconds; a browser opens connections that it does not use

    def do_GET(self) -> None:
        place, query = urlsplit(self.path), parse_qs(urlsplit(self.path).query)
        server = self.server
        # By another name than ours a page of somebody else's could reach this one (DNS rebinding).
        if self.headers.get("Host") != urlsplit(server.base).netloc:
            self._answer(HTTPStatus.FORBIDDEN, "")
        elif place.path == "/made" and query.get("state") == [server.state] and "code" in query:
            server.codes.put(query["code"][0])
            self._answer(
                HTTPStatus.OK, html.escape(server.shown("The App is made: go back to the terminal."))
            )
        elif place.path == f"/{server.key}":
            self._answer(HTTPStatus.OK, server.form())
        else:
            self._answer(HTTPStatus.NOT_FOUND, "")

    def _answer(self, status: HTTPStatus, content: str) -> None:
        body = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", app_manifest.FORM_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing: the address holds the code."""


class _Server(ThreadingHTTPServer):
    """Serves the page on a free port of this computer."""

    daemon_threads = True

    def __init__(self, wanted: WantedApp, shown: Callable[[str], str]) -> None:
        super().__init__(("127.0.0.1", 0), _ManifestPage)
        self.shown = shown
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.key, self.state = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.codes: SimpleQueue[str] = SimpleQueue()
        self._wanted = wanted

    def form(self) -> str:
        wanted = self._wanted
        manifest = app_manifest.manifest(wanted.repository, f"{self.base}/made", wanted.public_url)
        action = app_manifest.page(wanted.github_api_url, wanted.organization, self.state)
        return app_manifest.form(action, manifest, self.shown("Create the GitHub App"))

    def handle_error(self, *_: object) -> None:
        """Print nothing about a browser that hung up."""


def make(
    wanted: WantedApp,
    tell: Callable[[str], object],
    shown: Callable[[str], str],
    browse: Callable[[str], object] = webbrowser.open,
    within: float = WITHIN_SECONDS,
) -> MadeApp:
    """Open the page, wait until GitHub comes back, and return the App; raises BotError where it does not come in time.

    `tell` is given the address of the page, for a browser that could not be opened.
    """
    with _Server(wanted, shown) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            page = f"{server.base}/{server.key}"
            tell(page)
            browse(page)
            code = server.codes.get(timeout=within)
        except Empty:
            raise BotError(
                "GitHub has not come back with the App.",
                "Run the command again where a browser is at hand, or make the App by hand and give --app-id and "
                "--app-key.",
            ) from None
        finally:
            server.shutdown()
    return app_manifest.exchange(wanted.github_api_url, code)

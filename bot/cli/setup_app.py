"""Makes the relay's GitHub App in the browser: a page of ours posts the manifest, and GitHub returns with a code."""

from __future__ import annotations

import html
import secrets
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from bot.adapters.github import app_manifest
from bot.adapters.github.app_manifest import MadeApp
from bot.core import clock
from bot.core.errors import BotError

WITHIN_SECONDS = 600.0


@dataclass(frozen=True)
class WantedApp:
    """For which repository the App is, under whose account, and where GitHub is."""

    repository: str
    organization: str
    public_url: str
    github_api_url: str


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
    state = secrets.token_urlsafe(24)
    codes: list[str] = []

    class ManifestPage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            if query.get("state") == [state] and "code" in query:
                codes.append(query["code"][0])
                self._answer(html.escape(shown("The App is made: go back to the terminal.")))
                return
            manifest = app_manifest.manifest(wanted.repository, f"{base}/made", wanted.public_url)
            action = app_manifest.page(wanted.github_api_url, wanted.organization, state)
            self._answer(app_manifest.form(action, manifest, shown("Create the GitHub App")))

        def _answer(self, content: str) -> None:
            body = content.encode()
            self.send_response(200)
            self.send_header("Content-Type", app_manifest.FORM_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing: the address holds the code."""

    with HTTPServer(("127.0.0.1", 0), ManifestPage) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        server.timeout = 0.5
        tell(base)
        browse(base)
        deadline = clock.steady() + within
        while not codes:
            if clock.steady() > deadline:
                raise BotError(
                    "GitHub has not come back with the App.",
                    "Run the command again where a browser is at hand, or make the App by hand and give --app-id "
                    "and --app-key.",
                )
            server.handle_request()
    return app_manifest.exchange(wanted.github_api_url, codes[0])

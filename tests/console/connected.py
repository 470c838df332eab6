"""The console of an office whose Twilio and GitHub are emulated, and an administrator before it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from bot.console.app import create_app
from bot.console.entry.sessions import Sessions
from bot.operate import turn
from bot.relay.mounting import RelayParts
from tests.console.browser import Visiting
from tests.operate.connecting.installation import ConnectedOffice
from tests.relay.harness import wait_until

PART = {"HX-Request": "true"}


@dataclass
class ConsoleOfOffice:
    """The console of an office, and an administrator before it."""

    office: ConnectedOffice
    parts: RelayParts
    visiting: Visiting

    def another(self, name: str = "rita") -> Visiting:
        """Sign somebody else in."""
        return sign_in(Visiting(create_app(self.parts)), self.parts, name)

    @contextmanager
    def turn_taken(self) -> Iterator[None]:
        """Hold the folder's lock, as a running `bot setup` does."""
        with turn.taken(self.office.folder, "setup"):
            yield

    def form(self, visiting: Visiting | None = None) -> dict[str, str]:
        """Open the form, and return its fields as a browser would send them."""
        page = (visiting or self.visiting).get("/connections/change").text
        seen = re.search(r'name="seen" value="(\w+)"', page)
        assert seen
        chosen = re.findall(
            r'<select [^>]*name="(\w+)"[^>]*>.*?<option value="([^"]*)" selected', page, re.DOTALL
        )
        return {"account_sid": "", "auth_token": "", "seen": seen[1], **dict(chosen)}

    def send(self, fields: Mapping[str, str], visiting: Visiting | None = None) -> TestResponse:
        return (visiting or self.visiting).post("/connections/change", **fields)

    def ended(self, answer: TestResponse, visiting: Visiting | None = None) -> str:
        """Return the page of a change once it is over."""
        path = urlsplit(answer.headers["Location"]).path.removeprefix("/console")
        return self._once_still(visiting, path)

    def tested(self, visiting: Visiting | None = None) -> str:
        """Return the test's part of the page once it is over."""
        return self._once_still(visiting, "/connections/test", **PART)

    def _once_still(self, visiting: Visiting | None, path: str, **headers: str) -> str:
        """Return a page once it no longer asks to be renewed."""
        pages: list[str] = []

        def is_still() -> bool:
            pages.append((visiting or self.visiting).get(path, **headers).text)
            return "hx-trigger" not in pages[-1]

        wait_until(is_still, seconds=60)
        return html.unescape(pages[-1])


def sign_in(visiting: Visiting, parts: RelayParts, name: str) -> Visiting:
    visiting.post("/link", secret=Sessions(parts.store).make_link(name))
    return visiting

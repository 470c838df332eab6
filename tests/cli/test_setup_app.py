"""A GitHub App by one click: our page posts the manifest, GitHub comes back with a code, nobody else can."""

from __future__ import annotations

import html
import re
import socket
import struct
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from bot.cli import setup_app
from bot.cli.setup_app import WantedApp
from bot.core.errors import BotError
from bot.sandbox.world import NAME, OWNER
from tests.stage import Stage


def _wanted(stage: Stage) -> WantedApp:
    return WantedApp(
        f"{OWNER}/{NAME}", "", "https://bot.escritorio.com.br", stage.environment["GITHUB_API_URL"]
    )


def _click(page: str) -> None:
    """Do what a browser does whose user presses the one button."""
    form = requests.get(page, timeout=5).text
    action = html.unescape(re.findall(r'action="([^"]+)"', form)[0])
    manifest = html.unescape(re.findall(r'name="manifest" value="([^"]+)"', form)[0])
    back = requests.post(action, data={"manifest": manifest}, timeout=5, allow_redirects=False)
    assert requests.get(back.headers["Location"], timeout=5).status_code == 200


def test_the_app_is_made_with_what_the_relay_needs(stage: Stage) -> None:
    told: list[str] = []
    with ThreadPoolExecutor(1) as browser:
        made = setup_app.make(
            _wanted(stage), told.append, str, browse=lambda page: browser.submit(_click, page)
        )

    assert told[0].startswith("http://127.0.0.1:")
    assert made.key.get_secret_value().startswith("-----BEGIN")
    assert made.install_url.endswith("/installations/new")
    assert made.key.get_secret_value() not in repr(made)


def _tried(stage: Stage, attack: Callable[[str], object], within: float = 1.0) -> list[object]:
    """Attack while the page is open; return what the attack found."""
    with ThreadPoolExecutor(1) as stranger:
        found: list[Future[object]] = []
        with pytest.raises(BotError, match="has not come back"):
            setup_app.make(
                _wanted(stage),
                str,
                str,
                browse=lambda page: found.append(stranger.submit(attack, page)),
                within=within,
            )
        return [one.result() for one in found]


def test_a_code_without_our_secret_counts_for_nothing(stage: Stage) -> None:
    def forge(page: str) -> int:
        base = page.rpartition("/")[0]
        return requests.get(f"{base}/made?code=stolen&state=guessed", timeout=5).status_code

    assert _tried(stage, forge) == [404]


def test_whoever_does_not_know_its_address_learns_nothing_from_the_page(stage: Stage) -> None:
    def look(page: str) -> tuple[int, int]:
        other_name = requests.get(page, headers={"Host": "evil.example"}, timeout=5)
        return requests.get(page.rpartition("/")[0], timeout=5).status_code, other_name.status_code

    assert _tried(stage, look) == [(404, 403)]


def test_connections_that_say_nothing_or_break_off_hold_nothing_up(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    def connect(page: str) -> None:
        place = urlsplit(page)
        idle = socket.create_connection((place.hostname or "", place.port or 0))
        broken = socket.create_connection((place.hostname or "", place.port or 0))
        broken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        broken.sendall(b"GET / HTTP/1.1\r\nHost: x")
        broken.close()
        assert requests.get(page, timeout=5).status_code == 200
        idle.close()

    _tried(stage, connect)
    assert "Traceback" not in capsys.readouterr().err

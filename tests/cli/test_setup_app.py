"""A GitHub App by one click: our page posts the manifest, GitHub comes back with a code, nobody else can."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor

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


def test_a_code_without_our_secret_counts_for_nothing(stage: Stage) -> None:
    def forge(page: str) -> None:
        answer = requests.get(f"{page}/made?code=stolen&state=guessed", timeout=5)
        assert "manifest" in answer.text  # the page again

    with ThreadPoolExecutor(1) as stranger, pytest.raises(BotError, match="has not come back"):
        setup_app.make(_wanted(stage), str, str, browse=lambda page: stranger.submit(forge, page), within=1.0)

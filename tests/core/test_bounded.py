"""What a service answers is bounded, in time and in size, however it sends it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response

from bot.adapters.github import app_manifest
from bot.adapters.github.labels import Labels
from bot.adapters.twilio import numbers
from bot.core import bounded, clock
from bot.core.errors import TemporaryError
from bot.core.settings import Settings
from bot.operate.setup.installation import Answers, Installation
from bot.sandbox.emulator.server import Server
from tests.ill_service import IllService
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT

BOUND = 0.8
LONGEST = 20.0  # seconds; each part of a drip comes sooner than any timeout for a part


def _settings(url: str) -> Settings:
    answers = Answers(
        account_sid=ACCOUNT,
        auth_token=AUTH_TOKEN,
        repository="escritorio/AUDITORIA360",
        admin_token="github_pat_" + "abcdef0123456789" * 3,
        twilio_api_url=url,
        github_api_url=url,
    )
    return Installation(Path("config.yml"), answers).settings


ASKS: dict[str, Callable[[str], object]] = {
    "GitHub": lambda url: Labels(_settings(url)).all(),
    "GitHub for an App": lambda url: app_manifest.exchange(url, "code"),
    "Twilio": lambda url: numbers.owned(_settings(url)),
}


@pytest.mark.parametrize("manner", ["drip-headers", "drip-body", "huge"])
@pytest.mark.parametrize("service", ASKS)
def test_a_service_that_drips_or_does_not_end_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, service: str, manner: str
) -> None:
    monkeypatch.setattr(bounded, "WHOLE_SECONDS", BOUND)
    monkeypatch.setattr(bounded, "LARGEST", 2**20)
    began = clock.steady()
    with IllService(manner) as ill, pytest.raises(TemporaryError) as found:
        ASKS[service](ill.url)

    assert clock.steady() - began < LONGEST
    if manner == "huge":
        assert "sends more than it ever would" in str(found.value)


def test_a_small_answer_that_becomes_a_huge_one_is_not_unpacked_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded, "LARGEST", 2**20)
    app = Flask(__name__)
    packed = gzip.compress(b" " * 2**25)
    app.add_url_rule("/", "any", lambda: Response(packed, headers={"Content-Encoding": "gzip"}))
    with (
        Server(app) as server,
        bounded.BoundedSession() as session,
        pytest.raises(bounded.TooLargeError),
    ):
        session.get(server.url, timeout=5)


def test_what_is_slow_but_in_time_is_read_whole_or_as_it_comes() -> None:
    app = Flask(__name__)

    def parts() -> Response:
        return Response(iter([b"a" * 70_000, b"b" * 70_000]), mimetype="text/plain")

    app.add_url_rule("/", "any", parts)
    with Server(app) as server, bounded.BoundedSession() as session:
        for _ in range(2):
            answer = session.get(server.url, timeout=5)
            assert answer.text == "a" * 70_000 + "b" * 70_000
        with session.get(server.url, timeout=5, stream=True) as streamed:
            assert next(streamed.iter_content(10)) == b"a" * 10

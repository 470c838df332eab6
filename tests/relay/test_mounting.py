"""A program beside the relay that cannot be made is an error like any other: answered, logged, tried again."""

from __future__ import annotations

from pathlib import Path
from wsgiref.types import WSGIApplication

import pytest
from flask import Response

from bot.relay.app import create_app
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError
from tests.relay.fake_github import fake_github
from tests.relay.harness import RelayHarness


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ValueError("+5511987654321"), 500, "Internal error; see the relay's log."),
        (StoreError("locked"), 503, "The message store does not work (locked)."),
    ],
)
def test_a_program_that_cannot_be_made_is_answered_as_the_relay_answers_and_made_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: Exception, status: int, said: str
) -> None:
    made = list[RelayParts]()

    def make(parts: RelayParts) -> WSGIApplication:
        made.append(parts)
        if len(made) == 1:
            raise error
        return Response("ready")

    with fake_github() as github, RelayHarness(tmp_path, github) as harness:
        app = create_app(harness.settings, harness.store, harness.dispatcher)
        app.mount("console", make)
        client = app.test_client()

        answer = client.get("/console")

        assert (answer.status_code, answer.json) == (status, {"error": said})
        assert ("request-failed" in caplog.text) == (status == 500)
        assert "98765" not in caplog.text
        assert client.get("/console").text == "ready"

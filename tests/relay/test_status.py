"""What the relay shows everybody, and what only operators."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr
from werkzeug.test import TestResponse

from bot.core import clock
from bot.relay.api_tokens import ApiTokens
from bot.relay.app import create_app
from tests.relay.caller import STATUS
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import OPERATOR_TOKEN, RelayHarness, wait_until

OPERATOR = {"Authorization": f"Bearer {OPERATOR_TOKEN}"}
PREFIXES = ["", "/api/notifications", "/api/v1/notifications"]


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness) -> RelayHarness:
    harness.now = clock.now()
    return harness


@pytest.fixture(name="app")
def _app(harness: RelayHarness) -> Flask:
    return create_app(harness.settings, harness.store, harness.dispatcher)


def look(app: Flask, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = app.test_client().get(STATUS, headers=headers or {})
    assert answer.status_code == 200
    return json_of(answer)


def json_of(answer: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.text)
    return found


def start(harness: RelayHarness) -> None:
    harness.dispatcher.start()
    wait_until(lambda: harness.dispatcher.alive(clock.now()))


def test_everybody_sees_a_word_and_the_providers(harness: RelayHarness, app: Flask) -> None:
    start(harness)

    providers = {"twilio": {"configured": True, "sms": True, "whatsapp": True}}
    assert look(app) == {"status": "ok", "providers": providers}


def test_operators_see_the_queue(harness: RelayHarness, app: Flask) -> None:
    start(harness)
    harness.writes("um")
    harness.store.database.bell.wake()
    harness.github.wait(1)
    wait_until(lambda: look(app, OPERATOR)["queue"]["batches"]["dispatched"])
    answer = look(app, OPERATOR)

    assert answer["queue"]["messages"] == 1
    assert answer["queue"]["batches"] == {"ready": 0, "dispatched": 1, "held": 0}
    assert answer["queue"]["kinds"]["record-messages"] == {
        name: value for name, value in answer["queue"].items() if name not in ("kinds", "held_back")
    }
    assert answer["queue"]["kinds"]["record-delivery"]["messages"] == 0
    assert 0 <= answer["queue"]["oldest_age_seconds"] < 20
    assert answer["errors"] == []
    assert answer["dispatcher"]["alive"] is True
    assert [provider["name"] for provider in answer["provider_list"]] == ["twilio"]


def test_operators_see_what_is_wrong_and_what_to_do(
    harness: RelayHarness, app: Flask, github: FakeGitHub
) -> None:
    github.answers = [Answer(401)] * 3
    harness.writes("um")
    start(harness)
    wait_until(lambda: look(app)["status"] == "degraded")
    error = look(app, OPERATOR)["errors"][0]

    assert "401" in error["message"]
    assert "GITHUB_TOKEN" in error["remedy"]
    assert error["at"].endswith("Z")


@pytest.mark.parametrize(
    "authorization", ["Bearer wrong", "Bearer ", f"Basic {OPERATOR_TOKEN}", OPERATOR_TOKEN]
)
def test_a_wrong_token_is_refused(app: Flask, authorization: str) -> None:
    answer = app.test_client().get(STATUS, headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert "GATEWAY_API_TOKENS" in json_of(answer)["error"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_ready_only_with_a_dispatcher_and_a_store(harness: RelayHarness, app: Flask, prefix: str) -> None:
    client = app.test_client()
    assert client.get(f"{prefix}/readyz").status_code == 503

    start(harness)
    assert client.get(f"{prefix}/readyz").status_code == 200

    harness.dispatcher.stop()
    harness.lose_store()
    answer = client.get(f"{prefix}/readyz")
    assert answer.status_code == 503
    assert "store" in json_of(answer)["error"]


def test_errors_are_sentences_in_json(app: Flask) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("+5511987654321 wrote a secret")

    client = app.test_client()
    for path, status in (("/nowhere", 404), ("/broken", 500)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "secret" not in answer.text
        assert json_of(answer)["error"].endswith(".")


def test_an_unknown_failure_is_logged_without_its_text(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("+5511987654321 wrote a secret")

    app.test_client().get("/broken")

    assert "RuntimeError at" in caplog.text
    assert "secret" not in caplog.text.replace('RuntimeError("', "")
    assert "987654321" not in caplog.text


def test_tokens_have_names() -> None:
    tokens = ApiTokens(SecretStr("ana:" + "a" * 24 + ", rui:" + "b" * 24))

    assert tokens.name("Bearer " + "a" * 24) == "ana"
    assert tokens.name("bearer " + "b" * 24) == "rui"
    assert tokens.name("Bearer " + "c" * 24) is None
    assert tokens.name("") is None
    assert ApiTokens(None).name("Bearer ") is None

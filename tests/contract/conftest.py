"""Recordings of the real clients' requests and answers; made against the sandbox's services, replayed without them.

To make one again: delete its file under cassettes/ and run `scripts/test tests/contract --record-mode=once`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core import clock, contact_keys
from bot.core.settings import Settings, config
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github import api as github_api
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor
from bot.sandbox.twilio import api as twilio_api
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.world import NAME, OWNER, PEOPLE, SMS_NUMBER, WHATSAPP_NUMBER
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, CONFIG, past_runs

# Fixed, since a recording holds the address it was made at.
HOOK = "https://bot.exemplo.com.br/api/notifications/webhook/twilio"
GITHUB_PORT, TWILIO_PORT = 18362, 18361
TEMPLATE, TEMPLATE_TEXT = f"HX{'a' * 32}", "Olá {{1}}, vence em {{2}}."
SERVICE = f"MG{'0' * 32}"
_KEPT_OF_REQUESTS = {"accept", "content-type", "x-github-api-version", "if-none-match"}
_KEPT_OF_RESPONSES = {"content-type", "link", "etag", "retry-after", "location"}


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    return {
        "match_on": ["method", "scheme", "host", "port", "path", "query", "body"],
        "before_record_request": _scrub_request,
        "before_record_response": _scrub_response,
        "decode_compressed_response": True,
    }


def _scrub_request(request: Any) -> Any:
    request.headers = {
        name: value for name, value in request.headers.items() if name.lower() in _KEPT_OF_REQUESTS
    }
    return request


def _scrub_response(response: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in response["headers"].items() if name.lower() in _KEPT_OF_RESPONSES}
    body = response["body"]
    if body.get("string"):  # a token that was made up, but looks like one
        body = {**body, "string": re.sub(rb"ghs_[0-9a-f]{36}", b"made-up", body["string"])}
    return {**response, "headers": kept, "body": body}


@pytest.fixture
def recording(request: pytest.FixtureRequest) -> bool:
    """Whether this run makes recordings."""
    return bool(request.config.getoption("--record-mode") not in (None, "none"))


@pytest.fixture
def settings(recording: bool, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a job that speaks to the recorded services; they are up only while recording."""
    environment = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_PHONE_NUMBER": SMS_NUMBER,
        "TWILIO_WHATSAPP_NUMBER": WHATSAPP_NUMBER,
        "TWILIO_API_URL": f"http://127.0.0.1:{TWILIO_PORT}",
        "GITHUB_TOKEN": "ghs_recording",
        "GITHUB_API_URL": f"http://127.0.0.1:{GITHUB_PORT}",
        "GITHUB_REPOSITORY": f"{OWNER}/{NAME}",
        "CONTACT_KEY": contact_keys.new_key(),
    }
    made = config.load(CONFIG, environment)
    if not recording:
        yield made
        return
    state = GithubState(OWNER, NAME)
    for login, role in PEOPLE.items():
        state.add_user(login, role)
    state.add_token("ghs_recording", Actor("escritorio", "person", None))
    account = TwilioState(
        ACCOUNT,
        AUTH_TOKEN,
        SMS_NUMBER,
        WHATSAPP_NUMBER,
        messaging_service_sid=SERVICE,
        templates={TEMPLATE: TEMPLATE_TEXT},
    )
    twilio = TwilioEmulator(account)
    actions = past_runs(tmp_path, state)
    for conclusion in ("failure", "success"):
        actions.add_past_run("reconcile.yml", "reconcile 1", conclusion, clock.now())
    github = Server(github_api.create_app(state, Faults(GITHUB_FAULTS), actions), GITHUB_PORT)
    with github, twilio, twilio_api.serve(twilio, TWILIO_PORT):
        twilio.person_texts("+5511987654321", SMS_NUMBER, "Segue a foto", [("image/png", b"\x89PNG")])
        twilio.state.raise_alert("11205", "HTTP connection failure", url=HOOK, resource_sid=f"SM{'0' * 32}")
        yield made

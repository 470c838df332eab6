"""The age of the API key is that of the secret which the workflows use, as a pair or as one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs.credentials import remind_rotation
from bot.sandbox.github.values import Actor
from tests.conftest import MovedClock
from tests.stage import Stage

TITLE = "Rotação: API Key da Twilio"


@pytest.fixture
def stage(moved_clock: MovedClock) -> Iterator[Stage]:
    """Workflows that send by a key in two secrets and know no auth token; the relay does not answer."""
    moved_clock.set(datetime(2026, 7, 1, 13, tzinfo=UTC))
    with Stage() as stage:
        stage.state.add_token("admin-token", Actor("marina", "fine-grained", frozenset({"secrets:read"})))
        key = stage.twilio.state.api_keys.add()
        stage.variables |= {"ADMIN_GITHUB_TOKEN": "admin-token", "TWILIO_AUTH_TOKEN": ""}
        _give(stage, TWILIO_API_KEY_SID=key.sid, TWILIO_API_KEY_SECRET=key.secret)
        yield stage


def _give(stage: Stage, **secrets: str) -> None:
    """Put secrets on GitHub; the runs from now on have them."""
    for name, value in secrets.items():
        stage.state.secrets.put(name, value)
    stage.set_variables(**secrets)


def _remind(stage: Stage) -> None:
    number = next((one["number"] for one in stage.sandbox.issues() if one["title"] == TITLE), 0)
    remind_rotation.run({"issue": {"number": number}}, stage.new_tools())


def _issue(stage: Stage) -> dict[str, object]:
    (found,) = (one for one in stage.sandbox.issues() if one["title"] == TITLE)
    return dict(stage.sandbox.issue(found["number"]))


def _said(stage: Stage) -> str:
    comments = stage.sandbox.issue(int(str(_issue(stage)["number"])))["comments"]
    return str(comments[-1]["body"])


def test_the_issue_names_the_command_and_closes_once_the_key_is_another(
    moved_clock: MovedClock, stage: Stage
) -> None:
    _remind(stage)
    assert _issue(stage)["state"] == "closed"
    moved_clock.advance(timedelta(days=80))
    _remind(stage)
    assert _issue(stage)["state"] == "open"
    assert "`bot rotate twilio-api-key`" in str(_issue(stage)["body"])

    new = stage.twilio.state.api_keys.add()
    _give(stage, TWILIO_API_KEY=f"{new.sid}:{new.secret}")
    _remind(stage)
    assert _issue(stage)["state"] == "closed"


def test_the_same_key_moved_into_one_secret_is_no_new_one(moved_clock: MovedClock, stage: Stage) -> None:
    _remind(stage)
    moved_clock.advance(timedelta(days=80))
    sid, secret = (stage.variables[f"TWILIO_API_KEY_{half}"] for half in ("SID", "SECRET"))
    _give(stage, TWILIO_API_KEY=f"{sid}:{secret}")
    _remind(stage)

    assert _issue(stage)["state"] == "open"


def test_rotated_counts_for_a_key_that_lists_messages_alone(moved_clock: MovedClock, stage: Stage) -> None:
    _remind(stage)
    moved_clock.advance(timedelta(days=80))
    _remind(stage)
    number = int(str(_issue(stage)["number"]))
    _give(stage, TWILIO_API_KEY=f"SK{'0' * 32}:dead")
    stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage)
    assert "A Twilio recusa a credencial" in _said(stage)

    new = stage.twilio.state.api_keys.add()
    _give(stage, TWILIO_API_KEY=f"{new.sid}:{new.secret}")
    stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage)
    assert _issue(stage)["state"] == "closed"

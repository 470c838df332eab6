"""A GitHub App is believed for its key alone, for ten minutes, and may do what was asked for and granted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
import requests

from bot.core import app_key, clock
from bot.sandbox.github.apps import MAX_KEYS, NotGrantedError
from tests.conftest import MovedClock
from tests.stage import Stage

REPOSITORY = "/repos/escritorio/AUDITORIA360"
WRONG = "A JSON web token could not be decoded"


@pytest.fixture
def stage(moved_clock: MovedClock) -> Iterator[Stage]:
    with Stage() as stage:
        stage.state.apps.make("office-relay", {"contents": "write", "actions": "read"})
        yield stage


@pytest.fixture
def key(stage: Stage) -> str:
    return stage.state.apps.new_key()


def _proof(stage: Stage, key: str, algorithm: str = "RS256", **changes: Any) -> str:
    now = int(clock.now().timestamp())
    claims = {"iat": now - 60, "exp": now + 300, "iss": str(stage.state.apps.app.id), **changes}
    return jwt.encode(claims, key, algorithm=algorithm)


def _ask(
    stage: Stage, proof: str, path: str = "/app", method: str = "GET", **content: Any
) -> requests.Response:
    url = f"{stage.sandbox.addresses.github}{path}"
    headers = {"Authorization": f"Bearer {proof}"} if proof else {}
    return requests.request(method, url, headers=headers, json=content or None, timeout=5)


def _token(stage: Stage, key: str, **content: Any) -> requests.Response:
    installed = _ask(stage, _proof(stage, key), f"{REPOSITORY}/installation").json()["id"]
    return _ask(stage, _proof(stage, key), f"/app/installations/{installed}/access_tokens", "POST", **content)


def test_every_key_of_the_app_counts_until_it_is_deleted(stage: Stage, key: str) -> None:
    other = stage.state.apps.new_key()
    assert [_ask(stage, _proof(stage, one)).status_code for one in (key, other)] == [200, 200]

    stage.sandbox.delete_app_key(app_key.fingerprint(key))
    assert stage.sandbox.app_keys() == [app_key.fingerprint(other)]
    refused = _ask(stage, _proof(stage, key))
    assert (refused.status_code, refused.json()["message"]) == (401, WRONG)
    assert _ask(stage, _proof(stage, other)).status_code == 200
    assert _ask(stage, _proof(stage, stage.sandbox.new_app_key())).status_code == 200


def test_an_app_has_no_end_of_keys(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.github.apps.MAX_KEYS", 1)
    stage.state.apps.new_key()

    assert MAX_KEYS == 25
    with pytest.raises(NotGrantedError):
        stage.state.apps.new_key()


@pytest.mark.parametrize(
    ("iat", "exp", "expected"),
    [
        (1, 300, "'Issued at' claim"),
        (-60, 0, "'Expiration time' claim ('exp') must be"),
        (-60, 601, "too far in the future"),
        (-600, 600, ""),
    ],
)
def test_a_proof_is_of_now_and_ends_within_ten_minutes(
    monkeypatch: pytest.MonkeyPatch, stage: Stage, key: str, iat: int, exp: int, expected: str
) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # a second counts, and a busy machine takes longer
    now = int(moment.timestamp())
    answer = _ask(stage, _proof(stage, key, iat=now + iat + (1 if iat > 0 else 0), exp=now + exp))

    assert expected in answer.json().get("message", "")
    assert answer.status_code == (401 if expected else 200)


def test_who_proves_nothing_is_refused(stage: Stage, key: str) -> None:
    made = _token(stage, key).json()["token"]
    for proof in ("", "x", made, jwt.encode({"iss": "1"}, "s" * 32, algorithm="HS256")):
        refused = _ask(stage, proof)
        assert (refused.status_code, refused.json()["message"]) == (401, WRONG)
    unknown = _ask(stage, _proof(stage, key, iss="1"))
    assert (unknown.status_code, unknown.json()["message"]) == (404, "Integration not found")
    # Nor does the proof open anything else.
    assert _ask(stage, _proof(stage, key), REPOSITORY).status_code == 401


def test_the_clients_id_is_as_good_as_the_apps(stage: Stage, key: str) -> None:
    assert _ask(stage, _proof(stage, key, iss=stage.state.apps.app.client_id)).status_code == 200


def test_a_token_lives_for_an_hour(moved_clock: MovedClock, stage: Stage, key: str) -> None:
    made = _token(stage, key).json()
    ends = datetime.fromisoformat(made["expires_at"])
    assert timedelta(minutes=59) < ends - clock.now() <= timedelta(hours=1)
    answer = _ask(stage, made["token"], REPOSITORY)
    assert answer.status_code == 200
    # GitHub sends it for people's tokens.
    assert "GitHub-Authentication-Token-Expiration" not in answer.headers

    moved_clock.advance(timedelta(minutes=61))
    assert _ask(stage, made["token"], REPOSITORY).status_code == 401


def test_it_may_do_what_was_asked_for_and_no_more_can_be_asked_for(stage: Stage, key: str) -> None:
    reads = _token(stage, key, permissions={"contents": "read"}).json()
    assert reads["permissions"] == {"contents": "read", "metadata": "read"}
    dispatch = {"event_type": "credential-check"}
    assert _ask(stage, reads["token"], f"{REPOSITORY}/dispatches", "POST", **dispatch).status_code == 403

    everything = _token(stage, key).json()["token"]
    assert _ask(stage, everything, f"{REPOSITORY}/dispatches", "POST", **dispatch).status_code == 204
    for more in ({"issues": "write"}, {"actions": "write"}):
        refused = _token(stage, key, permissions=more)
        assert (refused.status_code, refused.json()["message"]) == (
            422,
            "The permissions requested are not granted to this installation.",
        )


def test_it_is_for_repositories_of_the_installation(stage: Stage, key: str) -> None:
    assert (
        _token(stage, key, repositories=["AUDITORIA360"]).json()["repositories"][0]["name"] == "AUDITORIA360"
    )
    assert _token(stage, key, repositories=["outro"]).status_code == 422
    assert _ask(stage, _proof(stage, key), "/repos/escritorio/outro/installation").status_code == 404
    missing = _ask(stage, _proof(stage, key), "/app/installations/1/access_tokens", "POST")
    assert missing.status_code == 404


def test_suspended_or_uninstalled_it_has_no_tokens(stage: Stage, key: str) -> None:
    made = _token(stage, key).json()["token"]
    stage.state.apps.suspend()
    refused = _token(stage, key)
    assert (refused.status_code, refused.json()["message"]) == (403, "This installation has been suspended")
    assert _ask(stage, made, REPOSITORY).status_code == 401

    stage.state.apps.uninstall()
    assert _ask(stage, _proof(stage, key), f"{REPOSITORY}/installation").status_code == 404
    assert _ask(stage, _proof(stage, key)).json()["installations_count"] == 0


def test_without_an_app_nobody_is_one(key: str) -> None:
    with Stage() as stage:
        proof = jwt.encode({"iss": "1"}, key, algorithm="RS256")
        assert _ask(stage, proof).status_code == 404
        with pytest.raises(LookupError):
            _ = stage.state.apps.app

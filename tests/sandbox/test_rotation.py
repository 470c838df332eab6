"""Auth tokens and secrets behave as Twilio's and GitHub's do where a rotation depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from bot.sandbox.github.values import Actor
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, Stage


def _twilio(stage: Stage, method: str, resource: str, token: str, user: str = ACCOUNT) -> requests.Response:
    url = f"{stage.sandbox.addresses.twilio}/v1/AuthTokens/{resource}"
    return requests.request(method, url, auth=(user, token), timeout=5)


def _opens(stage: Stage, token: str) -> bool:
    url = f"{stage.sandbox.addresses.twilio}/2010-04-01/Accounts/{ACCOUNT}.json"
    return requests.get(url, auth=(ACCOUNT, token), timeout=5).ok


def test_both_tokens_open_the_api_and_a_promotion_ends_the_first_at_once(stage: Stage) -> None:
    made = _twilio(stage, "POST", "Secondary", AUTH_TOKEN)
    second = made.json()["secondary_auth_token"]
    assert (made.status_code, made.json()["account_sid"]) == (201, ACCOUNT)
    assert _opens(stage, AUTH_TOKEN)
    assert _opens(stage, second)
    assert stage.twilio.state.auth_token == AUTH_TOKEN  # what webhooks are signed with

    promoted = _twilio(stage, "POST", "Promote", second)
    assert (promoted.status_code, promoted.json()["auth_token"]) == (200, second)
    assert not _opens(stage, AUTH_TOKEN)
    assert _opens(stage, second)
    assert stage.twilio.state.auth_token == second


def test_a_second_token_is_made_once_and_ended(stage: Stage) -> None:
    second = _twilio(stage, "POST", "Secondary", AUTH_TOKEN).json()["secondary_auth_token"]

    assert _twilio(stage, "POST", "Secondary", AUTH_TOKEN).status_code == 409
    assert _twilio(stage, "DELETE", "Secondary", AUTH_TOKEN).status_code == 204
    assert not _opens(stage, second)
    assert _twilio(stage, "DELETE", "Secondary", AUTH_TOKEN).json()["code"] == 20404
    assert _twilio(stage, "POST", "Promote", AUTH_TOKEN).status_code == 404


def test_strangers_and_api_keys_are_kept_out(stage: Stage) -> None:
    stage.twilio.state.api_keys.add(sid=f"SK{'0' * 32}", secret="secret")

    assert _twilio(stage, "POST", "Secondary", "wrong").status_code == 401
    assert _twilio(stage, "POST", "Secondary", "secret", f"SK{'0' * 32}").status_code == 403


def _secrets(stage: Stage, method: str, path: str, scopes: set[str], **content: str) -> requests.Response:
    stage.state.add_token("a-token", Actor("marina", "fine-grained", frozenset(scopes)))
    url = f"{stage.sandbox.addresses.github}/repos/{stage.state.repository.full_name}/actions/secrets{path}"
    headers = {"Authorization": "Bearer a-token"}
    return requests.request(method, url, headers=headers, json=content or None, timeout=5)


def test_a_secret_is_never_shown(stage: Stage) -> None:
    stage.state.secrets.put("PHRASE", "open sesame")
    listed = _secrets(stage, "GET", "", {"secrets:read"})

    assert listed.json()["total_count"] == 1
    assert set(listed.json()["secrets"][0]) == {"name", "created_at", "updated_at"}
    assert "sesame" not in listed.text + _secrets(stage, "GET", "/phrase", {"secrets:read"}).text


@pytest.mark.parametrize(
    ("name", "change", "status"),
    [("GITHUB_X", {}, 422), ("A", {"key_id": "1"}, 422), ("A", {"encrypted_value": "AAAA"}, 422)],
)
def test_what_cannot_be_kept_is_refused(stage: Stage, name: str, change: dict[str, str], status: int) -> None:
    content = {"key_id": stage.state.secrets.key_id, "encrypted_value": "AAAA", **change}

    assert _secrets(stage, "PUT", f"/{name}", {"secrets:write"}, **content).status_code == status


def test_it_can_be_taken_away(stage: Stage) -> None:
    stage.state.secrets.put("PHRASE", "open sesame")

    assert _secrets(stage, "DELETE", "/PHRASE", {"secrets:write"}).status_code == 204
    assert _secrets(stage, "GET", "/PHRASE", {"secrets:write"}).status_code == 404
    assert _secrets(stage, "GET", "", set()).status_code == 403


def test_people_in_charge_are_those_who_may_read(stage: Stage, tmp_path: Path) -> None:
    stage.record(stage.event("Oi"))
    url = f"{stage.sandbox.addresses.github}/repos/{stage.state.repository.full_name}/issues/1/assignees"
    token = stage.tools.settings.environment.GITHUB_TOKEN
    assert token
    made = requests.post(
        url,
        json={"assignees": ["marina", "nobody"]},
        headers={"Authorization": f"Bearer {token.get_secret_value()}"},
        timeout=5,
    )

    assert made.status_code == 201
    assert [one["login"] for one in made.json()["assignees"]] == ["marina"]

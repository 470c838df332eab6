"""API keys behave as Twilio's do where a rotation depends on it."""

from __future__ import annotations

import json

import pytest
import requests

from bot.sandbox.twilio.keys import MAIN, RESTRICTED, STANDARD, ApiKey
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, Stage

REST = f"/2010-04-01/Accounts/{ACCOUNT}"
READ_ALONE = "/twilio/messaging/messages/list"
TOKEN = (ACCOUNT, AUTH_TOKEN)


def _ask(
    stage: Stage, method: str, path: str, login: tuple[str, str] = TOKEN, **form: str
) -> requests.Response:
    where = {"params" if method == "GET" else "data": form}
    url = f"{stage.sandbox.addresses.twilio}{path}"
    return requests.request(method, url, auth=login, timeout=5, **where)  # type: ignore[arg-type]


def _make(stage: Stage, login: tuple[str, str] = TOKEN, **form: str) -> requests.Response:
    return _ask(stage, "POST", "/v1/Keys", login, AccountSid=ACCOUNT, **form)


def _login(key: ApiKey) -> tuple[str, str]:
    return key.sid, key.secret


def _code(answer: requests.Response) -> tuple[int, int]:
    return answer.status_code, answer.json().get("code", 0)


def test_a_secret_is_shown_once_and_opens_the_api_until_the_key_is_ended(stage: Stage) -> None:
    made = _make(stage, FriendlyName="Escritório")
    assert made.status_code == 201
    assert made.json()["policy"] is None
    sid, secret = made.json()["sid"], made.json()["secret"]
    assert _ask(stage, "GET", f"{REST}/Messages.json", (sid, secret)).ok

    read = _ask(stage, "GET", f"/v1/Keys/{sid}").json()
    listed = _ask(stage, "GET", "/v1/Keys", AccountSid=ACCOUNT).json()
    assert "secret" not in read.keys() | listed["keys"][0].keys()
    assert (read["friendly_name"], "policy" in listed["keys"][0]) == ("Escritório", False)
    assert f"AccountSid={ACCOUNT}" in listed["meta"]["url"]

    assert _ask(stage, "DELETE", f"/v1/Keys/{sid}").status_code == 204
    assert _code(_ask(stage, "GET", f"{REST}/Messages.json", (sid, secret))) == (401, 20003)
    assert _code(_ask(stage, "GET", f"/v1/Keys/{sid}")) == (404, 20404)
    assert _code(_ask(stage, "DELETE", f"/v1/Keys/{sid}")) == (404, 20404)


def test_the_halves_of_two_keys_open_nothing(stage: Stage) -> None:
    one, other = (stage.twilio.state.api_keys.add() for _ in range(2))

    assert _code(_ask(stage, "GET", f"{REST}/Messages.json", (one.sid, other.secret))) == (401, 20003)


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        (MAIN, f"{REST}.json", (200, 0)),
        (MAIN, f"/v1/Keys?AccountSid={ACCOUNT}", (200, 0)),
        (STANDARD, f"{REST}/Messages.json", (200, 0)),
        (STANDARD, f"{REST}/Balance.json", (200, 0)),
        (STANDARD, f"{REST}.json", (401, 20003)),
        (STANDARD, f"/v1/Keys?AccountSid={ACCOUNT}", (401, 20003)),
        (RESTRICTED, f"{REST}/Messages.json", (200, 0)),
        (RESTRICTED, "/v1/Alerts", (401, 70051)),
        (RESTRICTED, f"{REST}.json", (401, 20003)),
        (RESTRICTED, f"/v1/Keys?AccountSid={ACCOUNT}", (401, 70051)),
    ],
)
def test_what_each_kind_of_key_may_see(stage: Stage, kind: str, path: str, expected: tuple[int, int]) -> None:
    key = stage.twilio.state.api_keys.add(kind=kind, allow=[READ_ALONE])

    assert _code(_ask(stage, "GET", path, _login(key))) == expected


def test_no_key_but_a_main_key_makes_keys_and_none_makes_a_main_key(stage: Stage) -> None:
    keys = stage.twilio.state.api_keys

    assert _code(_make(stage, _login(keys.add()))) == (401, 20003)
    assert _make(stage, _login(keys.add(kind=MAIN))).status_code == 201
    assert _code(_make(stage, KeyType="main")) == (400, 20001)


def test_a_restricted_key_does_what_it_was_given_and_no_more(stage: Stage) -> None:
    policy = json.dumps({"allow": [READ_ALONE]})
    made = _make(stage, KeyType="restricted", Policy=policy).json()
    login = (made["sid"], made["secret"])
    assert made["policy"] == {"allow": [READ_ALONE]}

    refused = _ask(stage, "POST", f"{REST}/Messages.json", login, To="+5511987654321", Body="Oi")
    assert _code(refused) == (401, 70051)
    assert "/twilio/messaging/messages/create" in refused.json()["message"]

    wider = json.dumps({"allow": ["/twilio/messaging/messages/*"]})
    changed = _ask(stage, "POST", f"/v1/Keys/{made['sid']}", FriendlyName="mais", Policy=wider).json()
    assert (changed["friendly_name"], changed["policy"]) == ("mais", json.loads(wider))
    assert _code(_ask(stage, "POST", f"{REST}/Messages.json", login)) == (400, 21604)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"KeyType": "restricted"}, 20001),
        ({"KeyType": "restricted", "Policy": "{"}, 20001),
        ({"KeyType": "restricted", "Policy": '{"allow": ["all"]}'}, 70002),
        ({"FriendlyName": "x" * 65}, 20001),
        ({"AccountSid": ""}, 20001),
    ],
)
def test_what_cannot_be_made_is_refused(stage: Stage, form: dict[str, str], code: int) -> None:
    given = {"AccountSid": ACCOUNT, **form}

    assert _code(_ask(stage, "POST", "/v1/Keys", TOKEN, **given)) == (400, code)


def test_keys_of_another_account_are_not_found(stage: Stage) -> None:
    assert _code(_ask(stage, "GET", "/v1/Keys", AccountSid=f"AC{'1' * 32}")) == (404, 20404)
    assert _code(_ask(stage, "GET", "/v1/Keys")) == (400, 20001)

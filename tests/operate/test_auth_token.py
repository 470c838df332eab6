"""Twilio's auth token is rotated while others meddle with the second token, and while services answer oddly."""

from __future__ import annotations

from pathlib import Path

import pytest
from requests import PreparedRequest, Response

from bot.adapters.relay_client import probe
from bot.core import clock
from bot.core.errors import BotError
from bot.operate.rotation.auth_token import BEGUN, PRIMARY, SECONDARY, AuthTokenRotation
from bot.operate.rotation.engine import RotationOutcome
from tests.made_up import AUTH_TOKEN, WRONG
from tests.nearby import NearbyRelay
from tests.operate.bench import Bench
from tests.operate.interruptions import die, when
from tests.wire import DiedError, passing, rewrite

SECRET = f"/actions/secrets/{PRIMARY}"
REJECTED = "Now: Twilio rejects the second token in .env: nothing was promoted."


def test_a_plan_names_the_steps_that_are_left(bench: Bench) -> None:
    state = bench.stage.twilio.state
    assert len(bench.plan()) == 7

    bench.relay.env.change({SECONDARY: state.make_secondary()})
    assert bench.plan()[1] == "See that the relay accepts both signatures."
    state.promote_secondary()
    assert [line.split()[0] for line in bench.plan()[1:]] == ["Put", "Put", "Remove"]


@pytest.mark.parametrize("promoted", [False, True])
def test_what_somebody_began_in_the_console_is_taken_up(bench: Bench, promoted: bool) -> None:
    state = bench.stage.twilio.state
    bench.relay.env.change({SECONDARY: state.make_secondary()})
    if promoted:
        state.promote_secondary()
    bench.rotate()

    assert bench.complete()


def test_a_second_token_of_somebody_else_is_not_deleted_unless_asked_for(bench: Bench) -> None:
    theirs = bench.stage.twilio.state.make_secondary()
    for _ in range(2):
        with pytest.raises(BotError, match="--discard-secondary"):
            bench.rotate()
        assert bench.stage.twilio.state.secondary_auth_token == theirs

    AuthTokenRotation(bench.site, discard=True).run()
    assert bench.complete()
    assert bench.env[PRIMARY] != theirs


def test_workflows_that_send_by_an_api_key_are_not_given_the_token(bench: Bench) -> None:
    bench.stage.state.secrets.remove(PRIMARY)
    bench.stage.state.secrets.put("TWILIO_API_KEY", "SK:secret")
    bench.rotate()

    assert PRIMARY not in bench.stage.state.secrets.values()
    assert probe(bench.site.settings, bench.env[PRIMARY]) == 204


def test_a_second_token_that_was_deleted_leaves_no_dead_one_with_the_workflows(bench: Bench) -> None:
    with passing(when("PUT", SECRET, die)), pytest.raises(DiedError):
        bench.rotate()
    twilio = bench.stage.twilio.state
    twilio.drop_secondary()  # an owner read Twilio's mail and did not know what it was about
    assert bench.plan()[0] == REJECTED
    bench.rotate()

    assert bench.stage.state.secrets.get(PRIMARY).value == twilio.auth_token == bench.env[PRIMARY]
    assert not {SECONDARY, BEGUN} & bench.env.keys()
    assert "complete" not in "\n".join(bench.lines)
    assert "Nothing was rotated" in bench.lines[-1]
    bench.rotate()
    assert bench.complete()


@pytest.mark.parametrize("second", [WRONG, AUTH_TOKEN], ids=["dead", "the same"])
def test_a_second_token_that_cannot_be_promoted_is_only_removed(bench: Bench, second: str) -> None:
    bench.relay.env.change({SECONDARY: second})
    bench.stage.state.secrets.put(PRIMARY, second)
    assert bench.plan()[0] == REJECTED
    assert bench.rotation().run() == RotationOutcome.NOTHING

    assert SECONDARY not in bench.env
    assert bench.stage.state.secrets.get(PRIMARY).value == bench.stage.twilio.state.auth_token == AUTH_TOKEN


@pytest.mark.parametrize("request_", [("POST", "/AuthTokens/Secondary"), ("PUT", SECRET)])
def test_a_second_token_that_is_not_ours_any_more_is_given_to_nobody_and_not_promoted(
    bench: Bench, request_: tuple[str, str]
) -> None:
    twilio = bench.stage.twilio.state
    meddle = when(*request_, lambda: (twilio.drop_secondary(), twilio.make_secondary()))
    with passing(meddle), pytest.raises(BotError, match="Nothing was promoted"):
        bench.rotate()

    assert twilio.auth_token == AUTH_TOKEN == bench.env[PRIMARY]
    assert bench.stage.state.secrets.get(PRIMARY).value == AUTH_TOKEN
    with pytest.raises(BotError, match="--discard-secondary"):
        bench.rotate()
    AuthTokenRotation(bench.site, discard=True).run()
    assert bench.complete()


def test_a_relay_that_rejects_the_second_token_stops_it_before_anybody_has_it(
    bench: Bench, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with NearbyRelay(bench.stage, folder) as other:  # it reads another `.env`
        bench.relay.env.change({"RELAY_URL": other.url})
        with pytest.raises(BotError, match=r"rejects a request signed with the new token \(HTTP 403\)"):
            bench.rotate()

    assert bench.stage.state.secrets.get(PRIMARY).value == AUTH_TOKEN
    assert bench.in_use()


def test_the_old_token_is_kept_for_the_time_that_is_set(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bench.file
    file.write_text(file.read_text(encoding="utf-8").replace("overlap: 0s", "overlap: 3m"), encoding="utf-8")
    slept: list[tuple[float, str | None]] = []
    monkeypatch.setattr(clock, "sleep", lambda seconds: slept.append((seconds, bench.env.get(SECONDARY))))
    bench.rotate()

    assert slept == [(180.0, AUTH_TOKEN)]
    assert bench.complete()


def test_a_secret_that_github_shows_as_old_stops_it_before_the_promotion(bench: Bench) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and "/actions/secrets?" in str(request.url) and seen["put"]:
            content = response.json()
            for secret in content["secrets"]:
                secret["updated_at"] = "2020-01-01T00:00:00Z"
            rewrite(response, content)
        seen["put"] = seen["put"] or request.method == "PUT"

    seen = {"put": False}
    with passing(look), pytest.raises(BotError, match="does not show the secret TWILIO_AUTH_TOKEN as new"):
        bench.rotate()
    assert bench.in_use()


@pytest.mark.parametrize(
    ("method", "end", "status", "message"),
    [
        ("POST", "/AuthTokens/Promote", 404, r"promote .*\(error 20404\): both tokens are as they were"),
        ("DELETE", "/AuthTokens/Secondary", 400, r"Twilio refuses this \(error 20404, HTTP 400\)"),
    ],
)
def test_a_refusal_of_twilio_is_reported_as_what_it_is(
    bench: Bench, method: str, end: str, status: int, message: str
) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == method and str(request.url).endswith(end):
            rewrite(response, {"code": 20404, "message": "No", "status": status}, status)

    with passing(look), pytest.raises(BotError, match=message):
        AuthTokenRotation(bench.site, discard=True).run()

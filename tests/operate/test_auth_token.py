"""Twilio's auth token is changed while webhooks come in, while runs go on and while others meddle."""

from __future__ import annotations

from pathlib import Path

import pytest
from requests import PreparedRequest, Response

from bot.adapters.relay_client import probe
from bot.core import clock
from bot.core.errors import BotError
from bot.operate.rotation import auth_token, site
from bot.operate.rotation.auth_token import PRIMARY, SECONDARY, AuthTokenRotation, Progress, progress
from tests.nearby import NearbyRelay
from tests.operate.bench import (
    Bench,
    die,
    old_run,
    unended,
    when,
)
from tests.wire import DiedError, passing, rewrite

SECRET = f"/actions/secrets/{PRIMARY}"


def test_a_rotation_leaves_one_new_token_everywhere_and_no_webhook_is_refused(bench: Bench) -> None:
    with passing(bench.look):
        AuthTokenRotation(bench.site).run()

    assert bench.complete()
    assert len(bench.answers) > 10
    assert set(bench.answers) == {204}
    everything = "\n".join(bench.said)
    assert bench.env[PRIMARY] not in everything
    assert "admin-token" not in everything


def test_a_plan_says_what_is_left_and_changes_nothing(bench: Bench) -> None:
    before = dict(bench.env)

    assert AuthTokenRotation(bench.site).plan()[0] == "Now: not begun."
    assert bench.env == before
    assert bench.stage.twilio.state.secondary_auth_token == ""

    state = bench.stage.twilio.state
    bench.relay.env.change({SECONDARY: state.make_secondary()})
    assert len(AuthTokenRotation(bench.site).plan()) == 7
    state.promote_secondary()
    assert (
        AuthTokenRotation(bench.site).plan()[1]
        == "make it the first in .env, and see that the relay takes it"
    )


@pytest.mark.parametrize("promoted", [False, True])
def test_what_somebody_began_in_the_console_is_taken_up(bench: Bench, promoted: bool) -> None:
    state = bench.stage.twilio.state
    bench.relay.env.change({SECONDARY: state.make_secondary()})
    if promoted:
        state.promote_secondary()

    assert progress(bench.site.settings()) is (Progress.PROMOTED if promoted else Progress.CREATED)
    AuthTokenRotation(bench.site).run()
    assert bench.complete()


def test_a_dead_second_token_is_only_forgotten(bench: Bench) -> None:
    bench.relay.env.change({SECONDARY: "f" * 32})
    AuthTokenRotation(bench.site).run()

    assert SECONDARY not in bench.env
    assert bench.stage.twilio.state.auth_token == "token"


def test_a_second_token_of_somebody_else_is_not_ended_unless_told_so(bench: Bench) -> None:
    theirs = bench.stage.twilio.state.make_secondary()

    with pytest.raises(BotError, match="--discard-secondary"):
        AuthTokenRotation(bench.site).run()
    assert bench.stage.twilio.state.secondary_auth_token == theirs
    with pytest.raises(BotError):  # nor the second time
        AuthTokenRotation(bench.site).run()

    AuthTokenRotation(bench.site, discard=True).run()
    assert bench.complete()
    assert bench.env[PRIMARY] != theirs


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ADMIN_GITHUB_TOKEN": None}, "ADMIN_GITHUB_TOKEN is not set.*read -rs ADMIN_GITHUB_TOKEN"),
        ({"ADMIN_GITHUB_TOKEN": "unknown"}, r"GitHub refused.* ADMIN_GITHUB_TOKEN is not valid"),
        ({"TWILIO_AUTH_TOKEN": "wrong"}, "Twilio refuses TWILIO_AUTH_TOKEN"),
        ({"RELAY_URL": "http://127.0.0.1:9"}, "does not answer"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_said_before_anything_is_changed(
    bench: Bench, change: dict[str, str | None], said: str
) -> None:
    bench.relay.env.change(change)
    before = dict(bench.env)

    with pytest.raises(BotError, match=said):
        AuthTokenRotation(bench.site).run()
    assert bench.env == before
    assert bench.stage.twilio.state.secondary_auth_token == ""


def test_a_token_that_the_environment_hides_stops_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRIMARY, "another")

    with pytest.raises(BotError, match="hides the line"):
        AuthTokenRotation(bench.site).run()


def test_workflows_that_send_by_an_api_key_are_not_given_the_token(bench: Bench) -> None:
    bench.stage.state.secrets.remove(PRIMARY)
    bench.stage.state.secrets.put("TWILIO_API_KEY", "SK:secret")
    AuthTokenRotation(bench.site).run()

    assert PRIMARY not in bench.stage.state.secrets.values()
    assert probe(bench.site.settings(), bench.env[PRIMARY]) == 204


def test_an_admin_token_that_may_only_read_stops_it_before_the_promotion(bench: Bench) -> None:
    bench.let_administer(frozenset({"secrets:read"}))
    with pytest.raises(BotError, match="GitHub refused"):
        AuthTokenRotation(bench.site).run()
    assert bench.stage.twilio.state.auth_token == "token"

    bench.let_administer(bench.SCOPES)
    AuthTokenRotation(bench.site).run()
    assert bench.complete()


def test_a_second_token_that_was_ended_leaves_no_dead_one_with_the_workflows(bench: Bench) -> None:
    with passing(when("PUT", SECRET, die)), pytest.raises(DiedError):
        AuthTokenRotation(bench.site).run()
    twilio = bench.stage.twilio.state
    twilio.drop_secondary()  # an owner read Twilio's mail and did not know what it was about
    assert AuthTokenRotation(bench.site).plan()[0] == f"Now: {Progress.ENDED}."
    AuthTokenRotation(bench.site).run()

    assert bench.stage.state.secrets.get(PRIMARY).value == twilio.auth_token == bench.env[PRIMARY]
    assert not {SECONDARY, auth_token.BEGUN} & bench.env.keys()
    assert "complete" not in "\n".join(bench.said)
    assert "Nothing was rotated" in bench.said[-1]
    AuthTokenRotation(bench.site).run()
    assert bench.complete()


@pytest.mark.parametrize("request_", [("POST", "/AuthTokens/Secondary"), ("PUT", SECRET)])
def test_a_second_token_that_is_not_ours_any_more_is_given_to_nobody_and_not_promoted(
    bench: Bench, request_: tuple[str, str]
) -> None:
    twilio = bench.stage.twilio.state
    old = twilio.auth_token
    meddle = when(*request_, lambda: (twilio.drop_secondary(), twilio.make_secondary()))
    with passing(meddle), pytest.raises(BotError, match="Nothing was promoted"):
        AuthTokenRotation(bench.site).run()

    assert twilio.auth_token == old == bench.env[PRIMARY]
    assert bench.stage.state.secrets.get(PRIMARY).value == old
    with pytest.raises(BotError, match="--discard-secondary"):
        AuthTokenRotation(bench.site).run()
    AuthTokenRotation(bench.site, discard=True).run()
    assert bench.complete()


def test_the_token_is_promoted_once_no_run_has_the_old_one(busy: Bench) -> None:
    old = old_run(busy.stage)
    looks: list[str] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        if "/actions/runs?" in str(request.url):
            looks.append(busy.stage.twilio.state.auth_token)
            if len(looks) == 7:
                unended(busy.stage, old, status="completed")

    with passing(look):
        AuthTokenRotation(busy.site).run()

    assert set(looks) == {"token"}
    assert len(looks) > 7
    assert busy.complete()


@pytest.mark.usefixtures("no_patience")
def test_a_run_that_does_not_end_stops_it_before_the_promotion(busy: Bench) -> None:
    old = old_run(busy.stage)
    with pytest.raises(BotError, match="that have the old credential are not over: old"):
        AuthTokenRotation(busy.site).run()
    assert busy.stage.twilio.state.auth_token == "token"

    unended(busy.stage, old, status="completed")
    AuthTokenRotation(busy.site).run()
    assert busy.complete()


def test_a_relay_that_does_not_take_the_second_token_stops_it_before_anybody_has_it(
    bench: Bench, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with NearbyRelay(bench.stage, folder) as other:  # it reads another `.env`
        bench.relay.env.change({"RELAY_URL": other.url})
        with pytest.raises(BotError, match="The relay refuses the new token's signature"):
            AuthTokenRotation(bench.site).run()

    assert bench.stage.state.secrets.get(PRIMARY).value == "token"
    assert bench.stage.twilio.state.auth_token == "token"


def test_the_old_token_is_kept_for_the_time_that_is_set(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bench.site.file
    file.write_text(file.read_text(encoding="utf-8").replace("overlap: 0s", "overlap: 3m"), encoding="utf-8")
    slept: list[tuple[float, str | None]] = []
    monkeypatch.setattr(clock, "sleep", lambda seconds: slept.append((seconds, bench.env.get(SECONDARY))))
    AuthTokenRotation(bench.site).run()

    assert slept == [(180.0, "token")]
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
        AuthTokenRotation(bench.site).run()
    assert bench.stage.twilio.state.auth_token == "token"


def test_a_refused_promotion_is_told_as_what_it_is(bench: Bench) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and str(request.url).endswith("/AuthTokens/Promote"):
            rewrite(response, {"code": 20404, "message": "Not found", "status": 404}, 404)

    with (
        passing(look),
        pytest.raises(BotError, match=r"Twilio refuses to promote the second auth token \(error 20404\)"),
    ):
        AuthTokenRotation(bench.site).run()


def test_other_refusals_of_twilio_during_a_rotation_speak_of_no_message(bench: Bench) -> None:
    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "DELETE" and str(request.url).endswith("/AuthTokens/Secondary"):
            rewrite(response, {"code": 20003, "message": "No", "status": 400}, 400)

    bench.stage.twilio.state.make_secondary()
    with (
        passing(look),
        pytest.raises(BotError, match=r"Twilio refuses this \(error 20003, HTTP 400\)"),
        site.resumable(),
    ):
        AuthTokenRotation(bench.site, discard=True).run()


@pytest.mark.parametrize("second", ["f" * 32, "token"], ids=["dead", "the same"])
def test_a_second_token_that_follows_nothing_is_told_from_one_that_is_left_over(
    bench: Bench, second: str
) -> None:
    bench.relay.env.change({SECONDARY: second})
    assert progress(bench.site.settings()) is Progress.ENDED
    bench.stage.state.secrets.put(PRIMARY, second)
    AuthTokenRotation(bench.site).run()

    assert SECONDARY not in bench.env
    assert bench.stage.state.secrets.get(PRIMARY).value == "token"

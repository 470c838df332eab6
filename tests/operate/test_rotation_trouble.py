"""What else happens while credentials are changed: other people, other runs, a relay that is away."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.adapters import relay_client
from bot.adapters.github.admin import Administration
from bot.core import clock
from bot.core.errors import BotError
from bot.operate.rotation import site
from bot.operate.rotation.api_tokens import TOKENS, ApiTokens
from bot.operate.rotation.auth_token import BEGUN, PRIMARY, SECONDARY, AuthTokenRotation, Progress, progress
from bot.operate.rotation.contact_key import KEY, ContactKeyRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from bot.rules.wire import markers
from bot.rules.wire.markers import ErasedMarker
from bot.sandbox.workflows.runs import Run
from bot.sandbox.world import SMS_NUMBER
from tests.conftest import MovedClock
from tests.nearby import PANEL_TOKEN, NearbyRelay
from tests.operate.test_rotation import Bench
from tests.stage import ACCOUNT, Stage
from tests.wire import DiedError, Look, passing, rewrite

SECRET = f"/actions/secrets/{PRIMARY}"
OF_KEY = f"/actions/secrets/{KEY}"


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[Bench]:
    with Bench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Bench]:
    """A bench whose repository has workflow runs."""
    with Stage(history=tmp_path / "history") as stage, Bench(stage, tmp_path) as bench:
        yield bench


@pytest.fixture
def no_patience(moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every wait be over at once."""
    monkeypatch.setattr(clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=seconds)))


def _elsewhere(act: Callable[[], object]) -> None:
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def _when(method: str, end: str, act: Callable[[], object], having: str = "") -> Look:
    """Do something the first time that such a request has been answered."""
    done: list[bool] = []

    def look(request: PreparedRequest, response: Response) -> None:
        path, _, query = str(request.url).partition("?")
        if request.method == method and path.endswith(end) and having in query and not done:
            done.append(True)
            _ = response.content
            act()

    return look


def _die() -> None:
    raise DiedError


def _unended(stage: Stage, run: Run, **changes: Any) -> None:
    assert stage.actions
    with stage.actions._changed:
        stage.actions._keep(replace(run, conclusion=None, **changes))


def _old_run(stage: Stage, status: str = "queued") -> Run:
    run = stage.ran("send-replies", ago=timedelta(minutes=5), name="old")
    _unended(stage, run, status=status)
    return run


# The auth token


def test_a_second_token_that_was_ended_leaves_no_dead_one_with_the_workflows(bench: Bench) -> None:
    with passing(_when("PUT", SECRET, _die)), pytest.raises(DiedError):
        AuthTokenRotation(bench.site).run()
    twilio = bench.stage.switchboard.state
    twilio.drop_secondary()  # an owner read Twilio's mail and did not know what it was about
    assert AuthTokenRotation(bench.site).plan()[0] == f"Now: {Progress.ENDED}."
    AuthTokenRotation(bench.site).run()

    assert bench.stage.state.secrets.get(PRIMARY).value == twilio.auth_token == bench.env[PRIMARY]
    assert not {SECONDARY, BEGUN} & bench.env.keys()
    assert "complete" not in "\n".join(bench.said)
    assert "Nothing was rotated" in bench.said[-1]
    AuthTokenRotation(bench.site).run()
    assert bench.complete()


@pytest.mark.parametrize("request_", [("POST", "/AuthTokens/Secondary"), ("PUT", SECRET)])
def test_a_second_token_that_is_not_ours_any_more_is_given_to_nobody_and_not_promoted(
    bench: Bench, request_: tuple[str, str]
) -> None:
    twilio = bench.stage.switchboard.state
    old = twilio.auth_token
    meddle = _when(*request_, lambda: (twilio.drop_secondary(), twilio.make_secondary()))
    with passing(meddle), pytest.raises(BotError, match="Nothing was promoted"):
        AuthTokenRotation(bench.site).run()

    assert twilio.auth_token == old == bench.env[PRIMARY]
    assert bench.stage.state.secrets.get(PRIMARY).value == old
    with pytest.raises(BotError, match="--discard-secondary"):
        AuthTokenRotation(bench.site).run()
    AuthTokenRotation(bench.site, discard=True).run()
    assert bench.complete()


def test_two_rotations_at_once(bench: Bench) -> None:
    refused = []

    def second() -> None:
        try:
            AuthTokenRotation(bench.site).run()
        except BotError as error:
            refused.append(error.message)

    with passing(_when("POST", "/AuthTokens/Secondary", lambda: _elsewhere(second))):
        AuthTokenRotation(bench.site).run()

    assert refused == ["Another `bot rotate` is at work in this folder."]
    assert bench.complete()


def test_no_step_of_another_rotation_goes_between(bench: Bench) -> None:
    token = bench.relay.new_github_token()
    before = dict(bench.env)
    steps: list[Callable[[], object]] = [
        lambda: AuthTokenRotation(bench.site).run(),
        lambda: ContactKeyRotation(bench.site).run(),
        lambda: ContactKeyRotation(bench.site).reseal(1),
        lambda: ContactKeyRotation(bench.site).finish(),
        lambda: ApiTokens(bench.site).rotate("painel"),
        lambda: ApiTokens(bench.site).finish("painel"),
        lambda: ApiTokens(bench.site).discard("painel"),
        lambda: ApiTokens(bench.site).revoke("painel"),
        lambda: GithubTokenRotation(bench.site, token).run(),
    ]
    with bench.site.alone():
        for step in steps:
            with pytest.raises(BotError, match="Another `bot rotate`"):
                step()

    assert bench.env == before


def test_what_another_command_wrote_meanwhile_is_not_lost(bench: Bench) -> None:
    tokens = ApiTokens(bench.site)
    erp = ApiTokens(bench.site).rotate("erp", new=True)
    new = tokens.rotate("painel")

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{new},erp:{erp}"


def test_the_token_is_promoted_once_no_run_has_the_old_one(busy: Bench) -> None:
    old = _old_run(busy.stage)
    looks: list[str] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        if "/actions/runs?" in str(request.url):
            looks.append(busy.stage.switchboard.state.auth_token)
            if len(looks) == 7:
                _unended(busy.stage, old, status="completed")

    with passing(look):
        AuthTokenRotation(busy.site).run()

    assert set(looks) == {"token"}
    assert len(looks) > 7
    assert busy.complete()


@pytest.mark.usefixtures("no_patience")
def test_a_run_that_does_not_end_stops_it_before_the_promotion(busy: Bench) -> None:
    old = _old_run(busy.stage)
    with pytest.raises(BotError, match="that have the old credential are not over: old"):
        AuthTokenRotation(busy.site).run()
    assert busy.stage.switchboard.state.auth_token == "token"

    _unended(busy.stage, old, status="completed")
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
    assert bench.stage.switchboard.state.auth_token == "token"


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
    assert bench.stage.switchboard.state.auth_token == "token"


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

    bench.stage.switchboard.state.make_secondary()
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


# Which runs have not ended


def test_an_old_run_behind_a_hundred_newer_ones_is_seen(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        _old_run(stage)
        for number in range(100):
            new = stage.ran("send-replies", name=f"new {number}")
            _unended(stage, new, status="queued", created_at=clock.now() + timedelta(seconds=5))

        assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"]


def test_of_more_old_runs_than_fit_on_a_page_all_are_seen(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        for _ in range(101):
            _old_run(stage)

        assert len(Administration(stage.tools.settings).unfinished_runs(clock.now())) == 101


def test_an_old_run_that_others_draw_forward_past_the_next_page_is_seen(tmp_path: Path) -> None:
    with Stage(history=tmp_path / "history") as stage:
        _old_run(stage)
        newer = [stage.ran("send-replies", name=f"new {number}") for number in range(100)]
        for run in newer:
            _unended(stage, run, status="queued", created_at=clock.now() + timedelta(seconds=5))

        def end() -> None:
            _unended(stage, newer[0], status="completed")

        first_page = _when("GET", "/actions/runs", end, having="status=queued")
        with passing(first_page):
            assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"]


@pytest.mark.parametrize("status", ["requested", "waiting", "pending", "queued", "in_progress"])
def test_a_run_that_has_not_ended_is_seen_whatever_it_waits_for(tmp_path: Path, status: str) -> None:
    with Stage(history=tmp_path / "history") as stage:
        _old_run(stage, status)
        stage.ran("send-replies", name="over")

        assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"]


@pytest.mark.parametrize("before", ["requested", "waiting", "pending", "queued"])
@pytest.mark.parametrize("seen_at", ["requested", "waiting", "pending", "queued", "in_progress"])
def test_an_old_run_that_begins_while_it_is_looked_for_is_seen(
    tmp_path: Path, before: str, seen_at: str
) -> None:
    with Stage(history=tmp_path / "history") as stage:
        old = _old_run(stage, before)

        def begin(request: PreparedRequest, _response: Response) -> None:
            if f"status={seen_at}" in str(request.url):
                _unended(stage, old, status="in_progress")

        with passing(begin):
            assert Administration(stage.tools.settings).unfinished_runs(clock.now()) == ["old"]


# Tokens of other systems, and the relay's own


def test_an_api_token_that_the_relay_did_not_confirm_is_not_lost(bench: Bench) -> None:
    url = bench.relay.url
    bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    with pytest.raises(BotError, match="does not answer"):
        ApiTokens(bench.site).rotate("painel")
    bench.relay.env.change({"RELAY_URL": url})
    new = ApiTokens(bench.site).rotate("painel")  # "the same command goes on"

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{new}"


def test_api_tokens_with_letters_that_a_shell_would_read_otherwise_stay_as_they_are(bench: Bench) -> None:
    odd = "abc!def~(0123)&456*789;abcdef#0123"
    with bench.relay.env.path.open("a") as file:
        file.write(f"{TOKENS}='painel:{odd}'\n")
    tokens = ApiTokens(bench.site)
    new = tokens.rotate("erp", new=True)
    tokens.see("erp")
    tokens.see("painel")

    assert bench.env[TOKENS] == f"painel:{odd},erp:{new}"


def test_api_tokens_with_letters_that_env_cannot_hold_are_explained(bench: Bench) -> None:
    with bench.relay.env.path.open("a") as file:
        file.write(f'{TOKENS}="painel:it\'s $HOME 0123456789abcdef"\n')
    before = bench.env
    with pytest.raises(BotError, match=r"letters that cannot be written to \.env: painel"):
        ApiTokens(bench.site).rotate("erp", new=True)

    assert bench.env == before


def test_a_github_token_given_twice_goes_on(bench: Bench) -> None:
    good = bench.relay.new_github_token()
    with passing(_when("POST", "/credentials", _die)), pytest.raises(DiedError):
        GithubTokenRotation(bench.site, good).run()
    GithubTokenRotation(bench.site, good).run()

    assert any("revoke the old token" in line for line in bench.said)
    with pytest.raises(BotError, match=r"stands in \.env already.*revoke the one before"):
        GithubTokenRotation(bench.site, good).run()


def test_the_sandbox_makes_another_token_for_the_relay_to_rehearse_with(bench: Bench) -> None:
    GithubTokenRotation(bench.site, bench.stage.hand.new_relay_token()).run()

    assert bench.said[-1] == "The relay uses it. Now revoke the old token on GitHub."


def test_what_a_github_token_lacks_is_called_lacking(bench: Bench) -> None:
    weak = bench.relay.new_github_token(frozenset({"metadata:read"}))
    with pytest.raises(BotError, match="It lacks: Contents: write, Actions: read"):
        GithubTokenRotation(bench.site, weak).run()
    with pytest.raises(BotError, match="GitHub does not take the token that was given"):
        GithubTokenRotation(bench.site, "unknown").run()


# The contact key


def test_what_was_erased_meanwhile_is_not_written_again_by_resealing(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Segredo da Ana"))
    ContactKeyRotation(bench.site).run()
    erased = f"{markers.write(ErasedMarker(), stage.tools.vault)}\nApagada."

    def erase(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and "/issues?" in str(request.url):
            _ = response.content
            _elsewhere(lambda: stage.tools.repository.rewrite(1, "Conversa apagada", erased))

    with passing(erase):
        ContactKeyRotation(bench.site).reseal(100)

    assert "Segredo" not in stage.hand.issue(1)["body"]
    assert stage.hand.issue(1)["title"] == "Conversa apagada"


def test_a_comment_that_was_rewritten_meanwhile_keeps_its_newer_text(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    stage.hand.comment(1, "marina", "/optout")
    stage.reply()
    ContactKeyRotation(bench.site).run()
    vault = stage.tools.vault
    ledger = next(one for one in stage.hand.issues() if "consentimento" in one["labels"])["number"]
    sealed = markers.write(markers.OrderMarker("order-1", vault.seal(b"what was ordered")), vault)
    said = stage.tools.repository.comment(ledger, f"{sealed}\nantes")

    def change() -> None:
        stage.tools.repository.rewrite_comment(ledger, said.id, f"{sealed}\ndepois")

    with passing(_when("GET", f"/issues/{ledger}/comments", lambda: _elsewhere(change))):
        assert ContactKeyRotation(bench.site).reseal(100).left == 0

    bodies = [one["body"] for one in stage.hand.issue(ledger)["comments"]]
    assert sum("depois" in body for body in bodies) == 1
    assert not any("antes" in body or sealed in body for body in bodies)


def test_a_comment_that_is_gone_meanwhile_is_passed_over(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    said = stage.tools.repository.comment(
        1, markers.write(markers.OrderMarker("order-1", stage.tools.vault.seal(b"x")), stage.tools.vault)
    )
    ContactKeyRotation(bench.site).run()

    with passing(_when("GET", "/issues/1/comments", lambda: stage.state.issues.delete_comment(said.id))):
        assert ContactKeyRotation(bench.site).reseal(100).done == 1


def test_only_what_the_bot_wrote_is_sealed_again(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Oi"))
    marker = markers.write(
        markers.OrderMarker("order-1", stage.tools.vault.seal(b"copied")), stage.tools.vault
    )
    stage.hand.comment(1, "marina", marker)
    rotation = ContactKeyRotation(bench.site)
    rotation.run()

    assert rotation.reseal(100).done == 1
    assert marker in [one["body"] for one in stage.hand.issue(1)["comments"]]


def test_workflows_open_with_the_new_key_before_any_of_them_seals_with_it(busy: Bench) -> None:
    old = busy.env[KEY]
    run = _old_run(busy.stage)
    seen: list[str] = []
    looks: list[int] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        if request.method == "PUT" and str(request.url).endswith(OF_KEY):
            seen.append(busy.stage.state.secrets.get(KEY).value)
        if "/actions/runs?" in str(request.url):
            looks.append(len(seen))
            if len(looks) == 7:
                _unended(busy.stage, run, status="completed")

    with passing(look):
        ContactKeyRotation(busy.site).run()

    opens, seals = seen
    assert opens.split(",")[0] == old
    assert seals.split(",")[:2] == list(reversed(opens.split(",")[:2]))
    assert set(looks) == {1}
    assert len(looks) > 7
    assert seals == busy.env[KEY]


@pytest.mark.usefixtures("no_patience")
def test_a_run_with_the_old_key_alone_keeps_the_new_one_from_sealing(busy: Bench) -> None:
    old, run = busy.env[KEY], _old_run(busy.stage)
    with pytest.raises(BotError, match="are not over: old"):
        ContactKeyRotation(busy.site).run()
    for entries in (busy.env[KEY], busy.stage.state.secrets.get(KEY).value):
        assert entries.split(",")[0] == old

    _unended(busy.stage, run, status="completed")
    ContactKeyRotation(busy.site).run()
    assert busy.env[KEY].split(",")[1] == old
    assert busy.stage.state.secrets.get(KEY).value == busy.env[KEY]


def test_a_run_that_was_queued_meanwhile_opens_what_newer_runs_seal(bench: Bench) -> None:
    stage = bench.stage
    queued = []

    def queue() -> None:
        stage.contact_key = stage.state.secrets.get(KEY).value
        queued.append(stage.new_tools())  # its secrets are those of the moment in which it was queued

    with passing(_when("PUT", OF_KEY, queue)):
        ContactKeyRotation(bench.site).run()
    stage.contact_key = stage.state.secrets.get(KEY).value
    stage.tools = stage.new_tools()
    stage.record(stage.event("Primeira"))
    stage.tools = queued[0]
    stage.record(stage.event("Segunda"), batch="batch-2")

    assert len([one for one in stage.hand.issues() if "mensagem-recebida" in one["labels"]]) == 1


def _resealed(bench: Bench) -> ContactKeyRotation:
    """Return a rotation of the contact key that only has to be finished."""
    rotation = ContactKeyRotation(bench.site)
    rotation.run()
    assert rotation.reseal(100).left == 0
    return rotation


def test_the_old_key_stays_while_a_run_has_it(busy: Bench) -> None:
    rotation = _resealed(busy)
    run = _old_run(busy.stage)
    with pytest.raises(BotError, match="1 workflow runs have it"):
        rotation.finish()

    _unended(busy.stage, run, status="completed")
    rotation.finish()
    assert len(busy.env[KEY].split(",")) == 2


def test_the_old_key_stays_while_a_message_waits_in_the_relay(bench: Bench) -> None:
    rotation = _resealed(bench)
    sid = f"SM{'0' * 32}"
    form = {
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": "+5511987654321",
        "To": SMS_NUMBER,
        "Body": "Oi",
    }
    assert relay_client.deliver_webhook(bench.site.settings(), form) == ""
    with pytest.raises(BotError, match="1 messages wait in the relay"):
        rotation.finish()


def test_the_old_key_stays_while_the_relay_seals_with_it(bench: Bench, tmp_path: Path) -> None:
    rotation = _resealed(bench)
    new, old, ids = bench.env[KEY].split(",")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with NearbyRelay(bench.stage, folder) as other:
        other.env.change({KEY: f"{old},{new},{ids}"})
        bench.relay.env.change({"RELAY_URL": other.url})
        with pytest.raises(BotError, match="the relay still seals with it"):
            rotation.finish()
        bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
        with pytest.raises(BotError, match="The relay does not answer"):
            rotation.finish()


def test_a_relay_that_is_down_is_called_down(bench: Bench) -> None:
    old = bench.env[KEY]
    bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    with pytest.raises(BotError, match=r"The relay does not answer at http://127\.0\.0\.1:9"):
        ContactKeyRotation(bench.site).run()

    assert bench.env[KEY].split(",")[0] == old
    plan = ContactKeyRotation(bench.site).plan()
    assert plan[0].startswith("Now: the new key is made")
    assert not any("write a new key" in line for line in plan)


# The relay's look at `.env`


def test_a_file_that_could_not_be_read_is_read_again_when_it_can(bench: Bench) -> None:
    env = bench.relay.env
    before, settings = env.path.read_bytes(), bench.site.settings()
    env.change({SECONDARY: "second"})
    whole, mtime = env.path.read_bytes(), env.path.stat().st_mtime_ns
    env.path.write_bytes(b"\xff" * len(whole))
    os.utime(env.path, ns=(mtime, mtime))
    assert relay_client.probe(settings, "second") == 403
    env.path.write_bytes(whole)
    os.utime(env.path, ns=(mtime, mtime))

    assert relay_client.probe(settings, "second") == 204
    env.path.write_bytes(before)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_chmod_opens_again_is_read(bench: Bench) -> None:
    env, settings = bench.relay.env, bench.site.settings()
    env.change({SECONDARY: "second"})
    env.path.chmod(0)
    assert relay_client.probe(settings, "second") == 403
    env.path.chmod(0o600)

    assert relay_client.probe(settings, "second") == 204

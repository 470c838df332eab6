"""Credentials are changed for new ones while messages come in; stopped anywhere, the same call goes on."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Self

import pytest
from requests import PreparedRequest, Response

from bot.adapters.relay_client import PROBE_PATH, probe
from bot.core.errors import BotError
from bot.core.messages import Address, Order, Purpose
from bot.jobs.orders import send_notification
from bot.jobs.record.conversations import open_message
from bot.jobs.upkeep import reconcile
from bot.operate.rotation.api_tokens import TOKENS, ApiTokens
from bot.operate.rotation.auth_token import BEGUN, PRIMARY, SECONDARY, AuthTokenRotation, Progress, progress
from bot.operate.rotation.contact_key import ContactKeyRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from bot.operate.rotation.site import Site
from bot.sandbox.github.values import Actor
from bot.sandbox.twilio.webhooks import Poster
from bot.sandbox.world import PUBLIC_URL
from tests.conftest import MovedClock
from tests.nearby import PANEL_TOKEN, NearbyRelay, config_of
from tests.stage import ACCOUNT, Stage
from tests.wire import DiedError, dying_after, passing

ADMIN_SCOPES = frozenset({"secrets:write", "issues:write"})


class Bench:
    """A stage, a relay beside it, and what a rotation needs; every webhook of Twilio's is watched."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.relay = NearbyRelay(stage, folder)
        self.said: list[str] = []
        self.dies_at = 0
        self.answers: list[int] = []
        self._folder = folder

    def __enter__(self) -> Self:
        state = self.stage.state
        state.secrets.put(PRIMARY, "token")
        state.secrets.put("CONTACT_KEY", self.stage.contact_key)
        state.add_token("admin-token", Actor("marina", "fine-grained", ADMIN_SCOPES))
        self.relay.__enter__()
        self.relay.env.change({"ADMIN_GITHUB_TOKEN": "admin-token", "RELAY_URL": self.relay.url})
        self.site = Site(self._folder, config_of(self.stage, self._folder), self._say)
        return self

    def __exit__(self, *error: object) -> None:
        self.relay.__exit__(None, None, None)

    def _say(self, line: str) -> None:
        self.said.append(line)
        self.dies_at -= 1
        if self.dies_at == 0:
            raise DiedError

    def look(self, _request: PreparedRequest, _response: Response) -> None:
        """Let Twilio send a webhook, signed as it signs at this moment; on a thread that nobody kills or watches."""
        thread = threading.Thread(target=self._call)
        thread.start()
        thread.join()

    def _call(self) -> None:
        poster = Poster(lambda: self.stage.switchboard.state.auth_token, {PUBLIC_URL: self.relay.url})
        form = (("AccountSid", ACCOUNT), ("Body", "Oi"))
        self.answers.append(poster.send(f"{PUBLIC_URL}{PROBE_PATH}", form).status)

    @property
    def env(self) -> dict[str, str]:
        return self.relay.env.read()

    def complete(self) -> bool:
        """Tell whether all agree on a new token and nobody knows the old one."""
        twilio = self.stage.switchboard.state
        new = twilio.auth_token
        return (
            new != "token"
            and twilio.secondary_auth_token == ""
            and self.env[PRIMARY] == new
            and not {SECONDARY, BEGUN} & self.env.keys()
            and self.stage.state.secrets.get(PRIMARY).value == new
            and probe(self.site.settings(), new) == 204
            and probe(self.site.settings(), "token") == 403
        )


@pytest.fixture
def bench(stage: Stage, tmp_path: Path) -> Iterator[Bench]:
    with Bench(stage, tmp_path) as bench:
        yield bench


def test_a_rotation_leaves_one_new_token_everywhere_and_no_webhook_is_refused(bench: Bench) -> None:
    with passing(bench.look):
        AuthTokenRotation(bench.site).run()

    assert bench.complete()
    assert len(bench.answers) > 10
    assert set(bench.answers) == {204}
    everything = "\n".join(bench.said)
    assert bench.env[PRIMARY] not in everything
    assert "admin-token" not in everything


def test_a_second_rotation_begins_anew(bench: Bench) -> None:
    AuthTokenRotation(bench.site).run()
    first = bench.env[PRIMARY]
    AuthTokenRotation(bench.site).run()

    assert bench.complete()
    assert bench.env[PRIMARY] != first


def _runs_out(folder: Path, writes: int, says: int) -> bool:
    """Rotate, die after so many requests that change something or at so many announced steps; rotate again.

    Return whether it did not die.
    """
    with Stage() as stage, Bench(stage, folder) as bench, ExitStack() as watched:
        watched.enter_context(passing(bench.look))
        bench.dies_at = says
        survived = True
        try:
            with dying_after(writes) if writes else nullcontext():
                AuthTokenRotation(bench.site).run()
        except DiedError:
            survived = False
            AuthTokenRotation(bench.site).run()
        assert bench.complete(), (writes, says, bench.said)
        assert set(bench.answers) == {204}
        return survived


@pytest.mark.parametrize("kind", ["writes", "says"])
def test_killed_after_any_step_the_same_command_completes_it(tmp_path: Path, kind: str) -> None:
    for number in count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        if _runs_out(folder, **{"writes": 0, "says": 0, kind: number}):
            break

    assert number > 6


def test_a_plan_says_what_is_left_and_changes_nothing(bench: Bench) -> None:
    before = dict(bench.env)

    assert AuthTokenRotation(bench.site).plan()[0] == "Now: not begun."
    assert bench.env == before
    assert bench.stage.switchboard.state.secondary_auth_token == ""

    state = bench.stage.switchboard.state
    bench.relay.env.change({SECONDARY: state.make_secondary()})
    assert len(AuthTokenRotation(bench.site).plan()) == 7
    state.promote_secondary()
    assert (
        AuthTokenRotation(bench.site).plan()[1]
        == "make it the first in .env, and see that the relay takes it"
    )


@pytest.mark.parametrize("promoted", [False, True])
def test_what_somebody_began_in_the_console_is_taken_up(bench: Bench, promoted: bool) -> None:
    state = bench.stage.switchboard.state
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
    assert bench.stage.switchboard.state.auth_token == "token"


def test_a_second_token_of_somebody_else_is_not_ended_unless_told_so(bench: Bench) -> None:
    theirs = bench.stage.switchboard.state.make_secondary()

    with pytest.raises(BotError, match="--discard-secondary"):
        AuthTokenRotation(bench.site).run()
    assert bench.stage.switchboard.state.secondary_auth_token == theirs
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
    assert bench.stage.switchboard.state.secondary_auth_token == ""


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
    scopes = frozenset({"secrets:read"})
    bench.stage.state.add_token("admin-token", Actor("marina", "fine-grained", scopes))
    with pytest.raises(BotError, match="GitHub refused"):
        AuthTokenRotation(bench.site).run()
    assert bench.stage.switchboard.state.auth_token == "token"

    bench.stage.state.add_token("admin-token", Actor("marina", "fine-grained", ADMIN_SCOPES))
    AuthTokenRotation(bench.site).run()
    assert bench.complete()


# CONTACT_KEY


def _follow(bench: Bench) -> None:
    """Let the jobs have what GitHub's secret says now."""
    bench.stage.contact_key = bench.stage.state.secrets.get("CONTACT_KEY").value
    bench.stage.tools = bench.stage.new_tools()


def test_the_whole_way_of_a_contact_key(bench: Bench) -> None:
    stage = bench.stage
    stage.record(stage.event("Bom dia"))
    stage.hand.comment(1, "marina", "/optout")
    stage.reply()
    contact = stage.tools.vault.contact_id(stage.event().message.sender)
    rotation = ContactKeyRotation(bench.site)
    old = stage.contact_key

    rotation.run()
    _follow(bench)
    assert stage.contact_key == bench.env["CONTACT_KEY"]
    with pytest.raises(BotError, match="texts in issues are sealed"):
        rotation.finish()
    with pytest.raises(BotError, match="not complete"):
        rotation.run()
    assert rotation.reseal(1).done == 1
    while rotation.reseal(1).left:
        pass
    assert rotation.reseal(100).done == 0
    rotation.finish()
    _follow(bench)

    assert old not in bench.env["CONTACT_KEY"]
    stage.tools = stage.new_tools()
    assert stage.tools.vault.older_keys == 0
    # The person is the same as before: the issue, the opt-out, the label.
    stage.record(stage.event("Ainda aqui"), batch="batch-2")
    assert len([one for one in stage.hand.issues() if "mensagem-recebida" in one["labels"]]) == 1
    assert stage.tools.vault.contact_id(stage.event().message.sender) == contact
    assert stage.tools.ledger.record(contact).opted_out


def test_a_key_that_was_written_but_not_given_to_github_is_given_next_time(bench: Bench) -> None:
    old = bench.env["CONTACT_KEY"]
    for requests in (1, 2):  # the relay was asked, then GitHub had it
        with pytest.raises(DiedError), dying_after(requests):
            ContactKeyRotation(bench.site).run()
        assert bench.env["CONTACT_KEY"].startswith(f"{old},")
    new = bench.env["CONTACT_KEY"].split(",")[1]
    ContactKeyRotation(bench.site).run()

    assert bench.env["CONTACT_KEY"].startswith(f"{new},{old},id:")
    assert bench.stage.state.secrets.get("CONTACT_KEY").value == bench.env["CONTACT_KEY"]
    assert "ROTATING_CONTACT_KEY" not in bench.env


def test_sealed_texts_of_a_public_repository_are_sealed_again(tmp_path: Path) -> None:
    with Stage(private=False) as stage, Bench(stage, tmp_path) as bench:
        stage.record(stage.event("Segredo"))
        stage.record(stage.event("Outro"), batch="batch-2")
        rotation = ContactKeyRotation(bench.site)
        rotation.run()
        assert rotation.reseal(100).done == 2
        newest = bench.env["CONTACT_KEY"].split(",")[0]
        stage.contact_key = f"{newest},{bench.env['CONTACT_KEY'].split(',')[-1]}"
        stage.tools = tools = stage.new_tools()
        (shown,) = re.findall(r"^```\n([\w=-]+)\n```", stage.hand.issue(1)["body"], re.MULTILINE)

        assert tools.conversations.read(tools.repository.issue(1))
        assert open_message(shown, tools.vault).message.text == "Segredo"


def test_an_order_that_waits_for_its_hour_leaves_under_the_new_key_alone(
    moved_clock: MovedClock, tmp_path: Path
) -> None:
    night = datetime(2026, 11, 24, 4, tzinfo=UTC)
    moved_clock.set(night)
    with Stage() as stage, Bench(stage, tmp_path) as bench:
        hours = {"policy": {"notification": {"hours": "08:00-22:00"}}}
        stage.configure({**stage.changes, **hours})
        order = Order(0, night, "order-1", Address.parse("+5511987654321"), "Bom dia", Purpose.NOTIFICATION)
        payload = stage.payload([order])
        send_notification.run({"client_payload": payload}, stage.tools)
        rotation = ContactKeyRotation(bench.site)
        rotation.run()
        _follow(bench)
        rotation.reseal(100)
        rotation.finish()
        _follow(bench)
        moved_clock.advance(timedelta(hours=9))
        reconcile.run({}, stage.new_tools())
        stage.switchboard.wait_idle(5)

        assert stage.hand.received("+5511987654321") == ["Bom dia"]


# Tokens of other systems, and the relay's own


def test_a_system_has_two_tokens_until_it_uses_the_new_one(bench: Bench) -> None:
    new = ApiTokens(bench.site).rotate("painel")
    ApiTokens(bench.site).see("painel")

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{new}"
    with pytest.raises(BotError, match=r"--finish.*--discard"):
        ApiTokens(bench.site).rotate("painel")
    ApiTokens(bench.site).finish("painel")
    assert bench.env[TOKENS] == f"painel:{new}"
    with pytest.raises(BotError, match="one token alone"):
        ApiTokens(bench.site).finish("painel")
    assert new not in "\n".join(bench.said)


def test_a_new_token_that_nobody_got_is_taken_back(bench: Bench) -> None:
    ApiTokens(bench.site).rotate("painel")  # and the terminal is gone

    ApiTokens(bench.site).discard("painel")

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN}"


def test_a_new_system_is_asked_for_by_name_and_goes_again(bench: Bench) -> None:
    with pytest.raises(BotError, match="those with a token: painel"):
        ApiTokens(bench.site).rotate("erp")
    new = ApiTokens(bench.site).rotate("erp", new=True)
    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},erp:{new}"
    with pytest.raises(BotError, match="erp has a token"):
        ApiTokens(bench.site).rotate("erp", new=True)
    for name in ("a b", "x:y", "x,y", ""):
        with pytest.raises(BotError, match="no name for a token"):
            ApiTokens(bench.site).rotate(name, new=True)

    ApiTokens(bench.site).revoke("erp")
    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN}"
    for gone in (ApiTokens.revoke, ApiTokens.finish, ApiTokens.discard):
        with pytest.raises(BotError, match="No system is called erp"):
            gone(ApiTokens(bench.site), "erp")


def test_systems_keep_their_places_when_their_tokens_change(bench: Bench) -> None:
    ApiTokens(bench.site).rotate("erp", new=True)
    new = ApiTokens(bench.site).rotate("painel")
    ApiTokens(bench.site).finish("painel")

    assert bench.env[TOKENS].startswith(f"painel:{new},erp:")


def test_without_the_relay_no_token_is_touched(bench: Bench) -> None:
    bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    before = bench.env[TOKENS]
    for step in (ApiTokens.rotate, ApiTokens.revoke):
        with pytest.raises(BotError, match="nothing was changed"):
            step(ApiTokens(bench.site), "painel")

    assert bench.env[TOKENS] == before


def test_a_github_token_is_tried_out_before_it_is_written(bench: Bench) -> None:
    before = bench.env["GITHUB_TOKEN"]
    weak = bench.relay.new_github_token(frozenset({"actions:read"}))
    for token, said in ((weak, "Contents: write"), ("unknown", "HTTP 401"), (before, "already")):
        with pytest.raises(BotError, match=said):
            GithubTokenRotation(bench.site, token).run()
    assert bench.env["GITHUB_TOKEN"] == before

    good = bench.relay.new_github_token()
    GithubTokenRotation(bench.site, good).run()
    assert bench.env["GITHUB_TOKEN"] == good
    assert good not in "\n".join(bench.said)


def test_sealing_again_goes_on_after_a_crash_at_any_write(bench: Bench) -> None:
    for number in range(3):
        bench.stage.record(bench.stage.event("Oi", f"+551198765432{number}"), batch=f"batch-{number}")
    rotation = ContactKeyRotation(bench.site)
    rotation.run()
    deaths = 0
    while rotation.reseal(0).left:
        try:
            with dying_after(1):
                rotation.reseal(100)
        except DiedError:
            deaths += 1
    _follow(bench)
    rotation.finish()
    _follow(bench)

    assert deaths == 3
    assert all(
        bench.stage.tools.conversations.read(bench.stage.tools.repository.issue(number))
        for number in (1, 2, 3)
    )

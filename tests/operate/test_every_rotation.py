"""What every rotation promises: resumed after a kill, one at a time, nothing lost, refused or printed meanwhile."""

from __future__ import annotations

import os
from contextlib import nullcontext

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import BotError
from bot.operate import turn
from bot.operate.rotation.contact_key import ContactKeyFinish, ContactKeyReseal
from bot.operate.rotation.engine import RotationOutcome
from bot.operate.rotation.site import CHANGING_CONNECTION
from tests import sampling
from tests.made_up import WRONG
from tests.operate.bench import (
    ApiTokenBench,
    AppBench,
    Bench,
    ContactKeyBench,
    GithubTokenBench,
    KeyBench,
    UnseenKeyBench,
)
from tests.operate.interruptions import elsewhere, killed_after, old_run, unended, when
from tests.wire import DiedError, passing

KINDS = {
    Bench: "TWILIO_AUTH_TOKEN",
    KeyBench: "TWILIO_API_KEY",
    UnseenKeyBench: "TWILIO_API_KEY",
    AppBench: "GITHUB_APP_PRIVATE_KEY",
    ContactKeyBench: "CONTACT_KEY",
    GithubTokenBench: "GITHUB_TOKEN",
    ApiTokenBench: "GATEWAY_API_TOKENS",
}
FEWEST_CHANGES = dict(zip(KINDS, (7, 9, 8, 2, 7, 2, 2), strict=True))
ASK_THE_RELAY = [Bench, AppBench, ContactKeyBench, GithubTokenBench, ApiTokenBench]
GIVE_SECRETS = [Bench, KeyBench, ContactKeyBench]


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_killed_after_any_change_the_same_command_completes_it(bench: Bench) -> None:
    secrets, number, points = bench.secrets(), 0, [0]
    with passing(bench.look):
        while points:
            number = points.pop(0)
            bench.begin()
            with pytest.raises(DiedError) if number else nullcontext(), killed_after(number) as made:
                bench.rotate()
            if number:
                bench.rotate()
            else:
                points = sampling.spread(range(1, made.total() + 1))
            secrets |= bench.secrets()
            assert bench.complete(), (number, bench.lines)
            assert bench.well()

    assert number >= FEWEST_CHANGES[type(bench)]
    assert [secret for secret in secrets if secret in "\n".join(bench.lines)] == []
    assert bench.relay.env.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("bench", "outcome"),
    [(kind, RotationOutcome.KEPT if kind is ApiTokenBench else RotationOutcome.RENEWED) for kind in KINDS],
    indirect=["bench"],
)
def test_it_says_whether_a_new_credential_is_in_use(bench: Bench, outcome: RotationOutcome) -> None:
    assert bench.rotation().run() == outcome


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_a_plan_changes_nothing(bench: Bench) -> None:
    before = bench.everything()

    accepted = "GitHub accepts the key, and the App may dispatch events and see runs. Nothing was changed."
    assert bench.plan()[:1] == [accepted if isinstance(bench, AppBench) else "Now: not begun."]
    assert bench.everything() == before


@pytest.mark.parametrize("bench", KINDS, indirect=True)
def test_a_variable_of_the_process_that_hides_the_file_stops_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KINDS[type(bench)], "another")

    with pytest.raises(BotError, match="hides the line"):
        bench.rotation()


def test_one_rotation_runs_at_a_time(bench: Bench) -> None:
    others = [kind(bench.stage, bench.site.folder) for kind in (Bench, ContactKeyBench, GithubTokenBench)]
    others[2].begin()
    commands = [
        *(one.rotation() for one in others),
        ContactKeyReseal(bench.site),
        ContactKeyFinish(bench.site),
    ]
    refused = []

    def try_all() -> None:
        before = bench.everything()
        for command in [*commands, ApiTokenBench(bench.stage, bench.site.folder).rotation()]:
            with pytest.raises(BotError) as caught:
                command.run()
            refused.append(caught.value.message)
        assert bench.everything() == before

    with passing(when("POST", "/AuthTokens/Secondary", lambda: elsewhere(try_all))):
        bench.rotate()

    process = f"(process {os.getpid()})"
    assert refused == [f"`bot rotate twilio-auth-token` is at work in this folder already {process}."] * 6
    assert bench.complete()


@pytest.mark.parametrize("bench", KINDS, indirect=True)
@pytest.mark.parametrize(
    ("words", "said"),
    [(("setup",), "`bot setup` is at work"), (("console", "connections"), "The connection is being")],
)
def test_none_begins_while_something_else_changes_the_installation(
    bench: Bench, words: tuple[str, ...], said: str
) -> None:
    before = bench.everything()

    with turn.taken(bench.site.folder, *words), pytest.raises(BotError, match=said):
        bench.rotate()

    assert bench.everything() == before


@pytest.mark.parametrize("bench", [Bench, KeyBench], indirect=True)
def test_none_begins_at_twilio_after_an_interrupted_change_of_the_connection(bench: Bench) -> None:
    bench.relay.env.change({CHANGING_CONNECTION: "2026-11-29T12:00:00Z"})
    before = bench.everything()

    with pytest.raises(BotError, match=r"may have two different ones.*save the form once more"):
        bench.rotate()

    assert bench.everything() == before


@pytest.mark.parametrize("bench", ASK_THE_RELAY, indirect=True)
def test_a_relay_that_does_not_answer_stops_it_and_the_same_command_resumes(bench: Bench) -> None:
    before, url = bench.env, bench.relay.url
    bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    with pytest.raises(BotError, match=r"The relay does not answer at http://127\.0\.0\.1:9\."):
        bench.rotate()
    bench.relay.env.change({"RELAY_URL": url})
    if type(bench) in (Bench, ApiTokenBench):
        assert bench.env == before
    else:
        assert bench.env != before
    if isinstance(bench, ContactKeyBench):
        assert bench.in_use()
        assert bench.plan()[0].startswith("Now: the new key is in .env")
    bench.rotate()

    assert bench.complete()


@pytest.mark.parametrize(
    ("bench", "change", "message"),
    [
        *(
            (kind, {"ADMIN_GITHUB_TOKEN": None}, "ADMIN_GITHUB_TOKEN is not set.*read -rs ADMIN_GITHUB_TOKEN")
            for kind in GIVE_SECRETS
        ),
        *(
            (kind, {"ADMIN_GITHUB_TOKEN": WRONG}, r"GitHub refused.* ADMIN_GITHUB_TOKEN is not valid")
            for kind in GIVE_SECRETS
        ),
        (Bench, {"TWILIO_AUTH_TOKEN": WRONG}, "Twilio rejects TWILIO_AUTH_TOKEN"),
        (KeyBench, {"TWILIO_AUTH_TOKEN": WRONG}, "Twilio rejects TWILIO_AUTH_TOKEN"),
    ],
    indirect=["bench"],
)
def test_what_is_missing_stops_it_before_anything_is_changed(
    bench: Bench, change: dict[str, str | None], message: str
) -> None:
    bench.relay.env.change(change)
    before = bench.everything()

    with pytest.raises(BotError, match=message):
        bench.rotate()
    assert bench.everything() == before


@pytest.mark.parametrize("bench", GIVE_SECRETS, indirect=True)
def test_an_admin_token_that_may_only_read_keeps_the_old_one_in_use_and_a_good_one_resumes(
    bench: Bench,
) -> None:
    bench.let_administer(frozenset({"secrets:read"}))
    with passing(bench.look), pytest.raises(BotError, match="GitHub refused"):
        bench.rotate()
    assert bench.in_use()
    assert bench.well()

    bench.let_administer(bench.SCOPES)
    bench.rotate()
    assert bench.complete()


@pytest.mark.parametrize("busy", GIVE_SECRETS, indirect=True)
@pytest.mark.usefixtures("no_patience")
def test_the_old_one_is_in_use_until_no_run_has_it(busy: Bench) -> None:
    run = old_run(busy.stage)
    looks: list[bool] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        if "/actions/runs?" in str(request.url):
            looks.append(busy.in_use())
            if len(looks) == 7:
                unended(busy.stage, run, status="completed")

    with passing(look):
        busy.rotation().run()

    assert len(looks) > 7
    assert set(looks) == {True}


@pytest.mark.parametrize("busy", GIVE_SECRETS, indirect=True)
@pytest.mark.usefixtures("no_patience")
def test_a_run_that_does_not_end_stops_it(busy: Bench) -> None:
    run = old_run(busy.stage)
    with pytest.raises(BotError, match="that have the old credential are still unfinished: old"):
        busy.rotate()
    assert busy.in_use()

    unended(busy.stage, run, status="completed")
    busy.rotate()
    assert busy.complete()


@pytest.mark.parametrize("bench", [Bench, KeyBench], indirect=True)
def test_trouble_at_twilio_stops_it_and_the_same_command_resumes(bench: Bench) -> None:
    bench.stage.sandbox.switch_on("twilio-down")
    with pytest.raises(BotError, match="Run the same command again: it resumes where it stopped"):
        bench.rotate()
    bench.stage.sandbox.switch_off("twilio-down")
    bench.rotate()

    assert bench.complete()

"""Tokens of other systems and the relay's own for GitHub: tested first, never lost, two until one is used."""

from __future__ import annotations

import pytest

from bot.core.errors import BotError
from bot.operate.rotation.api_tokens import TOKENS, ApiTokensRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from tests.nearby import PANEL_TOKEN
from tests.operate.bench import ApiTokenBench, Bench
from tests.operate.interruptions import die, when
from tests.wire import DiedError, passing


def test_a_system_has_two_tokens_until_it_uses_the_new_one(tokens: ApiTokenBench) -> None:
    tokens.act("add")
    new = tokens.shown[0]

    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{new}"
    with pytest.raises(BotError, match=r"--finish.*--discard"):
        tokens.act("add")
    tokens.act("finish")
    assert tokens.env[TOKENS] == f"painel:{new}"
    with pytest.raises(BotError, match="only one token"):
        tokens.act("finish")


def test_a_new_token_is_shown_at_once_and_taken_back_if_nobody_got_it(tokens: ApiTokenBench) -> None:
    # The relay was asked whether it answers, then for the new token.
    see = when("GET", "/providers", die, times=2)
    with passing(see), pytest.raises(DiedError):
        tokens.act("add")
    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{tokens.shown[0]}"

    tokens.act("discard")

    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN}"


def test_a_new_system_is_asked_for_by_name_and_goes_again(tokens: ApiTokenBench) -> None:
    with pytest.raises(BotError, match="those with a token: painel"):
        tokens.act("add", "erp")
    tokens.act("new", "erp")
    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN},erp:{tokens.shown[0]}"
    with pytest.raises(BotError, match="erp has a token"):
        tokens.act("new", "erp")
    for name in ("a b", "x:y", "x,y", ""):
        with pytest.raises(BotError, match="not a valid name"):
            tokens.act("new", name)

    tokens.act("revoke", "erp")
    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN}"
    for action in ("revoke", "finish", "discard"):
        with pytest.raises(BotError, match="No system is called erp"):
            tokens.act(action, "erp")


def test_what_another_command_wrote_meanwhile_is_not_lost_and_systems_keep_their_places(
    tokens: ApiTokenBench,
) -> None:
    earlier = ApiTokensRotation(tokens.site, "painel")
    tokens.act("new", "erp")
    earlier.run()
    erp, painel = tokens.shown

    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{painel},erp:{erp}"
    tokens.act("finish")
    assert tokens.env[TOKENS] == f"painel:{painel},erp:{erp}"


def test_without_the_relay_no_token_is_revoked(tokens: ApiTokenBench) -> None:
    tokens.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    with pytest.raises(BotError, match="does not answer"):
        tokens.act("revoke")

    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN}"


def test_api_tokens_with_characters_that_a_shell_would_read_otherwise_stay_as_they_are(
    tokens: ApiTokenBench,
) -> None:
    odd = "abc!def~(0123)&456*789;abcdef#0123"
    with tokens.relay.env.path.open("a") as file:
        file.write(f"{TOKENS}='painel:{odd}'\n")
    tokens.act("new", "erp")

    assert tokens.env[TOKENS] == f"painel:{odd},erp:{tokens.shown[0]}"
    tokens.act("add")  # the relay accepts both


def test_a_system_named_by_hand_in_letters_that_no_command_takes_can_be_revoked(
    tokens: ApiTokenBench,
) -> None:
    with tokens.relay.env.path.open("a", encoding="utf-8") as file:
        file.write(f"{TOKENS}=painel:{PANEL_TOKEN},relatório:{PANEL_TOKEN}x\n")
    with pytest.raises(BotError, match=r"cannot be written to \.env: relatório"):
        tokens.act("add")
    tokens.act("revoke", "relatório")

    assert tokens.env[TOKENS] == f"painel:{PANEL_TOKEN}"


def test_a_change_that_the_relay_does_not_show_is_not_to_be_repeated(tokens: ApiTokenBench) -> None:
    silent = when(
        "GET", "/providers", lambda: tokens.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"}), times=1
    )
    with (
        passing(silent),
        pytest.raises(BotError, match=r"The change is in \.env.*Do not run the command again"),
    ):
        tokens.act("add")


def test_api_tokens_with_characters_that_env_cannot_hold_are_explained(tokens: ApiTokenBench) -> None:
    with tokens.relay.env.path.open("a") as file:
        file.write(f'{TOKENS}="painel:it\'s$HOME-0123456789abcdef"\n')
    before = tokens.env
    with pytest.raises(BotError, match=r"characters that cannot be written to \.env: painel"):
        tokens.act("new", "erp")

    assert tokens.env == before
    assert tokens.shown == []


def test_a_github_token_is_tested_before_it_is_written(bench: Bench) -> None:
    before = bench.env["GITHUB_TOKEN"]
    for token, message in (
        (bench.relay.new_github_token(frozenset({"actions:read"})), "lacks permissions: Contents: write"),
        (bench.relay.new_github_token(frozenset({"metadata:read"})), "Contents: write, Actions: read"),
        ("unknown", r"GitHub rejects the token \(HTTP 401\)"),
        (before, "already"),
    ):
        with pytest.raises(BotError, match=message):
            GithubTokenRotation(bench.site, token).run()
    assert bench.env["GITHUB_TOKEN"] == before


def test_a_github_token_given_twice_is_resumed(bench: Bench) -> None:
    good = bench.relay.new_github_token()
    with passing(when("POST", "/credentials", die)), pytest.raises(DiedError):
        GithubTokenRotation(bench.site, good).run()
    GithubTokenRotation(bench.site, good).run()

    assert any("revoke the old token" in line for line in bench.lines)
    with pytest.raises(BotError, match=r"is in \.env already.*revoke the previous one"):
        GithubTokenRotation(bench.site, good).run()


def test_the_sandbox_makes_another_token_for_the_relay_to_rehearse_with(bench: Bench) -> None:
    GithubTokenRotation(bench.site, bench.stage.sandbox.new_relay_token()).run()

    assert bench.lines[-1] == "Now revoke the old token on GitHub."

"""Tokens of other systems and the relay's own for GitHub: tried out first, never lost, two until one is used."""

from __future__ import annotations

import pytest

from bot.core.errors import BotError
from bot.operate.rotation.api_tokens import TOKENS, ApiTokensRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from tests.nearby import PANEL_TOKEN
from tests.operate.bench import (
    Bench,
    die,
    when,
)
from tests.wire import DiedError, passing


def test_a_system_has_two_tokens_until_it_uses_the_new_one(bench: Bench) -> None:
    new = ApiTokensRotation(bench.site).rotate("painel")
    ApiTokensRotation(bench.site).see("painel")

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{new}"
    with pytest.raises(BotError, match=r"--finish.*--discard"):
        ApiTokensRotation(bench.site).rotate("painel")
    ApiTokensRotation(bench.site).finish("painel")
    assert bench.env[TOKENS] == f"painel:{new}"
    with pytest.raises(BotError, match="one token alone"):
        ApiTokensRotation(bench.site).finish("painel")
    assert new not in "\n".join(bench.said)


def test_a_new_token_that_nobody_got_is_taken_back(bench: Bench) -> None:
    ApiTokensRotation(bench.site).rotate("painel")  # and the terminal is gone

    ApiTokensRotation(bench.site).discard("painel")

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN}"


def test_a_new_system_is_asked_for_by_name_and_goes_again(bench: Bench) -> None:
    with pytest.raises(BotError, match="those with a token: painel"):
        ApiTokensRotation(bench.site).rotate("erp")
    new = ApiTokensRotation(bench.site).rotate("erp", new=True)
    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},erp:{new}"
    with pytest.raises(BotError, match="erp has a token"):
        ApiTokensRotation(bench.site).rotate("erp", new=True)
    for name in ("a b", "x:y", "x,y", ""):
        with pytest.raises(BotError, match="no name for a token"):
            ApiTokensRotation(bench.site).rotate(name, new=True)

    ApiTokensRotation(bench.site).revoke("erp")
    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN}"
    for gone in (ApiTokensRotation.revoke, ApiTokensRotation.finish, ApiTokensRotation.discard):
        with pytest.raises(BotError, match="No system is called erp"):
            gone(ApiTokensRotation(bench.site), "erp")


def test_systems_keep_their_places_when_their_tokens_change(bench: Bench) -> None:
    ApiTokensRotation(bench.site).rotate("erp", new=True)
    new = ApiTokensRotation(bench.site).rotate("painel")
    ApiTokensRotation(bench.site).finish("painel")

    assert bench.env[TOKENS].startswith(f"painel:{new},erp:")


def test_without_the_relay_no_token_is_touched(bench: Bench) -> None:
    bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    before = bench.env[TOKENS]
    for step in (ApiTokensRotation.rotate, ApiTokensRotation.revoke):
        with pytest.raises(BotError, match="nothing was changed"):
            step(ApiTokensRotation(bench.site), "painel")

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


def test_what_another_command_wrote_meanwhile_is_not_lost(bench: Bench) -> None:
    tokens = ApiTokensRotation(bench.site)
    erp = ApiTokensRotation(bench.site).rotate("erp", new=True)
    new = tokens.rotate("painel")

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{new},erp:{erp}"


def test_an_api_token_that_the_relay_did_not_confirm_is_not_lost(bench: Bench) -> None:
    url = bench.relay.url
    bench.relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})
    with pytest.raises(BotError, match="does not answer"):
        ApiTokensRotation(bench.site).rotate("painel")
    bench.relay.env.change({"RELAY_URL": url})
    new = ApiTokensRotation(bench.site).rotate("painel")  # "the same command goes on"

    assert bench.env[TOKENS] == f"painel:{PANEL_TOKEN},painel:{new}"


def test_api_tokens_with_letters_that_a_shell_would_read_otherwise_stay_as_they_are(bench: Bench) -> None:
    odd = "abc!def~(0123)&456*789;abcdef#0123"
    with bench.relay.env.path.open("a") as file:
        file.write(f"{TOKENS}='painel:{odd}'\n")
    tokens = ApiTokensRotation(bench.site)
    new = tokens.rotate("erp", new=True)
    tokens.see("erp")
    tokens.see("painel")

    assert bench.env[TOKENS] == f"painel:{odd},erp:{new}"


def test_api_tokens_with_letters_that_env_cannot_hold_are_explained(bench: Bench) -> None:
    with bench.relay.env.path.open("a") as file:
        file.write(f'{TOKENS}="painel:it\'s $HOME 0123456789abcdef"\n')
    before = bench.env
    with pytest.raises(BotError, match=r"letters that cannot be written to \.env: painel"):
        ApiTokensRotation(bench.site).rotate("erp", new=True)

    assert bench.env == before


def test_a_github_token_given_twice_goes_on(bench: Bench) -> None:
    good = bench.relay.new_github_token()
    with passing(when("POST", "/credentials", die)), pytest.raises(DiedError):
        GithubTokenRotation(bench.site, good).run()
    GithubTokenRotation(bench.site, good).run()

    assert any("revoke the old token" in line for line in bench.said)
    with pytest.raises(BotError, match=r"is in \.env already.*revoke the one before"):
        GithubTokenRotation(bench.site, good).run()


def test_the_sandbox_makes_another_token_for_the_relay_to_rehearse_with(bench: Bench) -> None:
    GithubTokenRotation(bench.site, bench.stage.sandbox.new_relay_token()).run()

    assert bench.said[-1] == "The relay uses it. Now revoke the old token on GitHub."


def test_what_a_github_token_lacks_is_called_lacking(bench: Bench) -> None:
    weak = bench.relay.new_github_token(frozenset({"metadata:read"}))
    with pytest.raises(BotError, match="It lacks: Contents: write, Actions: read"):
        GithubTokenRotation(bench.site, weak).run()
    with pytest.raises(BotError, match="GitHub does not take the token that was given"):
        GithubTokenRotation(bench.site, "unknown").run()

"""Every rotation is one engine: killed after any change the same command completes it, and one runs at a time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.operate.rotation.api_tokens import ApiTokensRotation
from bot.operate.rotation.auth_token import AuthTokenRotation
from bot.operate.rotation.contact_key import ContactKeyRotation
from bot.operate.rotation.github_token import GithubTokenRotation
from tests.operate.bench import (
    AppBench,
    Bench,
    ContactKeyBench,
    GithubTokenBench,
    KeyBench,
    UnseenKeyBench,
    elsewhere,
    killed_after,
    when,
)
from tests.stage import Stage
from tests.wire import DiedError, passing


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (Bench, 7),
        (KeyBench, 9),
        (UnseenKeyBench, 8),
        (AppBench, 2),
        (ContactKeyBench, 7),
        (GithubTokenBench, 2),
    ],
)
def test_killed_after_any_change_the_same_command_completes_it(
    stage: Stage, tmp_path: Path, kind: type[Bench], changes: int
) -> None:
    with kind(stage, tmp_path) as bench, passing(bench.look):
        for number in count(1):
            bench.anew()
            try:
                with killed_after(number):
                    bench.rotate()
            except DiedError:
                bench.rotate()
                assert bench.complete(), (number, bench.said)
                assert bench.well()
            else:
                break

    assert number > changes


def test_two_rotations_at_once(bench: Bench) -> None:
    refused = []

    def second() -> None:
        try:
            AuthTokenRotation(bench.site).run()
        except BotError as error:
            refused.append(error.message)

    with passing(when("POST", "/AuthTokens/Secondary", lambda: elsewhere(second))):
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
        lambda: ApiTokensRotation(bench.site).rotate("painel"),
        lambda: ApiTokensRotation(bench.site).finish("painel"),
        lambda: ApiTokensRotation(bench.site).discard("painel"),
        lambda: ApiTokensRotation(bench.site).revoke("painel"),
        lambda: GithubTokenRotation(bench.site, token).run(),
    ]
    with bench.site.alone():
        for step in steps:
            with pytest.raises(BotError, match="Another `bot rotate`"):
                step()

    assert bench.env == before

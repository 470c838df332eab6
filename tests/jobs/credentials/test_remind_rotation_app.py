"""The key of the relay's GitHub App has an issue of its own, where there is an App; then the token has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.core import app_key
from bot.jobs.credentials import remind_rotation
from tests.conftest import MovedClock
from tests.nearby import NearbyRelay
from tests.stage import Stage
from tests.wire import DiedError, dying_after

START = datetime(2026, 7, 1, 13, tzinfo=UTC)
TOKEN = "Rotação: token do GitHub usado pelo relay"
APP = "Rotação: chave da GitHub App usada pelo relay"


@pytest.fixture
def stage(moved_clock: MovedClock) -> Iterator[Stage]:
    moved_clock.set(START)
    with Stage() as stage:
        yield stage


@pytest.fixture
def key(relay: NearbyRelay) -> str:
    """The key of the App that acts."""
    return relay.act_by_app()


def _remind(stage: Stage, issue: int = 0) -> list[str]:
    return remind_rotation.run({"issue": {"number": issue}} if issue else {}, stage.new_tools())


def _issues(stage: Stage) -> dict[str, dict[str, Any]]:
    return {one["title"]: stage.sandbox.issue(one["number"]) for one in stage.sandbox.issues()}


def _bodies(stage: Stage, title: str = APP) -> str:
    return "\n".join(one["body"] for one in _issues(stage)[title]["comments"])


def _new_key(stage: Stage, relay: NearbyRelay, *, delete: str = "") -> str:
    pem = stage.state.apps.new_key()
    relay.env.change({"GITHUB_APP_PRIVATE_KEY": app_key.one_line(pem)})
    if delete:
        stage.state.apps.delete_key(app_key.fingerprint(delete))
    return pem


def test_where_an_app_acts_its_key_is_looked_after_and_no_token(stage: Stage, key: str) -> None:
    _remind(stage)

    issues = _issues(stage)
    assert issues[APP]["state"] == "closed"
    assert "`bot rotate github-app-key --finish`" in issues[APP]["body"]
    assert TOKEN not in issues


def test_its_life_is_remembered_also_on_days_without_the_relay(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay, key: str
) -> None:
    _remind(stage)
    moved_clock.advance(timedelta(days=77))
    url = stage.variables.pop("RELAY_URL")
    _remind(stage)
    assert "⏳ Faltam 13 dias" in _bodies(stage)
    assert TOKEN not in _issues(stage)

    stage.set_variables(RELAY_URL=url)
    _new_key(stage, relay, delete=key)
    _remind(stage)
    assert _issues(stage)[APP]["state"] == "closed"
    assert "✅ A credencial foi trocada em 16/09/2026 (a troca foi vista por este workflow)" in _bodies(stage)
    assert key[40:90] not in str(_issues(stage))


def test_its_age_can_be_given(stage: Stage, key: str) -> None:
    stage.configure({**stage.changes, "rotation": {"rotated_on": {"github_app_key": "2026-04-05"}}})
    _remind(stage)

    assert _issues(stage)[APP]["state"] == "open"
    assert "**Vence em 04/07/2026**" in _issues(stage)[APP]["body"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("good", "✅ O relay pode entregar mensagens ao GitHub e ver execuções."),
        ("old key", "❌ O GitHub ainda aceita a chave antiga da App"),
        ("dead", "❌ A GitHub App do relay não serve: GitHub refuses the App's key."),
        ("rights", "❌ A GitHub App do relay não serve: The GitHub App lacks a permission in"),
        ("same", "❌ É a mesma credencial de antes, em uso desde 01/07/2026."),
    ],
)
def test_rotated_is_checked_live(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay, key: str, change: str, sentence: str
) -> None:
    _remind(stage)
    moved_clock.advance(timedelta(days=80))
    _remind(stage)
    number = _issues(stage)[APP]["number"]
    new = key if change == "same" else _new_key(stage, relay)
    if change == "old key":
        relay.env.change({"GITHUB_APP_PRIVATE_KEY_OLD": app_key.one_line(key)})
    if change == "dead":
        stage.state.apps.delete_key(app_key.fingerprint(new))
    if change == "rights":
        stage.state.apps.install({"contents": "write"})
    stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage, number)

    assert sentence in _bodies(stage)
    assert _issues(stage)[APP]["state"] == ("closed" if change == "good" else "open")


def test_from_a_token_to_an_app(moved_clock: MovedClock, stage: Stage, relay: NearbyRelay) -> None:
    _remind(stage)
    moved_clock.advance(timedelta(days=80))
    _remind(stage)
    assert _issues(stage)[TOKEN]["state"] == "open"

    relay.act_by_app()
    _remind(stage)
    issues = _issues(stage)
    assert (issues[TOKEN]["state"], issues[APP]["state"]) == ("closed", "closed")
    assert "Esta credencial não é mais usada" in _bodies(stage, TOKEN)
    moved_clock.advance(timedelta(days=30))
    stage.variables.pop("RELAY_URL")
    _remind(stage)
    assert _issues(stage)[TOKEN]["state"] == "closed"


@pytest.mark.parametrize("from_token", [True, False], ids=["from a token", "a new key"])
def test_after_a_crash_at_any_write_the_next_run_completes_it(
    moved_clock: MovedClock, tmp_path: Path, from_token: bool
) -> None:
    folders = count()
    shown = []
    for writes in count():
        moved_clock.set(START)
        folder = tmp_path / str(next(folders))
        folder.mkdir()
        with Stage() as stage, ExitStack() as world:
            relay = world.enter_context(NearbyRelay(stage, folder))
            patient = dict.fromkeys(("twilio_auth_token", "contact_key", "api_tokens"), "3650d")
            stage.configure({**stage.changes, "rotation": {"every": patient}})
            key = "" if from_token else relay.act_by_app()
            _remind(stage)
            moved_clock.set(START + timedelta(days=80))
            _remind(stage)
            if from_token:
                relay.act_by_app()
            else:
                _new_key(stage, relay, delete=key)
                stage.sandbox.comment(_issues(stage)[APP]["number"], "marina", "/rotated")
            survived = _dies(stage, writes)
            if writes and survived:
                break
            shown.append(
                [
                    (title, one["state"], [said["body"].partition("-->")[2] for said in one["comments"]])
                    for title, one in _issues(stage).items()
                ]
            )

    assert len(shown) > 3
    assert all(each == shown[0] for each in shown)


def _dies(stage: Stage, writes: int) -> bool:
    """Run the job, which dies after so many writes (0: it does not), then again; tell whether it survived."""
    try:
        with dying_after(writes) if writes else nullcontext():
            _remind(stage)
    except DiedError:
        _remind(stage)
        return False
    return True

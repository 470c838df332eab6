"""What is known of a credential's age outlives the days on which less is seen, and only a change is called one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from github.GithubRetry import GithubRetry
from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.errors import TemporaryError
from bot.jobs.credentials import remind_rotation
from bot.sandbox.github.values import Actor
from tests import wire
from tests.conftest import MovedClock
from tests.nearby import PANEL_TOKEN, NearbyRelay
from tests.stage import Stage
from tests.wire import passing

START = datetime(2026, 7, 1, 13, tzinfo=UTC)
DAY = timedelta(days=1)
AUTH_TOKEN = "Rotação: Auth Token da Twilio"
GITHUB_TOKEN = "Rotação: token do GitHub usado pelo relay"
API_TOKENS = "Rotação: tokens dos outros sistemas (GATEWAY_API_TOKENS)"
API_KEY = "Rotação: API Key da Twilio"


@pytest.fixture
def stage(moved_clock: MovedClock) -> Iterator[Stage]:
    moved_clock.set(START)
    with Stage() as stage:
        yield stage


@pytest.fixture
def dated(moved_clock: MovedClock, stage: Stage, relay: NearbyRelay) -> Stage:
    """An auth token whose age only GitHub's date of the secret tells: overdue for two days."""
    stage.state.secrets.put("TWILIO_AUTH_TOKEN", "token")
    stage.state.add_token("admin", Actor("marina", "fine-grained", frozenset({"secrets:read"})))
    stage.set_variables(ADMIN_GITHUB_TOKEN="admin")
    moved_clock.advance(92 * DAY)
    _remind(stage)
    moved_clock.advance(DAY)
    return stage


def _remind(stage: Stage, issue: int = 0) -> list[str]:
    return remind_rotation.run({"issue": {"number": issue}} if issue else {}, stage.new_tools())


def _issue(stage: Stage, title: str = AUTH_TOKEN) -> dict[str, Any]:
    (found,) = (one for one in stage.sandbox.issues() if one["title"] == title)
    return stage.sandbox.issue(found["number"])


def _bodies(stage: Stage, title: str = AUTH_TOKEN) -> str:
    return "\n".join(one["body"] for one in _issue(stage, title)["comments"])


def _ask(stage: Stage, title: str = AUTH_TOKEN) -> dict[str, Any]:
    """Comment /rotated; return the comment as it is after the run."""
    number = int(_issue(stage, title)["number"])
    comment = stage.sandbox.comment(number, "marina", "/rotated")
    _remind(stage, number)
    (found,) = (one for one in _issue(stage, title)["comments"] if one["id"] == comment["id"])
    return dict(found)


def test_a_day_without_the_dates_of_secrets_closes_nothing(dated: Stage) -> None:
    dated.set_variables(ADMIN_GITHUB_TOKEN="expired")
    _remind(dated)

    assert _issue(dated)["state"] == "open"
    assert "Em uso desde 01/07/2026 (data do secret no GitHub)" in _issue(dated)["body"]


@pytest.mark.parametrize("asked", [True, False])
def test_a_secret_saved_again_with_the_same_value_is_no_new_one(dated: Stage, asked: bool) -> None:
    dated.state.secrets.put("TWILIO_AUTH_TOKEN", "token")
    if asked:
        _ask(dated)
    _remind(dated)

    assert _issue(dated)["state"] == "open"


def test_a_new_token_is_as_young_as_its_change_whatever_day_the_dates_come_back(
    moved_clock: MovedClock, dated: Stage, relay: NearbyRelay
) -> None:
    dated.set_variables(ADMIN_GITHUB_TOKEN="expired")
    state = dated.twilio.state
    state.make_secondary()
    state.promote_secondary()
    relay.env.change({"TWILIO_AUTH_TOKEN": state.auth_token})
    dated.set_variables(TWILIO_AUTH_TOKEN=state.auth_token)
    _remind(dated)
    assert "✅ A credencial foi trocada em 02/10/2026 (a troca foi vista por este workflow)" in _bodies(dated)

    moved_clock.advance(5 * DAY)
    dated.set_variables(ADMIN_GITHUB_TOKEN="admin")
    _remind(dated)
    assert _issue(dated)["state"] == "closed"
    assert "Em uso desde 02/10/2026" in _issue(dated)["body"]


def test_rotated_without_a_change_does_not_count_where_the_date_was_configured(
    stage: Stage, relay: NearbyRelay
) -> None:
    stage.configure({**stage.changes, "rotation": {"rotated_on": {"twilio_auth_token": "2026-04-10"}}})
    _remind(stage)
    comment = _ask(stage)

    assert _issue(stage)["state"] == "open"
    assert comment["reactions"] == {"confused": ["github-actions[bot]"]}
    assert "- ❌ É a mesma credencial de antes, em uso desde 10/04/2026" in _bodies(stage)


def test_rotated_on_a_credential_that_nobody_changed_proves_nothing_though_it_is_not_due(
    stage: Stage, relay: NearbyRelay
) -> None:
    _remind(stage)
    comment = _ask(stage)

    assert comment["reactions"] == {"confused": ["github-actions[bot]"]}
    assert "😕 Ainda não conta" in _bodies(stage)
    assert "(vista pela primeira vez" in _issue(stage)["body"]


def test_a_longer_period_is_not_told_as_a_change(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    _remind(stage)
    moved_clock.advance(80 * DAY)
    _remind(stage)
    stage.configure({**stage.changes, "rotation": {"every": {"twilio_auth_token": "180d"}}})
    _remind(stage)

    assert _issue(stage)["state"] == "closed"
    assert "foi trocada" not in _bodies(stage)
    assert "📅 O vencimento passou para 28/12/2026, sem que se visse uma troca." in _bodies(stage)


def test_a_date_that_is_configured_later_closes_without_a_word_of_a_change(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    _remind(stage)
    moved_clock.advance(80 * DAY)
    _remind(stage)
    stage.configure({**stage.changes, "rotation": {"rotated_on": {"twilio_auth_token": "2026-09-10"}}})
    _remind(stage)

    assert _issue(stage)["state"] == "closed"
    assert "foi trocada" not in _bodies(stage)


def test_a_token_for_one_more_system_makes_the_others_no_younger(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    _remind(stage)
    moved_clock.advance(80 * DAY)
    _remind(stage)
    known = relay.env.read()["GATEWAY_API_TOKENS"]
    relay.env.change({"GATEWAY_API_TOKENS": f"{known},erp:{'x' * 30}"})
    _ask(stage, API_TOKENS)

    assert _issue(stage, API_TOKENS)["state"] == "open"
    assert "- ❌ Um dos tokens é o mesmo de antes, em uso desde 01/07/2026" in _bodies(stage, API_TOKENS)


def test_tokens_are_rotated_once_none_of_the_old_ones_is_left(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    relay.env.change({"GATEWAY_API_TOKENS": f"painel:{PANEL_TOKEN},erp:{'x' * 30}"})
    _remind(stage)
    moved_clock.advance(80 * DAY)
    _remind(stage)
    relay.env.change({"GATEWAY_API_TOKENS": f"painel:{'p' * 30},erp:{'x' * 30}"})
    _remind(stage)
    assert _issue(stage, API_TOKENS)["state"] == "open"

    moved_clock.advance(DAY)
    relay.env.change({"GATEWAY_API_TOKENS": f"painel:{'p' * 30},erp:{'y' * 30}"})
    _remind(stage)
    assert _issue(stage, API_TOKENS)["state"] == "closed"
    assert "✅ A credencial foi trocada em 19/09/2026" in _bodies(stage, API_TOKENS)


def test_a_day_on_which_github_does_not_tell_the_end_changes_nothing(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GithubRetry, "get_backoff_time", lambda _: 0)
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(expires=START + 10 * DAY)})
    _remind(stage)
    moved_clock.advance(DAY)

    def fails_for_the_relay(request: PreparedRequest, _response: Response) -> None:
        if "labels=rotacao" in str(request.url):
            stage.github_faults.switch_on("github-down")
        if str(request.url).endswith("/credentials"):
            stage.github_faults.switch_off("github-down")

    with passing(fails_for_the_relay):
        _remind(stage)

    assert _issue(stage, GITHUB_TOKEN)["state"] == "open"
    assert "foi trocada" not in _bodies(stage, GITHUB_TOKEN)
    assert "**Expira em 11/07/2026**" in _issue(stage, GITHUB_TOKEN)["body"]


@pytest.mark.parametrize("asked", [True, False])
def test_a_credential_that_is_not_used_any_more_can_be_let_go(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay, asked: bool
) -> None:
    stage.set_variables(TWILIO_API_KEY_SID=f"SK{'0' * 32}", TWILIO_API_KEY_SECRET="s" * 32)
    _remind(stage)
    moved_clock.advance(80 * DAY)
    _remind(stage)
    assert _issue(stage, API_KEY)["state"] == "open"
    del stage.variables["TWILIO_API_KEY_SID"], stage.variables["TWILIO_API_KEY_SECRET"]
    if asked:
        _ask(stage, API_KEY)
    _remind(stage)

    assert _issue(stage, API_KEY)["state"] == "closed"
    assert _bodies(stage, API_KEY).count("Esta credencial não é mais usada") == 1


def test_tokens_of_other_systems_are_let_go_when_the_relay_has_none_and_not_on_a_day_without_it(
    moved_clock: MovedClock, stage: Stage, relay: NearbyRelay
) -> None:
    _remind(stage)
    moved_clock.advance(80 * DAY)
    url = stage.variables.pop("RELAY_URL")
    _remind(stage)
    assert _issue(stage, API_TOKENS)["state"] == "open"

    stage.set_variables(RELAY_URL=url)
    relay.env.change({"GATEWAY_API_TOKENS": None})
    _remind(stage)
    assert _issue(stage, API_TOKENS)["state"] == "closed"


def _asks_of_relay(stage: Stage, answers: int | None = None) -> int:
    """Let a run go by in which every issue asks for a check; return how often the relay was asked.

    It answers with the status `answers`, if one is given.
    """
    asked = []
    for title in (AUTH_TOKEN, GITHUB_TOKEN, API_TOKENS):
        stage.sandbox.comment(int(_issue(stage, title)["number"]), "marina", "/rotated")

    def look(request: PreparedRequest, response: Response) -> None:
        if str(request.url).endswith("/credentials"):
            asked.append(request)
            if answers:
                wire.rewrite(response, {}, answers)

    with passing(look):
        _remind(stage)
    return len(asked)


def test_the_relay_is_asked_once_in_a_run(moved_clock: MovedClock, stage: Stage, relay: NearbyRelay) -> None:
    _remind(stage)
    moved_clock.advance(80 * DAY)
    _remind(stage)

    assert _asks_of_relay(stage) == 1


def test_a_relay_that_asks_to_slow_down_is_not_told_as_one_that_is_silent(
    moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch, stage: Stage, relay: NearbyRelay
) -> None:
    _remind(stage)
    moved_clock.advance(80 * DAY)
    _remind(stage)
    waits: list[float] = []
    monkeypatch.setattr(clock, "sleep", waits.append)
    with pytest.raises(TemporaryError, match="github-token, api-tokens"):
        _asks_of_relay(stage, answers=429)
    assert waits == [60]
    assert "não responde" not in _bodies(stage, GITHUB_TOKEN) + _bodies(stage, API_TOKENS)

    _remind(stage)
    assert "😕 Ainda não conta" in _bodies(stage, GITHUB_TOKEN)


def test_days_are_counted_on_the_calendar_of_the_office(moved_clock: MovedClock, stage: Stage) -> None:
    moved_clock.set(datetime(2026, 7, 1, 1, tzinfo=UTC))  # the evening before in Brasilia
    _remind(stage)
    moved_clock.set(datetime(2026, 9, 15, 2, tzinfo=UTC))  # the 14th there: 14 days before the 28th
    _remind(stage)

    assert "⏳ Faltam 14 dias: **Vence em 28/09/2026**" in _bodies(stage)


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("2026-11-29T00:30", "America/Sao_Paulo"),  # UTC has another day than the office
        ("2026-11-30T23:30", "America/Sao_Paulo"),  # the last of a month
        ("2026-12-31T23:30", "America/Sao_Paulo"),
        ("2027-01-01T00:30", "America/Sao_Paulo"),
        ("2028-02-29T23:30", "America/Sao_Paulo"),
        ("2028-03-01T00:30", "America/Sao_Paulo"),
        ("2026-03-08T06:30", "America/New_York"),  # in half an hour New York loses an hour
        ("2026-10-30T03:30", "America/New_York"),  # it gains one before the due date
        ("2026-09-24T12:30", "Pacific/Auckland"),  # it loses one before the due date
    ],
)
def test_whatever_the_hour_a_credential_of_87_days_is_due_in_three(
    moved_clock: MovedClock, stage: Stage, moment: str, zone: str
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    moved_clock.set(now)
    today = now.astimezone(ZoneInfo(zone)).date()
    rotated_on = {"twilio_auth_token": str(today - 87 * DAY)}
    stage.configure({**stage.changes, "time_zone": zone, "rotation": {"rotated_on": rotated_on}})
    _remind(stage)

    assert f"⏳ Faltam 3 dias: **Vence em {today + 3 * DAY:%d/%m/%Y}**" in _bodies(stage)

"""What is known of a credential's age outlives the days on which less is seen, and only a change is called one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from github.GithubRetry import GithubRetry
from requests import PreparedRequest, Response

from bot.sandbox.github.values import Actor
from tests.conftest import MovedClock
from tests.jobs.credentials.reminders import (
    API_TOKENS,
    APP_KEY,
    AUTH_TOKEN,
    DAY,
    GITHUB_TOKEN,
    SILENT,
    START,
    Reminders,
)
from tests.made_up import ADMIN, WRONG, secret
from tests.made_up import AUTH_TOKEN as AUTH_TOKEN_VALUE
from tests.nearby import PANEL_TOKEN, NearbyRelay
from tests.wire import passing


@pytest.fixture
def dated(reminders: Reminders, relay: NearbyRelay) -> Reminders:
    """An auth token whose age only GitHub's date of the secret shows: overdue for two days, on the day after."""
    reminders.date_secrets(TWILIO_AUTH_TOKEN=AUTH_TOKEN_VALUE)
    reminders.run(92)
    body = reminders.issue()["body"]
    assert "**Vence em 29/09/2026**. Em uso desde 01/07/2026 (data do secret no GitHub)." in body
    assert "não puderam ser lidas" not in body
    reminders.set_day(93)
    return reminders


def test_a_day_without_the_dates_of_secrets_closes_nothing(dated: Reminders) -> None:
    dated.stage.set_variables(ADMIN_GITHUB_TOKEN=WRONG)
    dated.run()

    assert dated.state() == "open"
    assert "Em uso desde 01/07/2026 (data do secret no GitHub)" in dated.issue()["body"]


@pytest.mark.parametrize("asked", [True, False])
def test_a_secret_saved_again_with_the_same_value_is_no_new_one(dated: Reminders, asked: bool) -> None:
    dated.date_secrets(TWILIO_AUTH_TOKEN=AUTH_TOKEN_VALUE)
    if asked:
        dated.ask()
    dated.run()

    assert dated.state() == "open"


def test_a_new_token_is_as_old_as_its_change_whatever_day_the_dates_come_back(
    dated: Reminders, relay: NearbyRelay
) -> None:
    dated.stage.set_variables(ADMIN_GITHUB_TOKEN=WRONG)
    dated.new_auth_token(relay)
    dated.run()
    assert "✅ A credencial foi trocada em 02/10/2026 (a troca foi vista por este workflow)" in dated.shown()

    dated.stage.set_variables(ADMIN_GITHUB_TOKEN=ADMIN)
    dated.run(98)
    assert dated.state() == "closed"
    assert "Em uso desde 02/10/2026" in dated.issue()["body"]


def test_without_the_right_to_see_secrets_the_next_best_source_counts(reminders: Reminders) -> None:
    writer = Actor("marina", "fine-grained", frozenset({"issues:write"}))
    reminders.stage.state.add_token(ADMIN, writer)
    reminders.stage.set_variables(ADMIN_GITHUB_TOKEN=ADMIN)
    reminders.set_rotation(rotated_on={"twilio_auth_token": "2026-04-10"})
    reminders.run()

    body = reminders.issue()["body"]
    assert reminders.state() == "open"
    assert "(`rotation.rotated_on` em config.yml)" in body
    assert "não puderam ser lidas" in body
    assert reminders.comments() == ["⏳ Faltam 8 dias: **Vence em 09/07/2026**"]


def test_the_age_of_an_app_key_can_be_configured(reminders: Reminders, relay: NearbyRelay) -> None:
    relay.act_by_app()
    reminders.set_rotation(rotated_on={"github_app_key": "2026-04-05"})
    reminders.run()

    assert reminders.state(APP_KEY) == "open"
    assert "**Vence em 04/07/2026**" in reminders.issue(APP_KEY)["body"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"every": {"twilio_auth_token": "180d"}}, "passou para 28/12/2026, sem que se visse uma troca."),
        ({"rotated_on": {"twilio_auth_token": "2026-09-10"}}, "passou para 09/12/2026, sem que se visse"),
    ],
)
def test_a_due_date_that_moves_is_not_called_a_change(
    reminders: Reminders, changes: dict[str, dict[str, str]], sentence: str
) -> None:
    reminders.run(0, 80)
    reminders.set_rotation(**changes)
    reminders.run()

    assert reminders.state() == "closed"
    assert "foi trocada" not in reminders.shown()
    assert f"📅 O vencimento {sentence}" in reminders.shown()


def test_a_token_for_one_more_system_makes_the_others_no_younger(
    reminders: Reminders, relay: NearbyRelay
) -> None:
    reminders.run(0, 80)
    relay.env.change({"GATEWAY_API_TOKENS": f"painel:{PANEL_TOKEN},erp:{secret('x')}"})
    reminders.ask(API_TOKENS)

    assert reminders.state(API_TOKENS) == "open"
    assert "- ❌ Um dos tokens é o mesmo de antes, em uso desde 01/07/2026" in reminders.shown(API_TOKENS)


def test_tokens_are_rotated_once_none_of_the_old_ones_is_left(
    reminders: Reminders, relay: NearbyRelay
) -> None:
    relay.env.change({"GATEWAY_API_TOKENS": f"painel:{PANEL_TOKEN},erp:{secret('x')}"})
    reminders.run(0, 80)
    relay.env.change({"GATEWAY_API_TOKENS": f"painel:{secret('p')},erp:{secret('x')}"})
    reminders.run()
    assert reminders.state(API_TOKENS) == "open"

    relay.env.change({"GATEWAY_API_TOKENS": f"painel:{secret('p')},erp:{secret('y')}"})
    reminders.run(81)
    assert reminders.state(API_TOKENS) == "closed"
    assert "✅ A credencial foi trocada em 19/09/2026" in reminders.shown(API_TOKENS)


@pytest.mark.parametrize("silent", ["relay", "github"])
def test_a_token_that_expires_is_due_then_also_on_a_day_on_which_its_end_is_not_known(
    reminders: Reminders, relay: NearbyRelay, monkeypatch: pytest.MonkeyPatch, quick: None, silent: str
) -> None:
    monkeypatch.setattr(GithubRetry, "get_backoff_time", lambda _: 0)
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(expires=START + 10 * DAY)})
    reminders.run(0)
    given = reminders.comments(GITHUB_TOKEN)
    assert given == ["⏳ Faltam 10 dias: **Expira em 11/07/2026** e deixa de funcionar"]

    def fails_for_the_relay(request: PreparedRequest, _response: Response) -> None:
        if "labels=rotacao" in str(request.url):
            reminders.stage.github_faults.switch_on("github-down")
        if str(request.url).endswith("/credentials"):
            reminders.stage.github_faults.switch_off("github-down")

    if silent == "relay":
        reminders.stage.set_variables(RELAY_URL=SILENT)
        reminders.run(1)
    else:
        with passing(fails_for_the_relay):
            reminders.run(1)
    assert (reminders.state(GITHUB_TOKEN), reminders.comments(GITHUB_TOKEN)) == ("open", given)
    assert "**Expira em 11/07/2026**" in reminders.issue(GITHUB_TOKEN)["body"]


def test_days_are_counted_in_the_configured_time_zone(moved_clock: MovedClock, reminders: Reminders) -> None:
    moved_clock.set(datetime(2026, 7, 1, 1, tzinfo=UTC))  # the evening before in Brasilia
    reminders.run()
    moved_clock.set(datetime(2026, 9, 15, 2, tzinfo=UTC))  # the 14th there: 14 days before the 28th
    reminders.run()

    assert reminders.comments() == ["⏳ Faltam 14 dias: **Vence em 28/09/2026**"]


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("2026-11-29T00:30", "America/Sao_Paulo"),  # UTC has another day than the configured time zone
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
    moved_clock: MovedClock, reminders: Reminders, moment: str, zone: str
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    moved_clock.set(now)
    today = now.astimezone(ZoneInfo(zone)).date()
    rotated_on = {"twilio_auth_token": str(today - timedelta(days=87))}
    reminders.stage.configure({"time_zone": zone, "rotation": {"rotated_on": rotated_on}})
    reminders.run()

    due = today + timedelta(days=3)
    assert reminders.comments(AUTH_TOKEN) == [f"⏳ Faltam 3 dias: **Vence em {due:%d/%m/%Y}**"]

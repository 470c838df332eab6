"""The emulated Monitor API, asked with Twilio's own library."""

from __future__ import annotations

from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from bot.adapters.twilio import monitor
from bot.adapters.twilio.client import connect
from bot.core import clock
from bot.sandbox.world import SMS_NUMBER
from tests.conftest import MovedClock
from tests.stage import ACCOUNT, Stage

HOUR = timedelta(hours=1)


@pytest.fixture(name="client")
def _client(moved_clock: MovedClock, stage: Stage) -> Client:
    for code in ("11200", "12300"):
        stage.twilio.state.raise_alert(
            code, "Something", url="https://x.example", resource_sid=f"SM{'0' * 32}"
        )
        moved_clock.advance(HOUR)
    return connect(stage.tools.settings)


def test_alerts_are_listed_the_newest_first(client: Client) -> None:
    newest, oldest = client.monitor.v1.alerts.list(start_date=clock.now() - 3 * HOUR)

    assert [one.error_code for one in (newest, oldest)] == ["12300", "11200"]
    assert (newest.account_sid, newest.log_level) == (ACCOUNT, "error")
    assert newest.date_generated > oldest.date_generated


def test_they_are_chosen_by_time_and_level(client: Client) -> None:
    listed = client.monitor.v1.alerts.list

    assert [one.error_code for one in listed(start_date=clock.now() - 1.5 * HOUR)] == ["12300"]
    assert [one.error_code for one in listed(end_date=clock.now() - 1.5 * HOUR)] == ["11200"]
    assert listed(log_level="warning") == []


def test_a_list_is_read_page_by_page(client: Client) -> None:
    assert len(client.monitor.v1.alerts.list(page_size=1)) == 2


def test_nothing_is_listed_from_more_than_thirty_days_ago(client: Client, stage: Stage) -> None:
    with pytest.raises(TwilioException):
        client.monitor.v1.alerts.list(start_date=clock.now() - timedelta(days=31))

    # Nor does our own client ask for it.
    assert len(monitor.log(stage.tools.settings, clock.now() - timedelta(days=31)).alerts) == 2


def test_one_alert_is_fetched_and_an_unknown_one_is_not_there(client: Client) -> None:
    sid = client.monitor.v1.alerts.list()[0].sid

    assert client.monitor.v1.alerts(sid).fetch().error_code == "12300"
    with pytest.raises(TwilioRestException):
        client.monitor.v1.alerts(f"NO{'0' * 32}").fetch()


def test_a_webhook_that_nobody_answers_raises_one(stage: Stage) -> None:
    stage.twilio.state.point_webhooks("http://127.0.0.1:9/hook")
    stage.twilio.person_texts("+5511987654321", SMS_NUMBER, "Oi")

    (alert,) = monitor.log(stage.tools.settings, clock.now() - HOUR).alerts
    assert alert.code == 11205

"""While GitHub grants the jobs no more requests the relay starts no runs: each would cost a minute and do nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.core import clock
from bot.core.contact_keys import new_key
from bot.relay.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import api_limit, order_status
from bot.rules.wire.api_limit import ApiLimit
from bot.rules.wire.order_status import OrderReport, OrderStatus
from tests.relay.caller import AREA, OPERATOR
from tests.relay.desk import Desk, FakeGitHub

SOON = timedelta(minutes=40)


@pytest.fixture(name="desk")
def _desk(desk: Desk, github: FakeGitHub) -> Desk:
    desk.now = github.now = clock.now()
    return desk


def tell(client: FlaskClient, sealed: object) -> int:
    return client.post(f"{AREA}/limit", json={"sealed": sealed}).status_code


def used_up(client: FlaskClient, desk: Desk, ahead: timedelta = SOON) -> int:
    return tell(client, api_limit.seal(ApiLimit(clock.now() + ahead), desk.vault))


def test_one_failed_run_is_enough_and_what_comes_meanwhile_goes_together_afterwards(
    desk: Desk, client: FlaskClient, github: FakeGitHub
) -> None:
    desk.writes("um")
    desk.settle()
    github.end("failure")
    assert used_up(client, desk) == 204
    for text in ("dois", "três", "quatro"):
        desk.writes(text)
        desk.pass_time(600, stride=10)

    assert len(github.dispatches) == 1

    desk.pass_time(700, stride=10)
    github.end("success")
    desk.pass_time(20)

    assert desk.texts() == [["um"], ["um"], ["dois", "três", "quatro"]]


def test_it_holds_for_every_kind_and_after_a_restart(
    desk: Desk, client: FlaskClient, github: FakeGitHub
) -> None:
    used_up(client, desk)
    desk.dispatcher = desk.new_dispatcher()
    desk.writes("um")
    desk.pass_time(60)

    assert github.dispatches == []


def test_the_status_says_until_when_and_that_nothing_is_lost(desk: Desk, client: FlaskClient) -> None:
    used_up(client, desk)
    desk.writes("um")
    desk.settle()

    (error,) = json.loads(client.get(f"{AREA}/gateway/status", headers=OPERATOR).text)["errors"]
    assert error["message"].startswith("GitHub grants the workflows no requests until ")
    assert error["remedy"].startswith("Nothing is lost")

    desk.pass_time(SOON.total_seconds() + 60, stride=60)
    assert desk.dispatcher.problems() == []


def test_a_limit_that_has_passed_holds_nothing_up(desk: Desk, client: FlaskClient) -> None:
    assert used_up(client, desk, -SOON) == 204
    desk.writes("um")
    desk.settle()

    assert desk.texts() == [["um"]]


def test_what_is_told_last_counts(desk: Desk) -> None:
    for ahead in (2 * SOON, SOON):
        desk.store.note_limit(desk.now + ahead)

    with Store(desk.file, desk.vault) as store:
        assert store.limited_until() == desk.now + SOON


def test_nobody_else_can_make_the_relay_keep_still(
    desk: Desk, client: FlaskClient, github: FakeGitHub
) -> None:
    strange = api_limit.seal(ApiLimit(clock.now() + SOON), Vault([new_key()]))
    other = order_status.seal(OrderReport("x", OrderStatus.SENT), desk.vault)
    for sealed in (strange, other, "não", "", None, 7):
        assert tell(client, sealed) == 403
    assert used_up(client, desk, timedelta(days=1)) == 403
    desk.writes("um")
    desk.settle()

    assert len(github.dispatches) == 1

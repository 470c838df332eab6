"""While GitHub grants the jobs no more requests the relay starts no runs: each would cost a minute and do nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.core import clock
from bot.core.contact_keys import new_key
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import api_limit, order_status
from bot.rules.wire.api_limit import ApiLimit
from bot.rules.wire.order_status import OrderReport, OrderStatus
from tests.relay.caller import AREA, OPERATOR
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness

SOON = timedelta(minutes=40)


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness, github: FakeGitHub) -> RelayHarness:
    harness.now = github.now = clock.now()
    return harness


def report_limit(client: FlaskClient, sealed: object) -> int:
    return client.post(f"{AREA}/limit", json={"sealed": sealed}).status_code


def used_up(client: FlaskClient, harness: RelayHarness, ahead: timedelta = SOON) -> int:
    return report_limit(client, api_limit.seal(ApiLimit(clock.now() + ahead), harness.vault.relay_keys))


def test_one_failed_run_is_enough_and_what_comes_meanwhile_goes_together_afterwards(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    harness.writes("um")
    harness.settle()
    github.end("failure")
    assert used_up(client, harness) == 204
    for text in ("dois", "três", "quatro"):
        harness.writes(text)
        harness.pass_time(600, stride=30)

    assert len(github.dispatches) == 1

    harness.pass_time(700, stride=30)
    github.end("success")
    harness.pass_time(20)

    assert harness.texts() == [["um"], ["dois", "três", "quatro"], ["um"]]


@pytest.mark.both_stores
def test_it_holds_for_every_kind_and_after_a_restart(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    used_up(client, harness)
    harness.dispatcher = harness.new_dispatcher()
    harness.writes("um")
    harness.pass_time(60)

    assert github.dispatches == []


def test_the_status_shows_until_when_and_that_nothing_is_lost(
    harness: RelayHarness, client: FlaskClient
) -> None:
    used_up(client, harness)
    harness.writes("um")
    harness.settle()

    errors = json.loads(client.get(f"{AREA}/gateway/status", headers=OPERATOR).text)["errors"]
    (error,) = [each for each in errors if "grants the workflows no requests until " in each["message"]]
    assert error["remedy"].startswith("Nothing is lost")

    harness.pass_time(SOON.total_seconds() + 60, stride=60)
    assert harness.dispatcher.problems(harness.now) == []


def test_a_limit_that_has_passed_holds_nothing_up(harness: RelayHarness, client: FlaskClient) -> None:
    assert used_up(client, harness, -SOON) == 204
    harness.writes("um")
    harness.settle()

    assert harness.texts() == [["um"]]


@pytest.mark.both_stores
def test_the_last_report_counts(harness: RelayHarness) -> None:
    for ahead in (2 * SOON, SOON):
        harness.store.note_limit(harness.now + ahead)

    with Store(harness.place, harness.vault.relay_keys) as store:
        assert store.limited_until() == harness.now + SOON


def test_nobody_else_can_make_the_relay_keep_still(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    strange = api_limit.seal(ApiLimit(clock.now() + SOON), Vault([new_key()]).relay_keys)
    other = order_status.seal(OrderReport("x", OrderStatus.SENT), harness.vault.relay_keys)
    for sealed in (strange, other, "não", "", None, 7):
        assert report_limit(client, sealed) == 403
    assert used_up(client, harness, timedelta(days=1)) == 403
    harness.writes("um")
    harness.settle()

    assert len(github.dispatches) == 1

"""The status of an order, shown only to who ordered it; and what the providers can do."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from bot.adapters.twilio import account
from bot.core import clock
from bot.core.contact_keys import new_key
from bot.core.settings import Settings
from bot.relay import examination
from bot.relay.app import create_app
from bot.relay.examination import Examination
from bot.relay.store.schema import events
from bot.rules.people.sealing import Vault
from bot.rules.wire.order_status import OrderReport, OrderStatus
from bot.sandbox.emulator.server import Server
from bot.sandbox.twilio import TwilioEmulator, TwilioState, serve
from tests.made_up import WRONG
from tests.relay.caller import (
    AREA,
    OPERATOR,
    OTHER,
    callback,
    json_of,
    open_to_orders,
    ordered,
    outcome,
    status_of,
    with_environment,
)
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import ACCOUNT, TOKEN, RelayHarness

BOTH_STORES = True


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness, github: FakeGitHub) -> RelayHarness:
    return open_to_orders(harness, github)


class TestFate:
    def test_from_the_disk_to_the_run(
        self, harness: RelayHarness, client: FlaskClient, github: FakeGitHub
    ) -> None:
        order = ordered(client)
        assert status_of(client, order)["status"] == "queued"
        harness.now = github.now = clock.now()
        harness.settle()
        assert status_of(client, order)["status"] == "dispatched"
        github.end("success")
        harness.pass_time(10)

        assert status_of(client, order)["status"] == "handled"
        assert status_of(client, order)["updated_at"].endswith("Z")

    def test_twilio_s_reports_set_its_status(self, harness: RelayHarness, client: FlaskClient) -> None:
        order = ordered(client)
        assert callback(client, order, "queued") == 204
        assert status_of(client, order)["status"] == "queued"
        for status, stage in (
            ("sent", "sent"),
            ("delivered", "delivered"),
            ("sent", "delivered"),
            ("read", "delivered"),
        ):
            assert callback(client, order, status) == 204
            assert status_of(client, order)["status"] == stage

    def test_a_text_in_parts_is_delivered_with_the_last_of_them(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        order = ordered(client)
        fates = []
        for part, status in (("2-2", "delivered"), ("1-2", "sent"), ("2-2", "read"), ("1-2", "delivered")):
            callback(client, order, status, part=part)
            fates.append(status_of(client, order)["status"])

        assert fates == ["sent", "sent", "sent", "delivered"]

    def test_what_twilio_keeps_is_scheduled_until_it_leaves(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        order = ordered(client)
        outcome(
            client,
            order,
            harness.vault,
            OrderReport(order, OrderStatus.SCHEDULED, "until 2026-11-24T11:00:00Z"),
        )
        assert status_of(client, order)["status"] == "scheduled"
        callback(client, order, "sent")

        assert status_of(client, order)["status"] == "sent"

    def test_failure_with_its_code(self, client: FlaskClient) -> None:
        order = ordered(client)
        callback(client, order, "undelivered", 30005)

        assert status_of(client, order) | {"updated_at": ""} == {
            "id": order,
            "status": "failed",
            "code": 30005,
            "updated_at": "",
        }

    def test_the_job_s_report_sets_its_status_even_twice(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        order = ordered(client)
        later = OrderReport(order, OrderStatus.DEFERRED, "Quiet hours until 08:00.")
        assert outcome(client, order, harness.vault, later) == 204
        assert status_of(client, order)["reason"] == "Quiet hours until 08:00."
        assert outcome(client, order, harness.vault, OrderReport(order, OrderStatus.SENT)) == 204
        assert outcome(client, order, harness.vault, later) == 204

        assert status_of(client, order)["status"] == "sent"

    def test_only_a_job_can_report_it(self, harness: RelayHarness, client: FlaskClient) -> None:
        order = ordered(client)
        report = OrderReport(order, OrderStatus.REFUSED)
        assert outcome(client, order, Vault([new_key()]), report) == 403
        assert outcome(client, order, harness.vault, OrderReport("another", OrderStatus.REFUSED)) == 403
        for sealed in (None, 3, "é", "nonsense", harness.vault.seal(b"{}"), harness.vault.seal(b"[[")):
            path = f"{AREA}/messages/{order}/outcome"
            assert client.post(path, json={"sealed": sealed}).status_code == 403

        assert status_of(client, order)["status"] == "queued"

    def test_an_order_that_is_not_known_does_no_harm(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        assert callback(client, "nobody", "sent") == 204
        assert outcome(client, "nobody", harness.vault, OrderReport("nobody", OrderStatus.SENT)) == 204

    def test_only_who_ordered_sees_it(self, client: FlaskClient) -> None:
        order = ordered(client)

        assert client.get(f"{AREA}/messages/{order}", headers=OTHER).status_code == 404
        assert client.get(f"{AREA}/messages/nothing", headers=OPERATOR).status_code == 404

    def test_it_is_forgotten_in_the_end(
        self, harness: RelayHarness, client: FlaskClient, github: FakeGitHub
    ) -> None:
        order, waiting = ordered(client), ordered(client)
        with harness.store.writing() as connection:
            connection.execute(delete(events).where(events.c.key == order))
        harness.pass_time(31 * 86_400, stride=86_400)

        assert client.get(f"{AREA}/messages/{order}", headers=OPERATOR).status_code == 404
        assert status_of(client, waiting)["status"] == "dispatched"


class TestByKey:
    def test_orders_are_found_by_their_keys(self, client: FlaskClient) -> None:
        first, second = ordered(client, idempotency_key="a"), ordered(client, idempotency_key="b")
        ordered(client)
        callback(client, second, "undelivered", 30005)
        found = {one["key"]: one for one in by_key(client, ["b", "a", "never", "a"])}

        assert found.keys() == {"a", "b"}
        assert (found["a"]["id"], found["a"]["status"]) == (first, "queued")
        assert (found["b"]["id"], found["b"]["status"], found["b"]["code"]) == (second, "failed", 30005)
        assert found["b"]["updated_at"] == status_of(client, second)["updated_at"]

    def test_only_those_of_the_token_that_asks(self, client: FlaskClient) -> None:
        ordered(client, idempotency_key="a")

        assert by_key(client, ["a"], OTHER) == []
        assert client.post(f"{AREA}/messages/by-key", json={"keys": ["a"]}).status_code == 401

    def test_after_a_rotation_of_the_key(self, harness: RelayHarness, client: FlaskClient) -> None:
        order = ordered(client, idempotency_key="a")
        keys = ",".join([new_key(), *harness.settings.contact_keys])
        rotated = with_environment(harness.settings, CONTACT_KEY=keys)
        later = create_app(rotated, harness.store, harness.dispatcher).test_client()

        assert [one["id"] for one in by_key(later, ["a"])] == [order]

    @pytest.mark.parametrize("keys", [None, "a", [1], ["\ud800"], ["a"] * 501])
    def test_what_is_no_list_of_keys_is_refused(self, client: FlaskClient, keys: object) -> None:
        answer = client.post(f"{AREA}/messages/by-key", json={"keys": keys}, headers=OPERATOR)

        assert answer.status_code == 422
        assert json_of(answer)["fields"][0]["field"] == "keys"

    def test_as_many_as_may_be_asked_about_at_once(self, client: FlaskClient) -> None:
        keys = [f"{number:064d}" for number in range(500)]
        order = ordered(client, idempotency_key=keys[-1])

        assert [one["id"] for one in by_key(client, keys)] == [order]


def by_key(client: FlaskClient, keys: list[str], headers: dict[str, str] = OPERATOR) -> list[dict[str, Any]]:
    answer = client.post(f"{AREA}/messages/by-key", json={"keys": keys}, headers=headers)
    found: list[dict[str, Any]] = json_of(answer)["messages"]
    return found


class TestProviders:
    def test_what_they_can_do(self, client: FlaskClient) -> None:
        twilio = json_of(client.get(f"{AREA}/providers", headers=OPERATOR))["providers"][0]

        assert twilio["channels"] == {"sms": {"configured": True}, "whatsapp": {"configured": True}}
        assert twilio["limits"]["characters_per_part"] == 1600

    @pytest.mark.parametrize(("token", "status"), [(TOKEN, "success"), (WRONG, "error")])
    def test_the_connection_is_tried(self, harness: RelayHarness, token: str, status: str) -> None:
        with emulated() as twilio:
            settings = with_environment(harness.settings, TWILIO_API_URL=twilio.url, TWILIO_AUTH_TOKEN=token)
            client = create_app(settings, harness.store, harness.dispatcher).test_client()
            answer = client.post(f"{AREA}/providers/test", json={"provider": "twilio"}, headers=OPERATOR)

        assert answer.status_code == 200
        assert json_of(answer)["status"] == status
        assert json_of(answer)["message"].endswith(".")
        assert bool(json_of(answer)["remedy"]) is (status == "error")

    def test_another_provider_is_a_wrong_field(self, client: FlaskClient) -> None:
        answer = client.post(f"{AREA}/providers/test", json={"provider": "nobody"}, headers=OPERATOR)

        assert answer.status_code == 422

    def test_an_api_key_is_tried_where_it_may_look(self, harness: RelayHarness) -> None:
        with emulated() as twilio:
            settings = with_environment(
                harness.settings,
                TWILIO_API_URL=twilio.url,
                TWILIO_API_KEY_SID="SK" + "0" * 32,
                TWILIO_API_KEY_SECRET="not-known-there",
            )
            assert "credentials" in account.check(settings).sentence

    def test_nobody_there(self, harness: RelayHarness) -> None:
        settings = with_environment(harness.settings, TWILIO_API_URL="http://127.0.0.1:9")

        assert account.check(settings).sentence == "Twilio cannot be reached."

    @pytest.mark.parametrize("status", [404, 429, 500])
    def test_odd_answers_are_sentences(self, status: int, harness: RelayHarness, github: FakeGitHub) -> None:
        github.runs_status = status
        result = account.check(with_environment(harness.settings, TWILIO_API_URL=github.url))

        assert not result.ok
        assert str(status) in result.sentence
        assert result.remedy


def emulated() -> Server:
    return serve(TwilioEmulator(TwilioState(ACCOUNT, TOKEN, "+15551234567", "whatsapp:+14155238886")))


def test_a_twilio_that_is_silent_is_not_waited_for(harness: RelayHarness) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings = with_environment(harness.settings, TWILIO_API_URL=f"http://127.0.0.1:{port}")

        assert account.check(settings, timeout=0.05).sentence == "Twilio did not answer within 0.05 seconds."


class TestExamination:
    """The whole installation, where the relay was given what looks at it."""

    @pytest.fixture
    def examined(self, harness: RelayHarness) -> Iterator[tuple[FlaskClient, Examination]]:
        with emulated() as twilio:
            settings = with_environment(harness.settings, TWILIO_API_URL=twilio.url)
            app = create_app(settings, harness.store, harness.dispatcher)
            yield app.test_client(), app.extensions[examination.__name__]

    def test_what_is_wrong_is_the_answer_with_its_remedy(
        self, examined: tuple[FlaskClient, Examination]
    ) -> None:
        client, tested = examined
        fine = {"id": "a", "title": "A", "verdict": "ok", "evidence": "Fine.", "remedy": ""}
        wrong = {"id": "b", "title": "B", "verdict": "wrong", "evidence": "Broken.", "remedy": "Mend it."}
        tested.examine = lambda _, __: {"checks": [fine, wrong]}

        found = json_of(client.post(f"{AREA}/providers/test", headers=OPERATOR))
        assert (found["status"], found["message"], found["remedy"]) == ("error", "B: Broken.", "Mend it.")
        assert found["checks"] == [fine, wrong]

        tested.examine = lambda _, __: {"checks": [fine]}
        found = json_of(client.post(f"{AREA}/providers/test", headers=OPERATOR))
        assert (found["status"], found["checks"]) == ("success", [fine])

    def test_a_second_one_meanwhile_is_asked_to_wait(self, examined: tuple[FlaskClient, Examination]) -> None:
        client, tested = examined

        def examine(_: Settings, __: Path) -> Mapping[str, Any]:
            second = client.post(f"{AREA}/providers/test", headers=OPERATOR)
            assert (second.status_code, second.headers["Retry-After"]) == (429, "10")
            return {"checks": []}

        tested.examine = examine
        for _ in range(2):  # and nothing stays locked
            assert json_of(client.post(f"{AREA}/providers/test", headers=OPERATOR))["status"] == "success"

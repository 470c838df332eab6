"""What other systems get: orders accepted or refused with reasons, shown only to who ordered, never sent twice."""

from __future__ import annotations

import logging
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.core.contact_keys import new_key
from bot.core.settings import Settings
from bot.relay.app import create_app
from bot.relay.door import MAX_BODY_BYTES
from bot.rules.wire import ceiling_report
from tests.relay.caller import (
    AREA,
    BODY,
    OPERATOR,
    OTHER,
    SEND,
    Json,
    json_of,
    open_to_orders,
    ordered,
    orders,
    send,
    with_environment,
)
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import OPERATOR_TOKEN, RelayHarness


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness, github: FakeGitHub) -> RelayHarness:
    return open_to_orders(harness, github)


# label: (what differs from BODY, what the order holds)
TAKEN: dict[str, tuple[Json, Json]] = {
    "as the guide says": ({}, {"text": "Sua guia vence", "purpose": "notification", "by": "operator"}),
    "whatsapp": ({"type": "whatsapp"}, {"wire": "whatsapp:+5511987654321"}),
    "whatsapp with prefix": (
        {"type": "WhatsApp", "destination": "whatsapp:+55 11 98765-4321"},
        {"wire": "whatsapp:+5511987654321"},
    ),
    "blanks and dashes": ({"destination": " +55 (11) 98765-4321 "}, {"wire": "+5511987654321"}),
    "without provider": ({"provider": None}, {"text": "Sua guia vence"}),
    "marketing": ({"purpose": "marketing"}, {"purpose": "marketing"}),
    "template": (
        {"message": None, "template": "lembrete", "variables": {"2": "b", "1": "a"}},
        {"text": "", "template": "lembrete", "variables": (("1", "a"), ("2", "b"))},
    ),
    "16,000 characters": ({"message": "é" * 16_000}, {"text": "é" * 16_000}),
}

# label: (what differs from BODY, the fields that are named)
REFUSED: dict[str, tuple[Json, list[str]]] = {
    "nothing at all": (dict.fromkeys(BODY), ["type", "destination", "message"]),
    "no country code": ({"destination": "11987654321"}, ["destination"]),
    "no plus": ({"destination": "5511987654321"}, ["destination"]),
    "a word": ({"destination": "Maria"}, ["destination"]),
    "letters in a number": ({"destination": "+55 11 CALL-ME"}, ["destination"]),
    "too short": ({"destination": "+55119"}, ["destination"]),
    "too long": ({"destination": "+5511987654321987"}, ["destination"]),
    "no such country": ({"destination": "+999123456789"}, ["destination"]),
    "another country": ({"destination": "+244923123456"}, ["destination"]),
    "Jamaica": ({"destination": "+18765551234"}, ["destination"]),
    "a satellite phone": ({"destination": "+881612345678"}, ["destination"]),
    "a premium rate of North America": ({"destination": "+19005551234"}, ["destination"]),
    "a premium rate of Brazil": ({"destination": "+559001234567"}, ["destination"]),
    "a global premium rate": ({"destination": "+979123456789"}, ["destination"]),
    "our own number": ({"destination": "+14155238886"}, ["destination"]),
    "our own number on WhatsApp": ({"destination": "+14155238886", "type": "whatsapp"}, ["destination"]),
    "a number that is no text": ({"destination": 5511987654321}, ["destination"]),
    "two channels": ({"destination": "whatsapp:+5511987654321"}, ["destination"]),
    "fax": ({"type": "fax"}, ["type"]),
    "another provider": ({"provider": "nobody"}, ["provider"]),
    "another purpose": ({"purpose": "spam"}, ["purpose"]),
    "an empty message": ({"message": " \n"}, ["message"]),
    "16,001 characters": ({"message": "x" * 16_001}, ["message"]),
    "more than a dispatch takes": (
        {"message": "".join(map(chr, random.Random(1).choices(range(0x10000, 0x110000), k=16_000)))},
        ["message"],
    ),
    "half a character": ({"message": "\ud83d"}, ["message"]),
    "message and template": ({"template": "lembrete"}, ["template"]),
    "variables alone": ({"variables": {"1": "a"}}, ["variables"]),
    "variables that are numbers": ({"message": None, "template": "x", "variables": {"1": 1}}, ["variables"]),
    "a typo": ({"purpse": "marketing"}, ["purpse"]),
    "everything": (
        {"destination": "1", "message": "", "type": 1, "provider": 2, "purpose": 3},
        ["provider", "type", "purpose", "destination", "message"],
    ),
}


@pytest.mark.parametrize(("changes", "holds"), TAKEN.values(), ids=TAKEN)
def test_orders_are_taken_in(
    harness: RelayHarness, client: FlaskClient, changes: Json, holds: Json, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = send(client, **changes)
    order = orders(harness)[0]

    assert answer.status_code == 202
    assert json_of(answer)["status"] == "success"
    assert json_of(answer)["data"] == {"id": order.id, "status": "queued"}
    found = {name: order.person.wire if name == "wire" else getattr(order, name) for name in holds}
    assert found == holds
    assert order.id in caplog.text
    assert "987654321" not in caplog.text
    assert "guia" not in caplog.text


def test_a_long_order_counts_for_its_segments(harness: RelayHarness) -> None:
    section = harness.settings.config.ceilings.model_copy(update={"token_segments_per_hour": 240})
    changed = harness.settings.config.model_copy(update={"ceilings": section})
    harness.settings = harness.settings.model_copy(update={"config": changed})
    client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()

    assert send(client, message="\u00e3" * 16_000).status_code == 202
    assert send(client).status_code == 429
    assert send(client, OTHER, type="whatsapp", message="\u00e3" * 16_000).status_code == 202
    assert send(client, OTHER).status_code == 202


def test_an_alert_reaches_an_administrator_abroad_and_nobody_else(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.settings = with_environment(harness.settings, ADMIN_PHONES="+244923123456")
    client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()

    assert send(client, destination="+244923123456", purpose="alert").status_code == 202
    assert send(client, destination="+244923123456").status_code == 422
    assert send(client, destination="+37251234567", purpose="alert").status_code == 422


def test_a_system_over_its_ceiling_is_told_until_when_and_the_jobs_once(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    section = harness.settings.config.ceilings.model_copy(update={"token_segments_per_hour": 2})
    changed = harness.settings.config.model_copy(update={"ceilings": section})
    harness.settings = with_environment(
        harness.settings.model_copy(update={"config": changed}), ADMIN_PHONES="+5511955554444"
    )
    client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()
    taken = [send(client, idempotency_key=f"k{number}") for number in range(5)]

    assert [one.status_code for one in taken] == [202, 202, 429, 429, 429]
    assert 3_500 < int(taken[2].headers["Retry-After"]) <= 3_600
    assert "ceiling of 2 segments in an hour for this token" in json_of(taken[2])["error"]
    assert send(client, idempotency_key="k0").status_code == 202  # the answer of the first
    assert send(client, OTHER).status_code == 202
    assert send(client, destination="+5511955554444", purpose="alert").status_code == 202
    reports = [one for one in orders(harness) if ceiling_report.read(one)]
    (reached,) = map(ceiling_report.read, reports)
    assert reached
    assert (reached.whose, reached.ceiling.most) == ("operator", 2)


@pytest.mark.parametrize(("changes", "fields"), REFUSED.values(), ids=REFUSED)
def test_wrong_fields_are_named_all_at_once(
    harness: RelayHarness,
    client: FlaskClient,
    changes: Json,
    fields: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = send(client, **changes)
    faults = json_of(answer)["fields"]

    assert answer.status_code == 422
    assert [fault["field"] for fault in faults] == fields
    assert all(fault["reason"] for fault in faults)
    assert all(fault["example"] or fault["field"] == "purpse" for fault in faults)
    assert orders(harness) == []
    assert "11987654321" not in caplog.text


def test_the_missing_country_code_of_brazil_is_reported(client: FlaskClient) -> None:
    assert "+55" in json_of(send(client, destination="(11) 98765-4321"))["fields"][0]["reason"]
    assert "no +" in json_of(send(client, destination="5511987654321"))["fields"][0]["reason"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", SEND),
        ("GET", f"{AREA}/messages/x"),
        ("GET", f"{AREA}/providers"),
        ("POST", f"{AREA}/providers/test"),
    ],
)
def test_a_token_is_needed(client: FlaskClient, headers: dict[str, str], method: str, path: str) -> None:
    answer = client.open(path, method=method, json=BODY, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "GATEWAY_API_TOKENS" in json_of(answer)["error"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("destination=1", "application/x-www-form-urlencoded", 415),
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("[]", "application/json", 400),
        ("\udcff".encode(errors="surrogateescape"), "application/json", 400),
        ("x" * (MAX_BODY_BYTES + 1), "application/json", 413),
    ],
    ids=["form", "no JSON", "hostile depth", "a list", "no UTF-8", "too large"],
)
def test_what_is_no_order(client: FlaskClient, content: str, kind: str, status: int) -> None:
    answer = client.post(SEND, data=content, content_type=kind, headers=OPERATOR)

    assert answer.status_code == status
    assert json_of(answer)["error"].endswith(".")


def test_what_cannot_be_stored_is_answered_503(harness: RelayHarness, client: FlaskClient) -> None:
    harness.lose_store()

    assert send(client).status_code == 503


class TestIdempotency:
    def test_a_repeat_answers_the_first_result(self, harness: RelayHarness, client: FlaskClient) -> None:
        by_header = OPERATOR | {"Idempotency-Key": "fatura-42"}
        answers = [
            send(client, by_header),
            send(client, idempotency_key="fatura-42"),
            send(
                client, by_header, path="/api/v1/notifications/send-enhanced", destination="+55 11 98765 4321"
            ),
        ]

        assert [answer.status_code for answer in answers] == [202] * 3
        assert len({json_of(answer)["data"]["id"] for answer in answers}) == 1
        assert len(orders(harness)) == 1

    def test_the_same_key_for_something_else_is_refused(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        send(client, idempotency_key="a")
        answer = send(client, idempotency_key="a", message="Outra")

        assert answer.status_code == 422
        assert json_of(answer)["fields"][0]["field"] == "idempotency_key"
        assert len(orders(harness)) == 1

    def test_keys_of_two_tokens_are_two(self, harness: RelayHarness, client: FlaskClient) -> None:
        assert ordered(client, idempotency_key="a") != ordered(client, idempotency_key="a", headers=OTHER)

    def test_two_keys_at_once_are_refused(self, client: FlaskClient) -> None:
        assert send(client, OPERATOR | {"Idempotency-Key": "b"}, idempotency_key="a").status_code == 422

    def test_without_a_key_each_request_is_an_order(self, harness: RelayHarness, client: FlaskClient) -> None:
        assert ordered(client) != ordered(client)

    def test_at_the_same_time(self, harness: RelayHarness) -> None:
        app = create_app(harness.settings, harness.store, harness.dispatcher)
        with ThreadPoolExecutor(8) as threads:
            ids = set(threads.map(lambda _: ordered(app.test_client(), idempotency_key="a"), range(24)))

        assert len(ids) == 1
        assert len(orders(harness)) == 1

    def test_after_a_rotation_of_the_key(self, harness: RelayHarness, client: FlaskClient) -> None:
        first = ordered(client, idempotency_key="a")
        keys = ",".join([new_key(), *harness.settings.contact_keys])
        rotated = with_environment(harness.settings, CONTACT_KEY=keys)

        assert (
            ordered(create_app(rotated, harness.store, harness.dispatcher).test_client(), idempotency_key="a")
            == first
        )


def test_each_token_has_its_own_pace(tmp_path: Path, github: FakeGitHub) -> None:
    with RelayHarness(tmp_path, github) as harness:
        few = harness.settings.config.relay.model_copy(update={"orders_per_minute": 2})
        config = harness.settings.config.model_copy(update={"relay": few})
        tokens = f"operator:{OPERATOR_TOKEN},other:{OTHER['Authorization'].split()[1]}"
        settings = with_environment(
            Settings(config=config, environment=harness.settings.environment), GATEWAY_API_TOKENS=tokens
        )
        client = create_app(settings, harness.store, harness.dispatcher).test_client()
        answers = [send(client), send(client, path="/api/v1/notifications/send-enhanced"), send(client)]

        assert [answer.status_code for answer in answers] == [202, 202, 429]
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 61
        assert send(client, OTHER).status_code == 202


def test_neither_number_nor_text_is_in_the_store(harness: RelayHarness, client: FlaskClient) -> None:
    ordered(client, idempotency_key="+5511987654321")
    content = b"".join(part.read_bytes() for part in harness.file.parent.iterdir())

    assert b"987654321" not in content
    assert b"guia" not in content

"""What the relay answers to Twilio's status callbacks, case by case, and what it has stored then."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.twilio.signature import sign
from bot.core import clock
from bot.core.messages import DeliveryReport, DeliveryStatus
from bot.relay.app import create_app
from bot.relay.door import MAX_BODY_BYTES
from bot.rules.wire import envelope
from tests.payloads import opened
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import ACCOUNT, PUBLIC_URL, TOKEN, RelayHarness

BOTH_STORES = True

STATUS = "/api/notifications/webhook/twilio/status"
ABOUT = f"{STATUS}?about=7-42"
SID = "SM" + "0" * 31 + "1"
FORM = {
    "MessageSid": SID,
    "SmsSid": SID,
    "AccountSid": ACCOUNT,
    "From": "+15551234567",
    "To": "+5511987654321",
    "MessageStatus": "delivered",
    "SmsStatus": "delivered",
    "ApiVersion": "2010-04-01",
}


@dataclass(frozen=True)
class Case:
    """A callback, the status it gets, and what is stored then: status, code, about (None: nothing)."""

    label: str
    status: int
    stored: tuple[str, int, str] | None = None
    form: dict[str, str] = field(default_factory=dict)
    path: str = ABOUT
    token: str = TOKEN
    signed_path: str = ""


CASES = [
    Case("delivered", 204, ("delivered", 0, "7-42")),
    Case("read", 204, ("read", 0, "7-42"), {"MessageStatus": "read"}),
    Case("failed", 204, ("failed", 30003, "7-42"), {"MessageStatus": "failed", "ErrorCode": "30003"}),
    Case("undelivered", 204, ("undelivered", 0, "7-42"), {"MessageStatus": "undelivered", "ErrorCode": "x"}),
    Case("canceled", 204, ("canceled", 0, "7-42"), {"MessageStatus": "canceled"}),
    Case("about nothing", 204, ("delivered", 0, ""), path=STATUS),
    Case("old clients", 204, ("delivered", 0, ""), path="/api/v1/notifications/webhook/twilio/status"),
    Case("whatsapp", 204, ("delivered", 0, "7-42"), {"To": "whatsapp:BR.1234567890"}),
    *(
        Case(status, 204, form={"MessageStatus": status})
        for status in ("queued", "sending", "sent", "accepted", "scheduled", "received", "of-tomorrow")
    ),
    Case("signed for another message", 403, signed_path=f"{STATUS}?about=8-1"),
    Case("another token", 403, token="not-ours"),
    Case("another account", 403, form={"AccountSid": "AC" + "9" * 32}),
    Case("too large", 413, form={"More": "x" * MAX_BODY_BYTES}),
    Case("no MessageSid", 400, form={"MessageSid": ""}),
    Case("no status", 400, form={"MessageStatus": ""}),
    Case("no person", 400, form={"To": ""}),
]


def call_back(client: FlaskClient, case: Case) -> int:
    form = {**FORM, **case.form}
    signature = sign(PUBLIC_URL + (case.signed_path or case.path), form, case.token)
    with client.post(
        case.path,
        data=urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    ) as answer:
        answer.get_data()
        return answer.status_code


def stored(harness: RelayHarness) -> list[tuple[str, int, str]]:
    waiting = harness.batches.waiting(envelope.RECORD_DELIVERY, 50, clock.now())
    return [
        (str(report.status), report.code, report.about)
        for report in opened(waiting, harness.vault, DeliveryReport)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_cases(
    harness: RelayHarness, client: FlaskClient, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    assert call_back(client, case) == case.status
    assert stored(harness) == ([] if case.stored is None else [case.stored])
    assert "987654321" not in caplog.text


@pytest.mark.parametrize("first", [0, 1], ids=["delivered first", "read first"])
def test_an_arrival_is_stored_once_however_twilio_reports_it(
    harness: RelayHarness, client: FlaskClient, first: int
) -> None:
    cases = [CASES[first], CASES[1 - first], CASES[0], CASES[1]]
    assert [call_back(client, case) for case in cases] == [204] * 4

    assert stored(harness) == [CASES[first].stored]


def _part(number: int, of: int, status: str = "delivered", sid: int = 0) -> Case:
    form = {"MessageSid": f"SM{sid or number:032x}", "MessageStatus": status}
    return Case("a part", 204, form=form, path=f"{ABOUT}&order=an-order&part={number}-{of}")


class TestPartsOfOneText:
    """A text that left in several messages arrives with the last of them."""

    @given(st.permutations([1, 2, 3]), st.lists(st.integers(1, 3), max_size=4))
    @settings(max_examples=15)
    def test_it_arrives_once_with_the_last_whatever_the_order_and_the_repetitions(
        self, order: list[int], again: list[int]
    ) -> None:
        with (
            TemporaryDirectory() as folder,
            RelayHarness(Path(folder), FakeGitHub(url="http://127.0.0.1:9")) as harness,
        ):
            client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()
            for number in [*order[:2], *(one for one in again if one != order[2])]:
                call_back(client, _part(number, 3))
            assert stored(harness) == []
            for number in [order[2], *again]:
                call_back(client, _part(number, 3))

            assert {stage for stage, _, _ in stored(harness)} == {"delivered"}
            assert stored(harness)[0] == ("delivered", 0, "7-42")

    def test_one_whose_report_is_lost_claims_nothing(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        for number in (1, 3, 3):
            call_back(client, _part(number, 3))

        assert stored(harness) == []

    def test_a_part_that_failed_is_reported_at_once(self, harness: RelayHarness, client: FlaskClient) -> None:
        call_back(client, _part(1, 2))
        call_back(client, _part(2, 2, "undelivered"))

        assert [status for status, _, _ in stored(harness)] == ["undelivered"]

    @pytest.mark.parametrize("part", ["", "0-2", "3-2", "x", "1-1", "9999-9999"])
    def test_what_names_no_part_is_a_whole_text(
        self, harness: RelayHarness, client: FlaskClient, part: str
    ) -> None:
        call_back(client, Case("odd", 204, path=f"{ABOUT}&part={part}"))

        assert stored(harness) == [("delivered", 0, "7-42")]

    def test_what_arrived_in_part_is_forgotten_in_the_end(
        self, harness: RelayHarness, client: FlaskClient
    ) -> None:
        call_back(client, _part(1, 2))
        harness.store.purge(clock.now() + timedelta(seconds=1))
        call_back(client, _part(2, 2))

        assert stored(harness) == []


def test_only_success_waits(harness: RelayHarness, client: FlaskClient) -> None:
    before = clock.now()
    call_back(client, CASES[0])
    gather = harness.settings.config.dispatch.gather_delivered
    assert harness.batches.backlogs()[envelope.RECORD_DELIVERY].due_at >= before + gather

    call_back(client, CASES[2])

    assert harness.batches.backlogs()[envelope.RECORD_DELIVERY].due_at < before


@pytest.mark.sqlite
def test_what_cannot_be_stored_is_answered_503(harness: RelayHarness, client: FlaskClient) -> None:
    harness.lose_store()

    assert call_back(client, CASES[0]) == 503


def test_every_final_status_is_among_the_cases() -> None:
    final = {str(status) for status in DeliveryStatus if status.is_final}

    assert final == {case.stored[0] for case in CASES if case.stored}

"""What the relay answers to Twilio's status callbacks, case by case, and what it has stored then."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from bot import clock, envelope
from bot.messages import DeliveryStatus, Report
from bot.providers.twilio.signature import sign
from bot.relay.webhooks import MAX_BODY_BYTES
from tests.relay.desk import ACCOUNT, PUBLIC_URL, TOKEN, Desk

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


def tell(client: FlaskClient, case: Case) -> int:
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


def stored(desk: Desk) -> list[tuple[str, int, str]]:
    waiting = desk.batches.waiting(envelope.RECORD_DELIVERY, 50, clock.now())
    return [(str(told.status), told.code, told.about) for told in waiting.items if isinstance(told, Report)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_cases(desk: Desk, client: FlaskClient, case: Case, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    assert tell(client, case) == case.status
    assert stored(desk) == ([] if case.stored is None else [case.stored])
    assert "987654321" not in caplog.text


def test_a_status_is_stored_once(desk: Desk, client: FlaskClient) -> None:
    read = Case("read", 204, form={"MessageStatus": "read"})
    assert [tell(client, case) for case in (CASES[0], read, CASES[0])] == [204, 204, 204]

    assert [status for status, _, _ in stored(desk)] == ["delivered", "read"]


def test_only_success_waits(desk: Desk, client: FlaskClient) -> None:
    before = clock.now()
    tell(client, CASES[0])
    gather = desk.settings.config.dispatch.gather_delivered
    assert desk.batches.backlogs()[envelope.RECORD_DELIVERY].due_at >= before + gather

    tell(client, CASES[2])

    assert desk.batches.backlogs()[envelope.RECORD_DELIVERY].due_at < before


def test_what_cannot_be_stored_is_answered_503(desk: Desk, client: FlaskClient) -> None:
    desk.store._appender.close()
    desk.store._engine.dispose()
    desk.file.unlink()
    desk.file.mkdir()

    assert tell(client, CASES[0]) == 503


def test_every_final_status_is_among_the_cases() -> None:
    final = {str(status) for status in DeliveryStatus if status.is_final}

    assert final == {case.stored[0] for case in CASES if case.stored}

"""What the relay answers Twilio, case by case, and what it has stored then."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from flask import Response as FlaskResponse
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from bot.adapters.twilio.signature import sign
from bot.core import clock
from bot.core.messages import Event
from bot.relay.app import Application, create_app
from bot.relay.door import MAX_BODY_BYTES
from bot.relay.form_request import FormRequest
from bot.relay.store import deadline
from bot.rules.wire import envelope
from tests.payloads import opened
from tests.relay import whole_body
from tests.relay.harness import ACCOUNT, PUBLIC_URL, SECOND_TOKEN, TOKEN, RelayHarness

RECEIVE, FALLBACK = "/api/notifications/webhook/twilio", "/api/notifications/webhook/twilio/fallback"
SID = "SM" + "0" * 31 + "1"
FORM = {
    "MessageSid": SID,
    "AccountSid": ACCOUNT,
    "From": "+5511987654321",
    "To": "+15551234567",
    "Body": "Bom dia",
    "NumMedia": "0",
    "ToCity": "",
}
WHATSAPP = {"From": "whatsapp:BR.1234567890123456", "To": "whatsapp:+14155238886", "Body": "oi"}
TROUBLE = {"ErrorCode": "11200", "ErrorUrl": "https://old.example.com/secret/path?with=query"}
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Case:
    """A request, the status it gets, and the text that is stored then (None: nothing)."""

    label: str
    status: int
    stored: str | None = None
    form: dict[str, str] = field(default_factory=dict)
    path: str = RECEIVE
    token: str | None = TOKEN
    signed_for: str = PUBLIC_URL
    method: str = "POST"
    without: str = ""


CASES = [
    Case("sms", 200, "Bom dia"),
    Case("whatsapp without a number", 200, "oi", WHATSAPP),
    Case("parameters of tomorrow", 200, "Bom dia", {"Brand-New": "é" * 100}),
    Case("second token", 200, "Bom dia", token=SECOND_TOKEN),
    Case("the address of old clients", 200, "Bom dia", path="/api/v1/notifications/webhook/twilio"),
    Case("with a slash at the end", 200, "Bom dia", path=f"{RECEIVE}/"),
    Case("with a query as it was sent", 200, "Bom dia", path=f"{RECEIVE}?a=%C3%A9&b=x+y%2F"),
    Case("signed with the port", 200, "Bom dia", signed_for=f"{PUBLIC_URL}:443"),
    Case("fallback", 200, "Bom dia", TROUBLE, path=FALLBACK),
    Case(
        "fallback with odd trouble",
        200,
        "Bom dia",
        {"ErrorCode": "?", "ErrorUrl": "http://[x"},
        path=FALLBACK,
    ),
    Case("no signature", 403, token=None),
    Case("another token", 403, token="not-ours"),
    Case("signed for another address", 403, signed_for="https://evil.example.com"),
    Case("another account", 403, form={"AccountSid": "AC" + "9" * 32}),
    Case("no account", 403, without="AccountSid"),
    Case("no MessageSid", 400, form={"MessageSid": ""}),
    Case("no From", 400, form={"From": ""}),
    Case("no To", 400, without="To"),
    Case("no Body", 400, without="Body"),
    Case("a letter of a name moved into its value", 400, form={"Bod": "yBom dia"}, without="Body"),
    Case("a letter of a value moved into its name", 400, form={"BodyB": "om dia"}, without="Body"),
    Case("a name cut from a value", 400, form={"OptOutTypeS": "TOP"}),
    Case("too large", 413, form={"Body": "x" * MAX_BODY_BYTES}),
    Case("GET", 405, method="GET"),
    Case("no such address", 404, path="/api/notifications/webhook/nobody"),
]


def ask(client: FlaskClient, case: Case) -> Response:
    form = {name: value for name, value in {**FORM, **case.form}.items() if name != case.without}
    headers = {}
    if case.token:
        headers["X-Twilio-Signature"] = sign(case.signed_for + case.path, form, case.token)
    with client.open(
        case.path, method=case.method, data=urlencode(form), content_type=FORM_TYPE, headers=headers
    ) as answer:
        answer.get_data()
        return answer


def stored(harness: RelayHarness) -> list[str]:
    return [event.message.text for event in events(harness)]


def events(harness: RelayHarness) -> list[Event]:
    waiting = harness.batches.waiting(envelope.RECORD_MESSAGES, 50, clock.now())
    return opened(waiting, harness.vault, Event)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_cases(
    harness: RelayHarness, client: FlaskClient, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = ask(client, case)

    assert answer.status_code == case.status
    assert stored(harness) == ([] if case.stored is None else [case.stored])
    if case.status == 200:
        assert answer.mimetype == "text/xml"
        assert answer.get_data(as_text=True).endswith("<Response/>")
        assert f"message={SID}" in caplog.text
    else:
        assert len(answer.get_data(as_text=True).splitlines()) == 1
    for secret in ("987654321", "BR.123", "Bom dia", TOKEN):
        assert secret not in caplog.text
        assert secret not in answer.get_data(as_text=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_a_plain_wsgi_server_gets_the_same_answers(harness: RelayHarness, case: Case) -> None:
    plain = create_app(harness.settings, harness.store, harness.dispatcher).test_client()

    assert ask(plain, case).status_code == case.status
    assert stored(harness) == ([] if case.stored is None else [case.stored])


def test_a_message_taken_at_once_leaves_no_deadline_behind(client: FlaskClient) -> None:
    assert ask(client, CASES[0]).status_code == 200
    assert deadline.moment() is None


def test_whatever_goes_wrong_at_once_is_answered_by_the_route(
    harness: RelayHarness, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(harness.settings, harness.store, harness.dispatcher)
    assert isinstance(app, Application)

    def fail(_asked: FormRequest) -> FlaskResponse | None:
        raise ArithmeticError

    app.takers[RECEIVE] = fail

    assert ask(whole_body.client_of(app), CASES[0]).status_code == 200
    assert stored(harness) == ["Bom dia"]
    assert "request-failed" not in caplog.text


def test_a_repeated_delivery_is_answered_and_stored_once(
    harness: RelayHarness, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answers = [ask(client, CASES[0]), ask(client, Case("at the fallback", 200, path=FALLBACK))]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert stored(harness) == ["Bom dia"]
    assert "message-repeated" in caplog.text


def test_the_fallback_notes_why_it_was_called(
    harness: RelayHarness, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    ask(client, Case("fallback", 200, form=TROUBLE, path=FALLBACK))

    assert "code=11200" in caplog.text
    assert "old.example.com" in caplog.text
    assert "secret" not in caplog.text
    assert events(harness)[0].message.trouble == "11200"


def test_what_cannot_be_stored_is_answered_503(
    harness: RelayHarness, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    harness.lose_store()
    answer = ask(client, CASES[0])

    assert answer.status_code == 503
    assert "deliver it again" in answer.get_data(as_text=True)
    assert "message-not-stored" in caplog.text


def test_a_cut_up_request_with_its_own_signature_is_refused(
    harness: RelayHarness, client: FlaskClient
) -> None:
    """Twilio signs names and values without separators: the signature of the whole request fits the cut one too."""
    signed = sign(PUBLIC_URL + RECEIVE, {**FORM, "Body": "SAIR do plano?"}, TOKEN)
    cut = {**FORM, "Body": "SAIR", "BodyXX": ""}
    for form in (
        {**{name: value for name, value in FORM.items() if name != "Body"}, "Bod": "ySAIR do plano?"},
        {**FORM, "MessageSid": SID[:-1], "Body": "SAIR do plano?"},
        cut,
    ):
        answer = client.post(RECEIVE, data=form, headers={"X-Twilio-Signature": signed})
        assert answer.status_code in {400, 403}

    assert stored(harness) == []


def test_a_signed_json_body_is_authentic_but_no_message(client: FlaskClient) -> None:
    body = json.dumps({"MessageSid": SID}).encode()
    path = f"{RECEIVE}?bodySHA256={hashlib.sha256(body).hexdigest()}"

    def post(content: bytes) -> int:
        signature = sign(PUBLIC_URL + path, MultiDict(), TOKEN)
        return client.post(
            path, data=content, content_type="application/json", headers={"X-Twilio-Signature": signature}
        ).status_code

    assert post(body) == 400
    assert post(body + b" ") == 403


def test_repeated_parameters_count(harness: RelayHarness, client: FlaskClient) -> None:
    form = MultiDict([*FORM.items(), ("Extra", "b"), ("Extra", "a"), ("Extra", "a")])
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + RECEIVE, form, TOKEN)}
    body = urlencode(list(form.items(multi=True)))

    assert client.post(RECEIVE, data=body, content_type=FORM_TYPE, headers=headers).status_code == 200
    body = urlencode(list(form.items()))
    assert client.post(RECEIVE, data=body, content_type=FORM_TYPE, headers=headers).status_code == 403

"""What a system that sends through the relay does, and what it is answered."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.adapters.twilio.signature import sign
from bot.core import clock
from bot.core.messages import Order
from bot.core.settings import Settings
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope, order_status
from bot.rules.wire.order_status import OrderReport
from tests.payloads import opened
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import ACCOUNT, OPERATOR_TOKEN, PUBLIC_URL, TOKEN, RelayHarness

AREA = "/api/notifications"
SEND = f"{AREA}/send-enhanced"
STATUS = f"{AREA}/gateway/status"
OPERATOR = {"Authorization": f"Bearer {OPERATOR_TOKEN}"}
OTHER = {"Authorization": "Bearer another-token-0123456789abcdef"}
BODY = {"destination": "+5511987654321", "message": "Sua guia vence", "type": "sms", "provider": "twilio"}
Json = dict[str, Any]


def with_environment(settings: Settings, **changes: str) -> Settings:
    whole = {
        **{
            name: value.get_secret_value() if hasattr(value, "get_secret_value") else value
            for name, value in settings.environment
            if value is not None
        },
        **changes,
    }
    return Settings(config=settings.config, environment=type(settings.environment).model_validate(whole))


def open_to_orders(harness: RelayHarness, github: FakeGitHub) -> RelayHarness:
    """Give two systems tokens to order with, and set the clocks to the real time."""
    harness.now = github.now = clock.now()
    other = OTHER["Authorization"].split()[1]
    tokens = f"operator:{OPERATOR_TOKEN},other:{other}"
    harness.settings = with_environment(harness.settings, GATEWAY_API_TOKENS=tokens)
    return harness


def send(
    client: FlaskClient, headers: dict[str, str] = OPERATOR, path: str = SEND, **changes: Any
) -> TestResponse:
    body = {name: value for name, value in {**BODY, **changes}.items() if value is not None}
    return client.post(path, json=body, headers=headers)


def json_of(answer: TestResponse) -> Json:
    found: Json = json.loads(answer.text)
    return found


def ordered(client: FlaskClient, **changes: Any) -> str:
    return str(json_of(send(client, **changes))["data"]["id"])


def status_of(client: FlaskClient, order: str, headers: dict[str, str] = OPERATOR) -> Json:
    return json_of(client.get(f"{AREA}/messages/{order}", headers=headers))


def orders(harness: RelayHarness) -> list[Order]:
    waiting = harness.batches.waiting(envelope.SEND_NOTIFICATION, 50, clock.now())
    return opened(waiting, harness.vault, Order)


def deliver(client: FlaskClient, token: str = TOKEN, signed_for: str = PUBLIC_URL) -> int:
    """Send a message as Twilio does and return the status."""
    path = f"{AREA}/webhook/twilio"
    form = {
        "MessageSid": "SM" + "1" * 32,
        "AccountSid": ACCOUNT,
        "From": "+5511987654321",
        "To": "+15551234567",
        "Body": "Bom dia",
    }
    headers = {"X-Twilio-Signature": sign(signed_for + path, form, token)}
    # As a server does, which closes what it has sent.
    return client.post(path, data=form, headers=headers, buffered=True).status_code


def callback(client: FlaskClient, order: str, status: str, code: int = 0, part: str = "") -> int:
    path = f"{AREA}/webhook/twilio/status?about=7-0&order={order}"
    path += f"&part={part}" if part else ""
    form = {
        "MessageSid": "SM" + "0" * 32,
        "AccountSid": ACCOUNT,
        "To": "+5511987654321",
        "MessageStatus": status,
    }
    form |= {"ErrorCode": str(code)} if code else {}
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + path, form, TOKEN)}
    kind = "application/x-www-form-urlencoded"
    return client.post(path, data=urlencode(form), content_type=kind, headers=headers).status_code


def outcome(client: FlaskClient, order: str, vault: Vault, report: OrderReport) -> int:
    body = {"sealed": order_status.seal(report, vault.relay_keys)}
    return client.post(f"{AREA}/messages/{order}/outcome", json=body).status_code

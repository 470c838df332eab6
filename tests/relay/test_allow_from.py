"""Webhooks come only from the networks that relay.allow_from names, if it names any."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.adapters.twilio.signature import sign
from bot.core.settings import Settings
from bot.relay.app import create_app
from bot.rules.wire import envelope
from tests.core.settings.faults import faults_of
from tests.relay import whole_body
from tests.relay.caller import AREA, OPERATOR, STATUS, send
from tests.relay.harness import ACCOUNT, PUBLIC_URL, TOKEN, RelayHarness

RECEIVE = f"{AREA}/webhook/twilio"
ALL = (RECEIVE, f"{RECEIVE}/fallback", f"{RECEIVE}/status", f"{RECEIVE}/usage")
A_NETWORK = "a network such as 203.0.113.0/24 or 2001:db8::/32, or one address"
INSIDE, OUTSIDE = "203.0.113.9", "198.51.100.7"


def form(number: int = 1) -> dict[str, str]:
    return {
        "MessageSid": f"SM{number:032x}",
        "AccountSid": ACCOUNT,
        "From": "+5511987654321",
        "To": "+15551234567",
        "Body": "um segredo",
    }


@pytest.fixture(name="client")
def _client(harness: RelayHarness) -> FlaskClient:
    settings = harness.settings
    names = {
        "allow_from": ["203.0.113.0/24", "2001:db8:5::/48"],
        "trusted_proxies": ["127.0.0.1", "10.0.0.0/8"],
    }
    relay = type(settings.config.relay).model_validate({"public_url": PUBLIC_URL, **names})
    config = settings.config.model_copy(update={"relay": relay})
    changed = Settings(config=config, environment=settings.environment)
    return whole_body.client_of(create_app(changed, harness.store, harness.dispatcher))


def call(
    client: FlaskClient, path: str = RECEIVE, peer: str = "127.0.0.1", forwarded: str = "", token: str = TOKEN
) -> int:
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + path, form(), token)}
    if forwarded:
        headers["X-Forwarded-For"] = forwarded
    return client.post(path, data=form(), headers=headers, environ_base={"REMOTE_ADDR": peer}).status_code


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [record.getMessage() for record in caplog.records]
    return [line for line in lines if line.startswith("webhook-refused")]


@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [
        (INSIDE, ""),
        (f"::ffff:{INSIDE}", ""),
        ("2001:db8:5::1", ""),
        ("127.0.0.1", INSIDE),
        ("127.0.0.1", f"{OUTSIDE}, {INSIDE}:4711, 10.0.0.2"),
        (INSIDE, OUTSIDE),  # who is no proxy says nothing
    ],
)
def test_from_an_allowed_network_a_message_is_taken(
    harness: RelayHarness, client: FlaskClient, peer: str, forwarded: str
) -> None:
    assert call(client, peer=peer, forwarded=forwarded) == 200
    assert harness.batches.backlogs()[envelope.RECORD_MESSAGES].count == 1


@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [
        (OUTSIDE, ""),
        (OUTSIDE, INSIDE),
        ("127.0.0.1", ""),
        ("127.0.0.1", f"{INSIDE}, {OUTSIDE}"),
        ("127.0.0.1", f"{INSIDE}, unknown"),
        ("127.0.0.1", "unknown"),
        ("2001:db8:6::1", ""),
    ],
)
def test_from_anywhere_else_it_is_refused_though_it_is_signed(
    harness: RelayHarness, client: FlaskClient, peer: str, forwarded: str
) -> None:
    assert call(client, peer=peer, forwarded=forwarded) == 403
    assert harness.batches.backlogs() == {}


@pytest.mark.parametrize("path", ALL)
def test_it_holds_for_every_address_that_twilio_calls(client: FlaskClient, path: str) -> None:
    assert call(client, path, peer=OUTSIDE) == 403


def test_a_refusal_is_logged_once_by_its_reason_and_slows_down_who_repeats_it(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [client.post(RECEIVE, environ_base={"REMOTE_ADDR": OUTSIDE}).status_code for _ in range(25)]

    assert answers == [403] * 20 + [429] * 5
    (first, _slowed) = refusals(caplog)
    assert 'reason="The request comes from a network that relay.allow_from does not name."' in first
    assert OUTSIDE not in first


def problems(client: FlaskClient) -> str:
    answer = client.get(STATUS, headers=OPERATOR).json
    assert answer
    return "\n".join(error["message"] for error in answer["errors"])


def test_what_twilio_has_signed_shows_the_operator_which_network_is_missing(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert call(client, peer=OUTSIDE, token="x" * 32) == 403
    assert "allow_from" not in problems(client)
    assert call(client, peer=OUTSIDE) == 403

    assert f"it came from {OUTSIDE}" in refusals(caplog)[-1]
    assert "relay.allow_from" in problems(client)
    assert "987654321" not in caplog.text
    assert call(client, peer=INSIDE) == 200
    assert "allow_from" not in problems(client)


def test_the_api_and_the_probe_are_open_to_every_network(client: FlaskClient) -> None:
    assert call(client, f"{RECEIVE}/probe", peer=OUTSIDE) == 204
    assert client.get(STATUS, headers=OPERATOR, environ_base={"REMOTE_ADDR": OUTSIDE}).status_code == 200
    assert send(client).status_code == 202


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[203.0.113.7/24]", "a network by its first address, such as 203.0.113.0/24"),
        ("[proxy.local]", A_NETWORK),
        ("[12]", A_NETWORK),
        ("[203.0.113.0/33]", A_NETWORK),
        ("203.0.113.0/24", "a list in brackets"),
    ],
)
@pytest.mark.parametrize("name", ["allow_from", "trusted_proxies"])
def test_a_wrong_network_is_named_with_what_is_expected(
    tmp_path: Path, name: str, written: str, expected: str
) -> None:
    (fault,) = faults_of(tmp_path, f"relay:\n  {name}: {written}")
    assert fault.startswith(f"config.yml:2: relay.{name}")
    assert f"; expected {expected}" in fault


@pytest.mark.parametrize("written", ["0.0.0.0/0", "::/0"])
def test_not_everybody_can_be_a_trusted_proxy(tmp_path: Path, written: str) -> None:
    (fault,) = faults_of(tmp_path, f"relay:\n  trusted_proxies: [127.0.0.1, '{written}']")
    assert fault.startswith("config.yml:2: relay.trusted_proxies")
    assert "; expected the networks of your proxies alone" in fault


def test_the_test_message_of_a_runner_cannot_get_through_a_list(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "relay:\n  allow_from: [203.0.113.0/24]\ncanary:\n  enabled: true")
    assert "expected enabled: false beside relay.allow_from" in fault
    assert faults_of(tmp_path, "relay:\n  allow_from: ['::ffff:203.0.113.0/120', '::1']") == []

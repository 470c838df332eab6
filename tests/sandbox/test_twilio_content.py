"""The emulated Content and Pricing APIs, asked with Twilio's own library and plainly."""

from __future__ import annotations

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.adapters.twilio.client import connect
from bot.sandbox.twilio.values import Template
from tests.stage import ACCOUNT, Stage

SID, OTHER = f"HX{'a' * 32}", f"HX{'b' * 32}"


@pytest.fixture(name="client")
def _client(stage: Stage) -> Client:
    state = stage.twilio.state
    state.put_template(Template(SID, "Olá {{1}}", state.created_at, name="ola", variables=(("1", "Ana"),)))
    state.put_template(Template(OTHER, "Oi", state.created_at, approval="rejected", language="es"))
    return connect(stage.tools.settings)


def test_templates_are_listed_with_their_whatsapp_approval(client: Client) -> None:
    first, second = client.content.v1.content_and_approvals.list()

    assert (first.sid, first.account_sid, first.language) == (SID, ACCOUNT, "pt_BR")
    assert first.types == {"twilio/text": {"body": "Olá {{1}}"}}
    assert first.variables == {"1": "Ana"}
    assert [one.approval_requests["status"] for one in (first, second)] == ["approved", "rejected"]
    assert second.approval_requests["rejection_reason"]


def test_a_list_is_read_page_by_page(client: Client) -> None:
    listed = client.content.v1.content_and_approvals.list(page_size=1)

    assert [one.sid for one in listed] == [SID, OTHER]


def test_one_template_is_fetched_and_an_unknown_one_is_not_there(client: Client) -> None:
    assert client.content.v1.contents(SID).fetch().friendly_name == "ola"
    with pytest.raises(TwilioRestException) as missing:
        client.content.v1.contents(f"HX{'c' * 32}").fetch()
    assert missing.value.status == 404


def test_countries_have_prices_and_others_are_not_there(client: Client) -> None:
    brazil = client.pricing.v1.messaging.countries("BR").fetch()

    assert brazil.price_unit == "USD"
    assert {"BR", "US"} <= {one.iso_country for one in client.pricing.v1.messaging.countries.list()}
    with pytest.raises(TwilioRestException):
        client.pricing.v1.messaging.countries("ZZ").fetch()


def test_nobody_is_let_in_without_credentials(stage: Stage) -> None:
    for path in ("ContentAndApprovals", "Messaging/Countries/BR"):
        assert requests.get(f"{stage.environment['TWILIO_API_URL']}/v1/{path}", timeout=5).status_code == 401


def test_the_sandbox_makes_templates(stage: Stage, client: Client) -> None:
    base = stage.environment["TWILIO_API_URL"]
    new = f"HX{'d' * 32}"
    good = {"text": "Oi {{1}}", "approval": "pending"}
    assert requests.put(f"{base}/_sandbox/templates/{new}", json=good, timeout=5).status_code == 200
    for bad in ({}, {"text": "Oi", "approval": "maybe"}):
        assert requests.put(f"{base}/_sandbox/templates/{new}", json=bad, timeout=5).status_code == 400

    assert client.content.v1.contents(new).fetch().sid == new


@pytest.mark.parametrize(("sid", "status"), [(SID, "delivered"), (OTHER, "failed")])
def test_only_an_approved_template_passes_outside_the_window(
    stage: Stage, client: Client, sid: str, status: str
) -> None:
    ours = stage.environment["TWILIO_WHATSAPP_NUMBER"]
    sent = client.messages.create(to="whatsapp:+5511987654321", from_=ours, content_sid=sid)
    assert stage.twilio.wait_idle(5)

    assert client.messages(str(sent.sid)).fetch().status == status

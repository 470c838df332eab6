"""The webhooks of the emulated Twilio; each is checked by the real validator."""

from __future__ import annotations

import threading

import pytest
import requests
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bot.sandbox.emulator.server import Server
from bot.sandbox.twilio.webhooks import Overrides, signature
from tests.sandbox.twilio_world import (
    ACCOUNT,
    MARIA,
    MARIA_WHATSAPP,
    PIXEL,
    PUBLIC,
    SMS,
    TOKEN,
    WHATSAPP,
    World,
    down,
)

SMS_FIELDS = (
    "ToCountry ToState SmsMessageSid NumMedia ToCity FromZip SmsSid FromState SmsStatus FromCity Body FromCountry"
    " To ToZip NumSegments MessageSid AccountSid From ApiVersion MessagingServiceSid"
)
WHATSAPP_FIELDS = (
    "SmsMessageSid NumMedia ProfileName MessageType SmsSid WaId SmsStatus Body To NumSegments ReferralNumMedia"
    " MessageSid AccountSid ChannelMetadata From ApiVersion"
)


def test_the_webhook_of_an_sms_has_the_real_fields_in_their_order(world: World) -> None:
    delivered = world.twilio.person_texts(MARIA, SMS, "Olá")

    _, form, order = world.receiver.seen[0]
    assert order == SMS_FIELDS.split()
    assert (form["MessageSid"], form["Body"], form["FromCountry"]) == (delivered.sid, "Olá", "BR")
    assert (delivered.status, delivered.attempts) == (204, 1)
    headers = world.receiver.headers[0]
    assert headers["User-Agent"] == "TwilioProxy/1.1"
    assert headers["I-Twilio-Idempotency-Token"]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    message = world.client().messages(delivered.sid).fetch()
    assert (message.direction, message.status, message.body) == ("inbound", "received", "Olá")


def test_the_webhook_of_a_whatsapp_message_has_its_own_fields(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi", ProfileName="Maria Souza")

    _, form, order = world.receiver.seen[0]
    assert order == WHATSAPP_FIELDS.split()
    assert (form["ProfileName"], form["WaId"], form["MessageType"]) == ("Maria Souza", MARIA[1:], "text")
    assert '"ProfileName":"Maria Souza"' in form["ChannelMetadata"]


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ({"Latitude": "-23.5", "Longitude": "-46.6", "Label": "MASP"}, "location"),
        ({"ButtonText": "Sim", "ButtonPayload": "yes"}, "interactive"),
        ({"ButtonText": "Sim", "ButtonType": "REPLY"}, "button"),
        ({"ListId": "boleto", "ListTitle": "Segunda via"}, "interactive"),
        ({"OriginalRepliedMessageSid": "SM" + "1" * 32, "Unheard": "of"}, "text"),
    ],
)
def test_further_fields_are_added_and_sent(world: World, extra: dict[str, str], kind: str) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "", (), **extra)

    _, form, order = world.receiver.seen[0]
    assert form["MessageType"] == kind
    assert {name: form[name] for name in extra} == extra
    assert order[-len(extra) :] == list(extra)


def test_a_person_without_a_number_writes_under_an_id(world: World) -> None:
    person = "whatsapp:BR.1234567890123456"
    world.twilio.person_texts(person, WHATSAPP, "oi", WaId="")

    _, form, _ = world.receiver.seen[0]
    assert (form["From"], form["WaId"], form["ExternalUserId"]) == (person, "", person)
    assert world.settled(world.send(to=person).sid).status == "delivered"


def test_a_webhook_that_names_a_users_id_opens_the_window_for_both(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "oi", ExternalUserId="whatsapp:BR.555")

    assert world.receiver.seen[0][1]["ExternalUserId"] == "whatsapp:BR.555"
    assert world.settled(world.send(to="whatsapp:BR.555").sid).status == "delivered"


def test_files_are_named_by_address_and_fetched_with_credentials_that_go_no_further(world: World) -> None:
    sid = world.twilio.person_texts(MARIA, SMS, "", [PIXEL, PIXEL], Body=None).sid

    _, form, order = world.receiver.seen[0]
    assert sid.startswith("MM")
    assert "Body" not in order
    assert order[-4:] == ["MediaContentType0", "MediaContentType1", "MediaUrl0", "MediaUrl1"]
    url = form["MediaUrl0"]
    assert url.startswith(world.url)
    assert requests.get(url, timeout=5).status_code == 401
    moved = requests.get(url, auth=(ACCOUNT, TOKEN), timeout=5, allow_redirects=False)
    assert moved.status_code == 302
    stored = moved.headers["Location"]
    assert requests.get(stored, auth=(ACCOUNT, TOKEN), timeout=5).status_code == 400
    assert requests.get(stored + "0", timeout=5).status_code == 403
    found = requests.get(stored, timeout=5)
    assert (found.headers["Content-Type"], found.content) == PIXEL


def test_files_are_listed_and_deleted(world: World) -> None:
    sid = world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "", [PIXEL]).sid
    (media,) = world.client().messages(sid).media.list()
    assert media.sid is not None

    assert world.client().messages(sid).media(media.sid).fetch().content_type == "image/png"
    assert world.client().messages(sid).media(media.sid).delete()
    assert world.client().messages(sid).media.list() == []
    assert world.client().messages(sid).fetch().num_media == "0"


def test_a_repeated_webhook_is_the_same_to_the_last_field(world: World) -> None:
    sid = world.twilio.person_texts(MARIA, SMS, "Oi", Extra="1").sid
    again = world.twilio.resend(sid)

    assert (again.sid, again.status) == (sid, 204)
    assert world.receiver.seen[0] == world.receiver.seen[1]
    assert len(world.state.messages()) == 1


def test_a_server_error_is_not_tried_again_but_goes_to_the_fallback(world: World) -> None:
    world.receiver.answers = [down()]
    delivered = world.twilio.person_texts(MARIA, SMS, "Oi")

    assert (delivered.status, delivered.attempts) == (204, 2)
    assert [path for path, _, _ in world.receiver.seen] == ["inbound", "fallback"]
    form = world.receiver.forms("fallback")[0]
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("11200", f"{PUBLIC}/inbound")
    assert world.alerts() == ["11200"]


def test_the_fragment_of_the_address_asks_for_more_attempts_and_is_not_signed(world: World) -> None:
    world.state.point_webhooks(f"{PUBLIC}/inbound#rc=2&rp=5xx,ct,rt")
    world.receiver.answers = [down(), down(503)]
    delivered = world.twilio.person_texts(MARIA, SMS, "Oi")

    assert (delivered.status, delivered.attempts) == (204, 3)
    assert len({headers["I-Twilio-Idempotency-Token"] for headers in world.receiver.headers}) == 1
    assert world.alerts() == []


def test_a_refusal_is_tried_again_only_when_asked_for(world: World) -> None:
    world.state.point_webhooks(f"{PUBLIC}/inbound#rc=5&rp=5xx")
    world.receiver.answers = [down(403)]

    assert world.twilio.person_texts(MARIA, SMS, "Oi").attempts == 1
    assert world.alerts() == ["11200"]
    bubbles = world.state.thread(MARIA)
    assert [bubble.state for bubble in bubbles] == ["failed"]


def test_a_connection_that_fails_is_tried_once_more_and_then_noted(world: World) -> None:
    with Server(Flask("gone")) as gone:
        world.twilio.webhook_client.routes["https://gone.example.com"] = gone.url
    world.state.point_webhooks("https://gone.example.com/inbound")

    delivered = world.twilio.person_texts(MARIA, SMS, "Oi")
    assert (delivered.status, delivered.attempts) == (0, 2)
    assert world.alerts() == ["11205"]


def test_a_webhook_that_takes_too_long_is_given_up(world: World) -> None:
    release = threading.Event()
    slow = Flask("slow")
    slow.add_url_rule("/inbound", view_func=lambda: str(release.wait(10)), methods=["POST"])
    with Server(slow) as server:
        world.state.point_webhooks(f"{server.url}/inbound#rt=100")
        delivered = world.twilio.person_texts(MARIA, SMS, "Oi")
        release.set()

    assert (delivered.status, delivered.attempts) == (0, 1)
    assert world.alerts() == ["11200"]


def test_a_webhook_can_be_asked_for_by_get(world: World) -> None:
    world.state.update_sender(SMS, sms_url=f"{PUBLIC}/inbound?a=1", sms_method="GET")

    assert world.twilio.person_texts(MARIA, SMS, "Olá & tchau").status == 204
    assert world.receiver.forms("inbound") == [{}]


def test_overrides_outside_their_limits_are_cut_to_them() -> None:
    wild = Overrides.parse("rc=99&ct=1&rt=99999&tt=x")

    assert (wild.retries, wild.connect_seconds, wild.read_seconds, wild.total_seconds) == (5, 0.1, 15.0, 15.0)


def test_an_answer_in_twiml_reaches_the_person(world: World) -> None:
    twiml = "<Response><Message>Recebido</Message><Message><Body>Até já</Body></Message></Response>"
    world.receiver.answers = [Response(twiml, mimetype="text/xml")]
    world.twilio.person_texts(MARIA, SMS, "Oi")

    assert world.screen() == ["Oi", "Recebido", "Até já"]
    assert {message.direction for message in world.client().messages.list(to=MARIA)} == {"outbound-reply"}


@pytest.mark.parametrize(
    ("body", "content_type", "alerts"),
    [
        ("<Response/>", "text/xml", []),
        ("", "text/html", []),
        ('{"ok": true}', "application/json", ["12300"]),
        ("<Response>", "text/xml", ["12100"]),
        ("<html/>", "text/html", ["12100"]),
    ],
)
def test_an_answer_that_is_no_twiml_is_noted(
    world: World, body: str, content_type: str, alerts: list[str]
) -> None:
    world.receiver.answers = [Response(body, mimetype=content_type)]

    assert world.twilio.person_texts(MARIA, SMS, "Oi").status == 200
    assert world.alerts() == alerts
    assert world.screen() == ["Oi"]


texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.lists(st.tuples(texts, texts), max_size=6).map(tuple), st.sampled_from(["", "?a=1&b=%20", "/?x"]))
def test_every_form_is_signed_as_the_real_validator_expects(
    form: tuple[tuple[str, str], ...], tail: str
) -> None:
    url = f"{PUBLIC}/hook{tail}"
    assert RequestValidator(TOKEN).validate(url, MultiDict(form), signature(TOKEN, url, form))

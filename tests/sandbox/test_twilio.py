"""The emulated Twilio, asked by the real client; its webhooks are checked by the real validator."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from hypothesis import given
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.datastructures import MultiDict

from bot import clock
from bot.sandbox.server import Server
from bot.sandbox.twilio import Switchboard, TwilioState, rules, serve
from bot.sandbox.twilio.webhooks import Overrides, signature

ACCOUNT = "AC0a1b2c3d4e5f60718293a4b5c6d7e8f9"
TOKEN = "made-up-auth-token"
SERVICE = "MG0a1b2c3d4e5f60718293a4b5c6d7e8f9"
TEMPLATE = "HX0a1b2c3d4e5f60718293a4b5c6d7e8f9"
SMS = "+15551234567"
WHATSAPP = "whatsapp:+14155238886"
MARIA = "+5511987654321"
MARIA_WHATSAPP = f"whatsapp:{MARIA}"
PUBLIC = "https://bot.example.com"
PIXEL = ("image/png", b"\x89PNG made up")


@dataclass
class Receiver:
    """The bot's side of the webhooks: takes them all, and answers what a test wants."""

    answers: list[Response] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def app(self) -> Flask:
        app = Flask("receiver")
        app.add_url_rule("/<path:where>", view_func=self.receive, methods=["POST", "GET"])
        return app

    def receive(self, where: str) -> Response:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        url, given_signature = f"{PUBLIC}/{where}{query}", request.headers.get("X-Twilio-Signature", "")
        with self.lock:
            self.seen.append((where, dict(request.form), list(request.form)))
            self.headers.append(dict(request.headers))
            if not RequestValidator(TOKEN).validate(url, request.form, given_signature):
                self.forged.append(where)
            return self.answers.pop(0) if self.answers else Response(status=204)

    def reset(self) -> None:
        for record in (self.answers, self.seen, self.headers, self.forged):
            record.clear()

    def forms(self, where: str) -> list[dict[str, str]]:
        with self.lock:
            return [form for path, form, _ in self.seen if path == where]


class World:
    """An account with its senders, the bot's side, and a client of the API."""

    def __init__(self, stack: ExitStack, receiver: Receiver, receiver_url: str) -> None:
        self.receiver = receiver
        self.state = TwilioState(
            ACCOUNT,
            TOKEN,
            SMS,
            WHATSAPP,
            secondary_auth_token="next-token",
            api_keys={"SK1": "key-secret"},
            messaging_service_sid=SERVICE,
            templates={TEMPLATE: "Pedido {{1}} pronto"},
        )
        self.state.point_webhooks(f"{PUBLIC}/inbound", fallback_url=f"{PUBLIC}/fallback")
        self.twilio = stack.enter_context(Switchboard(self.state, routes={PUBLIC: receiver_url}))
        self.url = stack.enter_context(serve(self.twilio)).url
        self.control = f"{self.url}/_sandbox"

    def client(self, user: str = ACCOUNT, password: str = TOKEN, timeout: float = 10) -> Client:
        client = Client(user, password, ACCOUNT, http_client=TwilioHttpClient(timeout=timeout))
        client.api.base_url = self.url
        return client

    def send(self, to: str = MARIA, body: str | None = "Oi", **more: Any) -> Any:
        sender = {} if "messaging_service_sid" in more else {"from_": WHATSAPP if ":" in to else SMS}
        wanted = {"body": body, "status_callback": f"{PUBLIC}/status", **sender, **more}
        return self.client().messages.create(to=to, **{k: v for k, v in wanted.items() if v is not None})

    def settled(self, sid: str) -> Any:
        assert self.twilio.wait_idle(10)
        return self.client().messages(sid).fetch()

    def statuses(self) -> list[str]:
        assert self.twilio.wait_idle(10)
        return [form["MessageStatus"] for form in self.receiver.forms("status")]

    def screen(self, number: str = MARIA) -> list[str]:
        assert self.twilio.wait_idle(10)
        return [bubble.body for bubble in self.state.thread(number)]

    def alerts(self) -> list[str]:
        return [alert.error_code for alert in self.state.alerts()]


@pytest.fixture(name="served_receiver", scope="module")
def _served_receiver() -> Iterator[tuple[Receiver, str]]:
    receiver = Receiver()
    with Server(receiver.app()) as server:
        yield receiver, server.url


@pytest.fixture(name="world")
def _world(served_receiver: tuple[Receiver, str]) -> Iterator[World]:
    receiver, url = served_receiver
    receiver.reset()
    with ExitStack() as stack:
        world = World(stack, receiver, url)
        yield world
        assert world.twilio.wait_idle(10)
        assert world.receiver.forged == []


@pytest.fixture(name="still_world", scope="module")
def _still_world(served_receiver: tuple[Receiver, str]) -> Iterator[World]:
    """One world for all requests that change nothing."""
    with ExitStack() as stack:
        world = World(stack, *served_receiver)
        yield world
        assert world.state.messages() == []


# Sending


def test_a_message_is_accepted_as_queued_and_then_delivered(world: World) -> None:
    sent = world.send(body="Olá, Maria")

    assert (sent.status, sent.direction, sent.price, sent.date_sent) == ("queued", "outbound-api", None, None)
    settled = world.settled(sent.sid)
    assert (settled.status, settled.error_code, settled.num_segments) == ("delivered", None, "1")
    assert float(settled.price) < 0
    assert settled.date_sent >= settled.date_created
    assert world.screen() == ["Olá, Maria"]


def test_each_change_of_status_but_the_first_is_told_to_the_callback(world: World) -> None:
    sent = world.send()

    assert world.statuses() == ["sent", "delivered"]
    form = world.receiver.forms("status")[0]
    assert form == {
        "SmsSid": sent.sid,
        "SmsStatus": "sent",
        "MessageStatus": "sent",
        "To": MARIA,
        "MessageSid": sent.sid,
        "AccountSid": ACCOUNT,
        "From": SMS,
        "ApiVersion": "2010-04-01",
    }


def test_a_service_accepts_first_and_chooses_the_sender_later(world: World) -> None:
    sent = world.send(messaging_service_sid=SERVICE)

    assert (sent.status, sent.from_) == ("accepted", None)
    assert world.statuses() == ["queued", "sent", "delivered"]
    assert world.settled(sent.sid).from_ == SMS
    assert world.receiver.forms("status")[0]["MessagingServiceSid"] == SERVICE


def test_a_number_that_cannot_be_reached_is_told_as_undelivered(world: World) -> None:
    world.state.change_phone(MARIA, unreachable=True)
    sent = world.send()

    assert world.statuses() == ["sent", "undelivered"]
    assert world.receiver.forms("status")[-1]["ErrorCode"] == "30003"
    assert world.settled(sent.sid).error_code == 30003
    assert world.screen() == []


def test_outside_the_whatsapp_window_a_message_is_created_and_fails_later(world: World) -> None:
    sent = world.send(to=MARIA_WHATSAPP)

    assert sent.status == "queued"
    assert world.statuses() == ["failed"]
    form = world.receiver.forms("status")[0]
    assert (form["ErrorCode"], form["ChannelPrefix"]) == ("63016", "whatsapp")
    assert form["ChannelToAddress"] == "+551198765XXXX"
    assert world.settled(sent.sid).price is None


def test_the_whatsapp_window_opens_when_the_person_writes_and_closes_after_a_day(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi")
    assert world.settled(world.send(to=MARIA_WHATSAPP).sid).status == "delivered"

    world.state.age_window(MARIA, timedelta(hours=24))
    assert world.settled(world.send(to=MARIA_WHATSAPP).sid).error_code == 63016


def test_a_template_passes_outside_the_window(world: World) -> None:
    sent = world.send(to=MARIA_WHATSAPP, body=None, content_sid=TEMPLATE, content_variables='{"1": "42"}')

    assert world.settled(sent.sid).status == "delivered"
    assert world.screen() == ["Pedido 42 pronto"]


def test_a_whatsapp_message_is_read_when_the_person_looks(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi")
    sent = world.send(to=MARIA_WHATSAPP)
    assert world.settled(sent.sid).status == "delivered"

    assert requests.post(f"{world.control}/phones/{MARIA}/read", timeout=5).json() == {"read": [sent.sid]}
    assert world.statuses() == ["sent", "delivered", "read"]
    assert world.receiver.forms("status")[-1]["EventType"] == "READ"
    assert world.settled(sent.sid).status == "read"


def test_a_scheduled_message_waits_and_can_be_canceled(world: World) -> None:
    due = clock.now() + timedelta(hours=1)
    sent = world.send(messaging_service_sid=SERVICE, schedule_type="fixed", send_at=due)

    assert world.settled(sent.sid).status == "scheduled"
    assert world.client().messages(sent.sid).update(status="canceled").status == "canceled"
    assert world.screen() == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"To": ""}, 21604, id="no recipient"),
        pytest.param({"To": "+5511"}, 21211, id="a recipient that is no number"),
        pytest.param({"From": ""}, 21603, id="no sender"),
        pytest.param({"From": "+15550009999"}, 21606, id="a number of somebody else"),
        pytest.param({"From": "not a number"}, 21212, id="a sender that is no number"),
        pytest.param({"From": "whatsapp:+15550009999", "To": MARIA_WHATSAPP}, 63007, id="no such channel"),
        pytest.param({"To": MARIA_WHATSAPP}, 21910, id="two channels"),
        pytest.param({"Body": ""}, 21602, id="nothing to say"),
        pytest.param({"Body": "é" * 1601}, 21617, id="too long"),
        pytest.param({"Body": "😀" * 801}, 21617, id="too long in UTF-16"),
        pytest.param({"MediaUrl": "file.png"}, 21620, id="media without an address"),
        pytest.param({"StatusCallback": "relay"}, 21609, id="a callback without an address"),
        pytest.param({"ContentSid": "HX" + "0" * 32}, 21655, id="no such template"),
        pytest.param({"ContentSid": TEMPLATE, "ContentVariables": "{"}, 21656, id="broken variables"),
        pytest.param({"MessagingServiceSid": "MG" + "0" * 32}, 21705, id="no such service"),
        pytest.param({"SendAt": "2030-01-01T00:00:00Z"}, 35118, id="scheduled without a service"),
    ],
)
def test_a_message_that_twilio_would_refuse_is_refused(
    still_world: World, fields: dict[str, str], code: int
) -> None:
    form = {"To": MARIA, "From": SMS, "Body": "Oi", **fields}
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    answer = requests.post(still_world.url + path, form, auth=(ACCOUNT, TOKEN), timeout=5)

    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (400, code, 400)
    assert answer.json()["more_info"].endswith(str(code))
    assert still_world.state.messages() == []


def test_the_longest_body_and_ten_files_pass(world: World) -> None:
    sent = world.send(body="a" * 1600, media_url=[f"https://files.example.com/{n}.png" for n in range(10)])

    assert (sent.sid[:2], sent.num_media) == ("MM", "10")


def test_a_landline_is_refused_at_once(world: World) -> None:
    world.state.change_phone(MARIA, landline=True)

    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert (refused.value.status, refused.value.code) == (400, 21614)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_by_alphabet(body: str, count: int) -> None:
    assert rules.segments(body) == count


# Asking about messages


def test_lists_are_newest_first_and_pages_hold_still_while_messages_arrive(world: World) -> None:
    sids = [world.send(body=str(n)).sid for n in range(5)]
    first = world.client().messages.page(page_size=2)
    assert [message.sid for message in first] == [sids[4], sids[3]]

    world.send(body="later")
    second = first.next_page()
    assert second is not None
    assert [message.sid for message in second] == [sids[2], sids[1]]
    back = second.previous_page()
    assert back is not None
    assert [message.sid for message in back] == [sids[4], sids[3]]
    last = second.next_page()
    assert last is not None
    assert [message.sid for message in last] == [sids[0]]
    assert last.next_page_url is None


def test_lists_are_filtered_by_address_and_by_date(world: World) -> None:
    before = clock.now() - timedelta(minutes=1)
    world.twilio.person_texts("+5521912345678", SMS, "Oi")
    sent = world.send()
    messages = world.client().messages

    def listed(**filters: Any) -> list[str | None]:
        return [message.sid for message in messages.list(**filters)]

    assert listed(to=MARIA, from_=SMS) == [sent.sid]
    assert listed(to=MARIA, date_sent_after=before) == [sent.sid]
    assert listed(to=MARIA, date_sent_before=before) == []
    assert listed(to=MARIA, date_sent=clock.now()) == [sent.sid]
    assert len(listed()) == 2


def test_a_redacted_or_deleted_message_stays_on_the_phone(world: World) -> None:
    sent = world.send(body="segredo")
    world.settled(sent.sid)

    assert world.client().messages(sent.sid).update(body="").body == ""
    assert world.client().messages(sent.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        world.client().messages(sent.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert world.screen() == ["segredo"]


def test_a_message_under_way_cannot_be_deleted_or_redacted() -> None:
    state = TwilioState(ACCOUNT, TOKEN, SMS, WHATSAPP)
    parked = Switchboard(state)  # never started: nothing is carried
    message = parked.accept(rules.Request(MARIA, SMS, "Oi"))
    with serve(parked) as server:
        url = f"{server.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/{message.sid}.json"
        deleted = requests.delete(url, auth=(ACCOUNT, TOKEN), timeout=5)
        redacted = requests.post(url, {"Body": ""}, auth=(ACCOUNT, TOKEN), timeout=5)

    assert [(answer.status_code, answer.json()["code"]) for answer in (deleted, redacted)] == [
        (409, 20009)
    ] * 2


@pytest.mark.parametrize(
    ("user", "password", "opens"),
    [
        (ACCOUNT, TOKEN, True),
        (ACCOUNT, "next-token", True),
        ("SK1", "key-secret", True),
        (ACCOUNT, "wrong", False),
        (ACCOUNT, "", False),
        ("SK2", "key-secret", False),
    ],
)
def test_only_good_credentials_open_the_api(
    still_world: World, user: str, password: str, *, opens: bool
) -> None:
    url = f"{still_world.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    answer = requests.get(url, auth=(user, password), timeout=5)

    assert answer.status_code == (200 if opens else 401)
    assert opens or answer.json()["code"] == 20003
    assert requests.get(url, timeout=5).status_code == 401


def test_another_account_and_an_unknown_resource_are_not_found(still_world: World) -> None:
    for path in ("AC" + "1" * 32 + ".json", f"{ACCOUNT}/Calls.json"):
        url = f"{still_world.url}/2010-04-01/Accounts/{path}"
        answer = requests.get(url, auth=(ACCOUNT, TOKEN), timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_the_account_its_balance_and_its_number_can_be_read_and_the_number_pointed(world: World) -> None:
    client = world.client()
    before = float(str(client.balance.fetch().balance))
    world.settled(world.send().sid)
    assert float(str(client.balance.fetch().balance)) < before
    assert client.api.accounts(ACCOUNT).fetch().status == "active"

    (number,) = client.incoming_phone_numbers.list(phone_number=SMS)
    assert number.sid is not None
    client.incoming_phone_numbers(number.sid).update(sms_url=f"{PUBLIC}/elsewhere#rc=3&rp=all")
    assert client.incoming_phone_numbers(number.sid).fetch().sms_url == f"{PUBLIC}/elsewhere#rc=3&rp=all"
    assert world.twilio.person_texts(MARIA, SMS, "Oi").status == 204
    assert [form["Body"] for form in world.receiver.forms("elsewhere")] == ["Oi"]


# What people write

SMS_FIELDS = (
    "ToCountry ToState SmsMessageSid NumMedia ToCity FromZip SmsSid FromState SmsStatus FromCity Body FromCountry"
    " To ToZip NumSegments MessageSid AccountSid From ApiVersion MessagingServiceSid"
)
WHATSAPP_FIELDS = (
    "SmsMessageSid NumMedia ProfileName MessageType SmsSid WaId SmsStatus Body To NumSegments ReferralNumMedia"
    " MessageSid AccountSid ChannelMetadata From ApiVersion"
)


def test_an_sms_is_told_with_the_fields_of_the_wire_in_their_order(world: World) -> None:
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


def test_a_whatsapp_message_is_told_with_its_own_fields(world: World) -> None:
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
def test_further_fields_are_added_and_told(world: World, extra: dict[str, str], kind: str) -> None:
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


def test_files_are_told_by_address_and_fetched_with_credentials_that_go_no_further(world: World) -> None:
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


# Webhooks that fail


def down(status: int = 500) -> Response:
    return Response("down", status=status)


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
        world.twilio.poster.routes["https://gone.example.com"] = gone.url
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


# STOP


def test_stop_is_obeyed_by_twilio_itself_until_start(world: World) -> None:
    world.twilio.person_texts(MARIA, SMS, " stop ")
    assert len(world.screen()) == 2
    assert world.receiver.forms("inbound")[0]["Body"] == " stop "
    assert "OptOutType" not in world.receiver.forms("inbound")[0]

    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert (refused.value.status, refused.value.code) == (400, 21610)

    world.twilio.person_texts(MARIA, SMS, "START")
    assert world.settled(world.send().sid).status == "delivered"


def test_an_answer_in_twiml_to_stop_does_not_arrive(world: World) -> None:
    world.receiver.answers = [
        Response("<Response><Message>Até logo</Message></Response>", mimetype="text/xml")
    ]
    world.twilio.person_texts(MARIA, SMS, "STOP")

    assert "Até logo" not in world.screen()
    assert [m.error_code for m in world.client().messages.list(to=MARIA)] == [21610, None]


@pytest.mark.parametrize("word", ["PARAR", "SAIR", "stop it", "CANCELAR"])
def test_no_other_word_opts_out(world: World, word: str) -> None:
    world.twilio.person_texts(MARIA, SMS, word)

    assert not world.state.phone(MARIA).opted_out


def test_on_whatsapp_stop_is_a_word_like_any_other(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "STOP")

    assert world.screen() == ["STOP"]
    assert world.settled(world.send().sid).status == "delivered"


def test_advanced_opt_out_names_what_was_done(world: World) -> None:
    world.state.advanced_opt_out = True
    world.twilio.person_texts(MARIA, SMS, "HELP")

    assert world.receiver.forms("inbound")[0]["OptOutType"] == "HELP"


# Faults


def switch_on(world: World, name: str, times: int | None = None) -> None:
    body = {} if times is None else {"times": times}
    assert requests.put(f"{world.control}/faults/{name}", json=body, timeout=5).ok


def switch_off(world: World, name: str) -> None:
    assert requests.delete(f"{world.control}/faults/{name}", timeout=5).json()["active"] == []


@pytest.mark.parametrize(
    ("name", "status", "code"), [("twilio-down", 503, 20503), ("twilio-busy", 429, 20429)]
)
def test_a_service_that_is_down_or_busy_creates_nothing(
    world: World, name: str, status: int, code: int
) -> None:
    switch_on(world, name)
    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert (refused.value.status, refused.value.code) == (status, code)

    switch_off(world, name)
    assert world.client().messages.list() == []


def test_a_slow_service_answers_in_the_end(world: World) -> None:
    world.twilio.slow_seconds = 0.05
    switch_on(world, "twilio-slow", 1)
    begun = clock.now()
    world.client().balance.fetch()

    assert clock.now() - begun >= timedelta(seconds=0.05)


def test_a_message_whose_answer_is_lost_was_created_all_the_same(world: World) -> None:
    switch_on(world, "twilio-lost-answer", 1)
    with pytest.raises(TwilioException):
        world.send(body="uma vez")

    assert [message.body for message in world.client().messages.list(to=MARIA)] == ["uma vez"]


def test_a_message_whose_answer_hangs_was_created_all_the_same(world: World) -> None:
    switch_on(world, "twilio-hang", 1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        world.client(timeout=0.3).messages.create(to=MARIA, from_=SMS, body="uma vez")

    assert world.screen() == ["uma vez"]


def test_an_sms_can_be_refused_as_opted_out(world: World) -> None:
    switch_on(world, "twilio-21610", 1)
    with pytest.raises(TwilioRestException) as refused:
        world.send()
    assert refused.value.code == 21610

    assert world.settled(world.send().sid).status == "delivered"


@pytest.mark.parametrize(
    ("name", "to", "status", "code"),
    [
        ("twilio-30003", MARIA, "undelivered", 30003),
        ("twilio-63016", MARIA_WHATSAPP, "failed", 63016),
    ],
)
def test_a_message_can_fail_after_it_was_accepted(
    world: World, name: str, to: str, status: str, code: int
) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi")
    switch_on(world, name, 1)
    sent = world.settled(world.send(to=to).sid)

    assert (sent.status, sent.error_code) == (status, code)
    assert world.settled(world.send(to=to).sid).status == "delivered"


def test_status_callbacks_can_be_withheld(world: World) -> None:
    switch_on(world, "twilio-no-status", 1)

    assert world.settled(world.send().sid).status == "delivered"
    assert world.statuses() == []


def test_status_callbacks_can_come_in_reverse(world: World) -> None:
    switch_on(world, "webhooks-out-of-order", 1)
    world.send()

    assert world.statuses() == ["delivered", "sent"]


def test_inbound_webhooks_can_come_twice(world: World) -> None:
    switch_on(world, "webhooks-twice", 1)
    delivered = world.twilio.person_texts(MARIA, SMS, "Oi")

    assert delivered.attempts == 2
    assert [form["MessageSid"] for form in world.receiver.forms("inbound")] == [delivered.sid] * 2
    assert world.screen() == ["Oi"]


def test_an_unknown_fault_is_named_as_such(still_world: World) -> None:
    answer = requests.put(f"{still_world.control}/faults/twilio-on-fire", json={}, timeout=5)

    assert answer.status_code == 404
    assert "twilio-slow" in answer.json()["error"]


# The sandbox's own endpoints


def test_a_person_writes_through_the_control_endpoint(world: World) -> None:
    body = {
        "from": MARIA,
        "channel": "whatsapp",
        "body": "veja",
        "media": [{"content_type": "image/png", "base64": "aGk="}],
        "extra": {"ProfileName": "Maria", "Forwarded": "true"},
    }
    answer = requests.post(f"{world.control}/messages", json=body, timeout=5)

    assert (answer.status_code, answer.json()["webhook"]) == (201, {"status": 204, "attempts": 1})
    form = world.receiver.forms("inbound")[0]
    assert (form["From"], form["To"], form["Forwarded"]) == (MARIA_WHATSAPP, WHATSAPP, "true")
    sid = answer.json()["sid"]
    again = requests.post(f"{world.control}/messages/{sid}/resend", timeout=5)
    assert again.json() == {"sid": sid, "webhook": {"status": 204, "attempts": 1}}
    listed = requests.get(f"{world.control}/messages", timeout=5).json()["messages"]
    assert [message["sid"] for message in listed] == [sid]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"from": MARIA, "media": [{}]},
        {"from": MARIA, "media": [{"content_type": "image/png", "base64": "?"}]},
        {"from": MARIA, "extra": {"media": "x"}},
        [],
    ],
)
def test_a_wrong_order_is_explained(still_world: World, body: object) -> None:
    answer = requests.post(f"{still_world.control}/messages", json=body, timeout=5)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_message_to_a_number_that_is_not_ours_is_not_found(still_world: World) -> None:
    body = {"from": MARIA, "to": "+15550001111", "body": "Oi"}

    assert requests.post(f"{still_world.control}/messages", json=body, timeout=5).status_code == 404
    assert requests.post(f"{still_world.control}/messages/SM0/resend", timeout=5).status_code == 404


def test_phones_can_be_seen_and_changed(world: World) -> None:
    world.twilio.person_texts(MARIA, SMS, "Oi")
    changed = requests.put(f"{world.control}/phones/{MARIA}", json={"unreachable": True}, timeout=5)

    assert changed.json()["unreachable"] is True
    (phone,) = requests.get(f"{world.control}/phones", timeout=5).json()["phones"]
    assert phone == requests.get(f"{world.control}/phones/{MARIA}", timeout=5).json()
    (message,) = phone["messages"]
    assert (message["direction"], message["channel"], message["state"]) == ("sent", "sms", "delivered")
    wrong = requests.put(f"{world.control}/phones/{MARIA}", json={"unreachable": 1}, timeout=5)
    assert wrong.status_code == 400


def test_the_window_can_be_closed_from_outside(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi")
    assert requests.put(f"{world.control}/clock-window/{MARIA}", json={"hours": 30}, timeout=5).ok

    assert world.settled(world.send(to=MARIA_WHATSAPP).sid).error_code == 63016


def test_alerts_and_idleness_can_be_asked_for(world: World) -> None:
    world.receiver.answers = [down(), down()]
    world.twilio.person_texts(MARIA, SMS, "Oi")

    alerts = requests.get(f"{world.control}/alerts", timeout=5).json()["alerts"]
    assert [alert["url"] for alert in alerts] == [f"{PUBLIC}/inbound", f"{PUBLIC}/fallback"]
    assert requests.get(f"{world.control}/idle", params={"timeout": "5"}, timeout=10).json() == {"idle": True}


# The pages


def test_a_phone_shows_its_messages_and_runs_none_of_them(world: World) -> None:
    world.twilio.person_texts(MARIA, SMS, "<script>alert(1)</script>", [PIXEL, ("text/html", b"<b>")])
    page = requests.get(f"{world.url}/phones/{MARIA}", timeout=5).text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "data:image/png;base64," in page
    assert "data:text/html" not in page
    assert MARIA in requests.get(f"{world.url}/phones", timeout=5).text


def test_one_can_write_as_the_person_from_the_page(world: World) -> None:
    form = {"channel": "whatsapp", "body": "da página"}
    page = requests.post(f"{world.url}/phones/{MARIA}", form, timeout=5)

    assert "da página" in page.text
    assert world.receiver.forms("inbound")[0]["From"] == MARIA_WHATSAPP


def test_to_look_at_the_page_is_to_read_what_is_on_it(world: World) -> None:
    world.twilio.person_texts(MARIA_WHATSAPP, WHATSAPP, "Oi")
    sent = world.send(to=MARIA_WHATSAPP)
    world.settled(sent.sid)
    requests.get(f"{world.url}/phones/{MARIA}", timeout=5)

    assert world.settled(sent.sid).status == "read"

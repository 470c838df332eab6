"""The emulated Twilio, asked by the real client: messages sent, their statuses, and the reports of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from bot.core import clock
from bot.sandbox.twilio import TwilioEmulator, TwilioState, rules, serve
from tests.conftest import MovedClock
from tests.sandbox.twilio_world import (
    ACCOUNT,
    MARIA,
    MARIA_WHATSAPP,
    PUBLIC,
    SERVICE,
    SMS,
    TEMPLATE,
    TOKEN,
    WHATSAPP,
    World,
)


def test_a_message_is_accepted_as_queued_and_then_delivered(world: World) -> None:
    sent = world.send(body="Olá, Maria")

    assert (sent.status, sent.direction, sent.price, sent.date_sent) == ("queued", "outbound-api", None, None)
    settled = world.settled(sent.sid)
    assert (settled.status, settled.error_code, settled.num_segments) == ("delivered", None, "1")
    assert float(settled.price) < 0
    assert settled.date_sent >= settled.date_created
    assert world.screen() == ["Olá, Maria"]


def test_each_change_of_status_but_the_first_is_reported_to_the_callback(world: World) -> None:
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


def test_a_number_that_cannot_be_reached_is_reported_as_undelivered(world: World) -> None:
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
        pytest.param({"From": "+15550009999"}, 21659, id="a number of somebody else"),
        pytest.param({"To": "28888"}, 21265, id="a short code"),
        pytest.param({"To": SMS}, 21266, id="to itself"),
        pytest.param({"To": WHATSAPP, "From": WHATSAPP}, 63031, id="to itself on WhatsApp"),
        pytest.param({"From": "not a number"}, 21212, id="a sender that is no number"),
        pytest.param({"From": "whatsapp:+15550009999", "To": MARIA_WHATSAPP}, 63007, id="no such channel"),
        pytest.param({"To": MARIA_WHATSAPP}, 21910, id="two channels"),
        pytest.param({"Body": ""}, 21602, id="nothing to say"),
        pytest.param({"Body": " \n\t"}, 21602, id="nothing but spaces to say"),
        pytest.param({"Body": "é" * 1601}, 21617, id="too long"),
        pytest.param({"Body": "😀" * 801}, 21617, id="too long in UTF-16"),
        pytest.param({"MediaUrl": "file.png"}, 21620, id="media without an address"),
        *(
            pytest.param({"StatusCallback": url}, 21609, id=f"a callback at {url}"[:60])
            for url in (
                "relay",
                "https://relay/status",
                "https://meu_relay.example.com/status",
                "https://bot.example.com",
                "https://bot.example.com:99999/status",
                "https://münchen.example/status",
                "https://10.0.0.5/status",
                "http://127.0.0.1:8360/status",
                "http://[::1]/status",
                "http://localhost/status",
                "https://bot.local/status",
                f"https://bot.example.com/{'x' * 4000}",
            )
        ),
        pytest.param({"ValidityPeriod": "0"}, 21624, id="no time to be sent in"),
        pytest.param({"ValidityPeriod": "36001"}, 21624, id="more than ten hours to be sent in"),
        pytest.param({"SmartEncoded": "maybe"}, 20001, id="an option that is neither true nor false"),
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


@pytest.mark.parametrize(("number", "code"), [(MARIA, 21614), ("+351912345678", 21635)])
def test_a_landline_is_refused_at_once(world: World, number: str, code: int) -> None:
    world.state.change_phone(number, landline=True)

    with pytest.raises(TwilioRestException) as refused:
        world.send(to=number)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_where_twilio_tries_landlines_the_carrier_refuses_them(world: World) -> None:
    world.state.change_phone("+12125550100", landline=True)

    sent = world.settled(world.send(to="+12125550100").sid)
    assert (sent.status, sent.error_code) == ("undelivered", 30006)


def test_options_within_their_range_pass(world: World) -> None:
    assert world.send(validity_period=36_000, smart_encoded=True).status == "queued"


def test_a_lagging_list_lacks_the_newest_messages_only_while_it_lags(
    world: World, moved_clock: MovedClock
) -> None:
    old = world.send(body="velha").sid
    moved_clock.advance(timedelta(minutes=6))
    new = world.send(body="nova").sid
    world.twilio.faults.switch_on("twilio-lagging-list")

    assert [one.sid for one in world.client().messages.list()] == [old]
    assert world.client().messages(new).fetch().body == "nova"
    world.twilio.faults.clear()
    assert [one.sid for one in world.client().messages.list()] == [new, old]


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
    parked = TwilioEmulator(state)  # never started: nothing is carried
    message = parked.accept(rules.SendRequest(MARIA, SMS, "Oi"))
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

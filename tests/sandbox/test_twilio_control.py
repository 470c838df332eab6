"""The sandbox's own endpoints and pages of the emulated Twilio."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.twilio_world import MARIA, MARIA_WHATSAPP, PUBLIC, SMS, WHATSAPP, World, down


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

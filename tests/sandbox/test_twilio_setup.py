"""What the emulated Twilio answers to who sets an account up: as strict as Twilio, and with what it leads to."""

from __future__ import annotations

import pytest
import requests

from bot.sandbox.twilio.misconfigured import DEEDS
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, NOBODY, Stage

REST = f"/2010-04-01/Accounts/{ACCOUNT}"
MARIA = "+5511987654321"
SERVICE = f"MG{'5' * 32}"


def _ask(stage: Stage, method: str, path: str, **more: object) -> requests.Response:
    url = f"{stage.sandbox.addresses.twilio}{path}"
    return requests.request(method, url, auth=(ACCOUNT, AUTH_TOKEN), timeout=5, **more)  # type: ignore[arg-type]


def _code(answer: requests.Response) -> tuple[int, int]:
    return answer.status_code, answer.json().get("code", 0)


def _number(stage: Stage) -> str:
    return stage.twilio.state.sender(SMS_NUMBER).sid


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"SmsUrl": "bot.example.com"}, 21502),
        ({"SmsFallbackUrl": "ftp://bot.example.com"}, 21504),
        ({"SmsMethod": "PUT"}, 21503),
        ({"SmsFallbackMethod": ""}, 21505),
        ({"SmsApplicationSid": "AP1"}, 21501),
    ],
)
def test_a_setting_that_cannot_be_is_refused(stage: Stage, form: dict[str, str], code: int) -> None:
    path = f"{REST}/IncomingPhoneNumbers/{_number(stage)}.json"

    assert _code(_ask(stage, "POST", path, data=form)) == (400, code)


def test_a_whatsapp_sender_is_no_phone_number(stage: Stage) -> None:
    sid = stage.twilio.state.sender(WHATSAPP_NUMBER).sid

    assert _code(_ask(stage, "GET", f"{REST}/IncomingPhoneNumbers/{sid}.json")) == (404, 20404)


@pytest.mark.parametrize(
    "content",
    [
        {"webhook": {"callback_method": "GET"}},
        {"webhook": {"fallback_method": "get"}},
        {"callback_url": "https://x.example.com"},
        [],
    ],
)
def test_a_sender_is_changed_by_json_of_the_described_form(stage: Stage, content: object) -> None:
    path = f"/v2/Channels/Senders/{stage.twilio.state.sender(WHATSAPP_NUMBER).sid}"

    assert _code(_ask(stage, "POST", path, json=content)) == (400, 20001)


def test_what_a_change_of_a_sender_does_not_name_stays(stage: Stage) -> None:
    state = stage.twilio.state
    state.point_webhooks("https://a.example.com/in", fallback_url="https://a.example.com/back")
    sid = state.sender(WHATSAPP_NUMBER).sid
    changed = _ask(
        stage,
        "POST",
        f"/v2/Channels/Senders/{sid}",
        json={"webhook": {"callback_url": "https://b.example.com/in"}},
    )

    assert (changed.status_code, changed.json()["status"]) == (202, "ONLINE:UPDATING")
    now = _ask(stage, "GET", f"/v2/Channels/Senders/{sid}").json()
    assert now["status"] == "ONLINE"
    assert now["webhook"]["callback_url"] == "https://b.example.com/in"
    assert now["webhook"]["fallback_url"] == "https://a.example.com/back"


def test_senders_are_listed_by_channel(stage: Stage) -> None:
    assert _code(_ask(stage, "GET", "/v2/Channels/Senders")) == (400, 20001)
    rcs = _ask(stage, "GET", "/v2/Channels/Senders", params={"Channel": "rcs"}).json()
    assert rcs["senders"] == []
    unknown = f"/v2/Channels/Senders/XE{'0' * 32}"
    assert _code(_ask(stage, "GET", unknown)) == (404, 20404)


@pytest.mark.parametrize(
    "form",
    [
        {"InboundMethod": "PUT"},
        {"InboundRequestUrl": "nowhere"},
        {"UseInboundWebhookOnNumber": "perhaps"},
    ],
)
def test_a_service_is_changed_by_the_described_values(stage: Stage, form: dict[str, str]) -> None:
    stage.twilio.state.services.add((), sid=SERVICE)

    assert _code(_ask(stage, "POST", f"/v1/Services/{SERVICE}", data=form)) == (400, 20001)


def test_a_country_that_is_not_switched_on_gets_no_sms_but_whatsapp(stage: Stage) -> None:
    stage.sandbox.switch_on("twilio-no-geo")
    form = {"To": MARIA, "From": SMS_NUMBER, "Body": "Oi"}

    assert _code(_ask(stage, "POST", f"{REST}/Messages.json", data=form)) == (400, 21408)
    stage.twilio.person_texts(f"whatsapp:{MARIA}", WHATSAPP_NUMBER, "Oi")
    form = {"To": f"whatsapp:{MARIA}", "From": WHATSAPP_NUMBER, "Body": "Oi"}
    assert _ask(stage, "POST", f"{REST}/Messages.json", data=form).status_code == 201


@pytest.mark.parametrize(("fault", "code"), [("twilio-other-number", 21659), ("twilio-no-sms", 21606)])
def test_a_number_that_is_not_ours_or_mute_sends_nothing(stage: Stage, fault: str, code: int) -> None:
    stage.sandbox.switch_on(fault)
    form = {"To": MARIA, "From": SMS_NUMBER, "Body": "Oi"}

    assert _code(_ask(stage, "POST", f"{REST}/Messages.json", data=form)) == (400, code)


@pytest.mark.parametrize("fault", ["twilio-application", "twilio-service-answers"])
def test_what_something_else_answers_does_not_come_to_the_number(stage: Stage, fault: str) -> None:
    stage.twilio.state.point_webhooks(f"{NOBODY}/hook")
    stage.sandbox.switch_on(fault)
    for service in stage.twilio.state.services.everything():
        stage.twilio.state.services.change(service.sid, inbound_request_url="")

    assert stage.twilio.person_texts(MARIA, SMS_NUMBER, "Oi").attempts == 0


def test_a_service_answers_at_its_own_address_and_is_named(stage: Stage) -> None:
    stage.sandbox.switch_on("twilio-service-answers")
    (service,) = stage.twilio.state.services.everything()
    stage.twilio.state.services.change(service.sid, inbound_request_url=f"{NOBODY}/service")
    sent = stage.twilio.person_texts(MARIA, SMS_NUMBER, "Oi")

    assert sent.attempts > 0
    assert dict(stage.twilio.state.message(sent.sid).form)["MessagingServiceSid"] == service.sid
    assert stage.twilio.state.alerts()[-1].url == f"{NOBODY}/service"


@pytest.mark.parametrize(("status", "own"), [("suspended", 200), ("closed", 403)])
def test_an_account_that_is_not_active_answers_with_its_code(stage: Stage, status: str, own: int) -> None:
    stage.sandbox.switch_on(f"twilio-{status}")

    assert _ask(stage, "GET", f"{REST}/Messages.json").status_code == 403
    assert _ask(stage, "GET", f"{REST}.json").status_code == own


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("AvailablePhoneNumbers/US.json", 200),
        ("AvailablePhoneNumbers/AQ.json", 404),
        ("AvailablePhoneNumbers/US/Mobile.json", 404),
        ("AvailablePhoneNumbers/BR/Local.json?SmsEnabled=true", 200),
    ],
)
def test_a_country_sells_the_kinds_that_it_has(stage: Stage, path: str, status: int) -> None:
    answer = _ask(stage, "GET", f"{REST}/{path}")

    assert answer.status_code == status
    assert answer.json().get("available_phone_numbers", []) == []


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_once_and_listed_as_a_fault(stage: Stage, name: str) -> None:
    stage.sandbox.switch_on(name)
    known = stage.sandbox.faults()["twilio"]

    assert name in known["catalogue"]
    assert known["active"] == []

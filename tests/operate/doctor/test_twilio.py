"""Each check of Twilio finds its fault there, and leaves the faults of others to their own checks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.twilio import triggers
from bot.core import clock
from bot.core.settings.templates import TemplateSection
from bot.operate.doctor.checks import Verdict
from bot.rules.texts import terminal
from bot.sandbox.twilio.values import Template
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.made_up import AUTH_TOKEN, SECOND_AUTH_TOKEN, WRONG
from tests.operate.doctor.twilio_account import AT_TWILIO, OPERATOR, TwilioAccount
from tests.stage import Stage

WELL = {
    **{one.id: Verdict.OK for one in AT_TWILIO},
    "twilio-api-key": Verdict.NOT_NEEDED,
    "twilio-usage-triggers": Verdict.NOT_NEEDED,
    "twilio-templates": Verdict.NOT_NEEDED,
    "twilio-pumping-protection": Verdict.CANNOT_TELL,  # nothing shows it
}
WRONG_, ATTENTION = Verdict.WRONG, Verdict.ATTENTION
NOT_NEEDED, CANNOT_TELL = Verdict.NOT_NEEDED, Verdict.CANNOT_TELL
_OF_NUMBER = ("twilio-number-webhook", "twilio-number-method", "twilio-number-fallback")
_OF_SENDER = ("twilio-whatsapp-webhook", "twilio-whatsapp-fallback")
# What each fault of the sandbox changes: nothing else may.
CHANGED: dict[str, dict[str, Verdict]] = {
    "twilio-trial": {"twilio-account": WRONG_},
    "twilio-low-balance": {"twilio-balance": ATTENTION},
    "twilio-no-balance": {"twilio-balance": CANNOT_TELL},
    "twilio-other-number": {
        "twilio-number": WRONG_,
        "twilio-application": NOT_NEEDED,
        **dict.fromkeys(_OF_NUMBER, NOT_NEEDED),
    },
    "twilio-no-sms": {"twilio-number": WRONG_},
    "twilio-no-service": {"twilio-messaging-service": WRONG_},
    "twilio-empty-pool": {"twilio-messaging-service": WRONG_},
    "twilio-whatsapp-sandbox": {
        "twilio-whatsapp-sender": ATTENTION,
        **dict.fromkeys(_OF_SENDER, CANNOT_TELL),
    },
    "twilio-sender-offline": {"twilio-whatsapp-sender": WRONG_},
    "twilio-sender-pending": {"twilio-whatsapp-sender": WRONG_},
    "twilio-foreign-webhook": {"twilio-number-webhook": WRONG_, "twilio-whatsapp-webhook": WRONG_},
    "twilio-no-webhook": {"twilio-number-webhook": WRONG_, "twilio-whatsapp-webhook": WRONG_},
    "twilio-demo-webhook": {"twilio-number-webhook": WRONG_},
    "twilio-no-retries": {"twilio-number-webhook": ATTENTION, "twilio-whatsapp-webhook": ATTENTION},
    "twilio-get": {"twilio-number-method": WRONG_},
    "twilio-no-fallback": {"twilio-number-fallback": ATTENTION, "twilio-whatsapp-fallback": ATTENTION},
    "twilio-application": {"twilio-application": WRONG_},
    "twilio-service-answers": {
        "twilio-service-webhook": WRONG_,
        "twilio-number-webhook": NOT_NEEDED,
        "twilio-number-fallback": NOT_NEEDED,
        "twilio-number-method": NOT_NEEDED,
        **dict.fromkeys(_OF_SENDER, NOT_NEEDED),
    },
    "twilio-no-geo": {"twilio-geo-permissions": WRONG_},
    "twilio-wide-geo": {"twilio-geo-permissions": ATTENTION},
    "twilio-promoted": {"twilio-primary-token": WRONG_},
}
UNASKED = {"twilio-api-key", "twilio-usage-triggers", "twilio-templates", "twilio-pumping-protection"}
UNSEEN = {one.id for one in AT_TWILIO} - UNASKED - {"twilio-secondary-token"}


@pytest.fixture(name="twilio")
def _twilio(stage: Stage) -> TwilioAccount:
    return TwilioAccount(stage)


def test_an_account_as_it_should_be_has_no_fault(twilio: TwilioAccount) -> None:
    found = twilio.look()

    assert {name: one.verdict for name, one in found.items()} == WELL
    assert not [name for name, one in found.items() if one.verdict is Verdict.OK and one.remedy]


@pytest.mark.parametrize("fault", CHANGED)
def test_a_fault_is_found_by_its_own_check_alone(twilio: TwilioAccount, fault: str) -> None:
    twilio.switch_on(fault)
    found = twilio.look()

    assert {name: one.verdict for name, one in found.items()} == {**WELL, **CHANGED[fault]}
    worrying = [one for one in found.values() if one.verdict in (WRONG_, ATTENTION)]
    assert all(one.remedy for one in worrying)
    shown = " ".join(f"{one.evidence} {one.remedy}" for one in found.values())
    for secret in (SMS_NUMBER, WHATSAPP_NUMBER, AUTH_TOKEN, OPERATOR, "other.example.com", "made-up"):
        assert secret not in shown


def test_a_wrong_token_is_reported_once_and_hides_the_rest(twilio: TwilioAccount) -> None:
    twilio.variables["TWILIO_AUTH_TOKEN"] = WRONG
    found = twilio.look()

    assert [name for name, one in found.items() if one.verdict is Verdict.WRONG] == ["twilio-credentials"]
    unseen = {name for name, one in found.items() if one.verdict is Verdict.CANNOT_TELL}
    assert unseen - {"twilio-pumping-protection"} == UNSEEN - {"twilio-credentials"}
    assert found["twilio-number"].remedy == "Look at the check of the credentials."


@pytest.mark.parametrize(("status", "word"), [("suspended", "suspended"), ("closed", "suspended or closed")])
def test_an_account_that_is_not_active_is_reported_once(
    twilio: TwilioAccount, status: str, word: str
) -> None:
    twilio.switch_on(f"twilio-{status}")
    found = twilio.look()

    assert [name for name, one in found.items() if one.verdict is Verdict.WRONG] == ["twilio-account"]
    assert f"The account is {word}" in found["twilio-account"].evidence
    assert found["twilio-number"].remedy == "Look at the check of the account."


def test_an_empty_balance_is_worse_than_a_low_one(twilio: TwilioAccount) -> None:
    twilio.state.pay_in(-twilio.state.balance)

    assert twilio.find("twilio-balance").verdict is Verdict.WRONG
    twilio.changes = {"billing": {"balance_floor": None}}
    assert twilio.find("twilio-balance").verdict is Verdict.NOT_NEEDED


def test_a_trial_without_sms_only_wants_to_be_known(twilio: TwilioAccount) -> None:
    twilio.switch_on("twilio-trial")
    twilio.variables["TWILIO_PHONE_NUMBER"] = ""

    found = twilio.look()
    assert found["twilio-account"].verdict is Verdict.ATTENTION
    assert found["twilio-number"].verdict is Verdict.NOT_NEEDED
    assert found["twilio-number-webhook"].verdict is Verdict.NOT_NEEDED
    assert found["twilio-geo-permissions"].verdict is Verdict.NOT_NEEDED


def test_without_whatsapp_nothing_of_it_is_judged(twilio: TwilioAccount) -> None:
    twilio.variables["TWILIO_WHATSAPP_NUMBER"] = ""
    found = twilio.look("twilio-whatsapp-sender", *_OF_SENDER)

    assert {one.verdict for one in found.values()} == {Verdict.NOT_NEEDED}


def test_a_whatsapp_number_that_is_not_ours_is_no_sandbox(twilio: TwilioAccount) -> None:
    twilio.variables["TWILIO_WHATSAPP_NUMBER"] = "whatsapp:+551140028922"
    found = twilio.look("twilio-whatsapp-sender", *_OF_SENDER)

    assert found["twilio-whatsapp-sender"].verdict is Verdict.WRONG
    assert found["twilio-whatsapp-webhook"].verdict is Verdict.NOT_NEEDED


@pytest.mark.parametrize(
    ("url", "verdict", "words"),
    [
        ("http://bot.example.com/api/notifications/webhook/twilio", Verdict.WRONG, "another scheme"),
        ("https://bot.example.com/outro", Verdict.WRONG, "not the relay's webhook"),
        ("https://bot.example.com:8443/api/notifications/webhook/twilio", Verdict.WRONG, "another host"),
        ("https://bot.example.com/api/notifications/webhook/twilio#rc=0&rp=all", Verdict.ATTENTION, "once"),
        ("https://bot.example.com/api/notifications/webhook/twilio#rc=2&rp=ct", Verdict.ATTENTION, "once"),
        (
            "https://BOT.example.com/api/v1/notifications/webhook/twilio/#rp=all",
            Verdict.OK,
            "calls this relay",
        ),
    ],
)
def test_how_an_address_differs_is_said(
    twilio: TwilioAccount, url: str, verdict: Verdict, words: str
) -> None:
    twilio.state.update_sender(twilio.state.sender_for(whatsapp=False).sid, sms_url=url)
    found = twilio.find("twilio-number-webhook")

    assert (found.verdict, words in found.evidence) == (verdict, True)


def test_a_service_that_answers_with_our_address_is_fine(twilio: TwilioAccount) -> None:
    own = twilio.state.sender_for(whatsapp=False).sms_url
    twilio.switch_on("twilio-service-answers")
    for service in twilio.state.services.everything():
        twilio.state.services.change(service.sid, inbound_request_url=own)

    assert twilio.find("twilio-service-webhook").verdict is Verdict.OK


def test_another_fallback_host_may_be_on_purpose(twilio: TwilioAccount) -> None:
    sid = twilio.state.sender_for(whatsapp=False).sid
    twilio.state.update_sender(sid, sms_fallback_url="https://reserva.example.com/hook")

    assert "another host" in twilio.find("twilio-number-fallback").evidence


def test_an_api_key_is_tried_and_its_permissions_read(twilio: TwilioAccount) -> None:
    twilio.use_key()
    assert twilio.find("twilio-api-key").verdict is Verdict.OK

    twilio.use_key(
        "/twilio/messaging/messages/*", "/twilio/monitor/alerts/list", "/twilio/billing/usage/list"
    )
    assert "may do all" in twilio.find("twilio-api-key").evidence

    twilio.use_key("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")
    found = twilio.find("twilio-api-key")
    assert (found.verdict, "monitor/alerts" in found.evidence) == (Verdict.ATTENTION, True)

    twilio.use_key("/twilio/messaging/messages/list")
    assert "lacks /twilio/messaging/messages/create" in twilio.find("twilio-api-key").evidence

    twilio.use_key("/twilio/messaging/messages/create")
    assert twilio.find("twilio-api-key").verdict is Verdict.WRONG

    twilio.variables["TWILIO_API_KEY"] = f"SK{'0' * 32}:{WRONG}"
    assert "refuses the API key" in twilio.find("twilio-api-key").evidence
    assert twilio.find("twilio-credentials").verdict is Verdict.OK


def test_what_a_key_alone_does_not_see_is_said_with_the_permission(twilio: TwilioAccount) -> None:
    twilio.use_key("/twilio/messaging/messages/*")
    twilio.variables["TWILIO_AUTH_TOKEN"] = ""
    found = twilio.look()

    assert found["twilio-credentials"].verdict is Verdict.OK
    assert found["twilio-primary-token"].verdict is Verdict.NOT_NEEDED
    assert found["twilio-errors"].verdict is Verdict.CANNOT_TELL
    assert "it lacks /twilio/monitor/alerts/list" in found["twilio-errors"].evidence
    assert found["twilio-account"].verdict is Verdict.CANNOT_TELL
    assert found["twilio-service-webhook"].verdict is Verdict.CANNOT_TELL


def test_a_second_token_left_over_is_found(twilio: TwilioAccount) -> None:
    twilio.variables["TWILIO_AUTH_TOKEN_SECONDARY"] = SECOND_AUTH_TOKEN
    assert "no longer valid" in twilio.find("twilio-secondary-token").evidence

    twilio.state.secondary_auth_token = SECOND_AUTH_TOKEN
    assert "not finished" in twilio.find("twilio-secondary-token").evidence


def test_twilios_errors_are_named_with_their_meaning(twilio: TwilioAccount) -> None:
    twilio.alert("30003", timedelta(hours=2))
    assert "single messages: 30003 x 1" in twilio.find("twilio-errors").evidence

    twilio.alert("11200", timedelta(hours=3))
    found = twilio.find("twilio-errors")
    assert found.verdict is Verdict.ATTENTION
    assert "11200 x 1. Twilio got no answer from the relay in time" in found.evidence
    assert "/readyz" in found.remedy

    twilio.alert("11200")
    assert twilio.find("twilio-errors").verdict is Verdict.WRONG
    assert "A Twilio não obteve resposta" in terminal.of("pt-BR").shown(twilio.find("twilio-errors").evidence)


def test_templates_are_compared_as_by_their_own_command(twilio: TwilioAccount) -> None:
    sid = f"HX{'a' * 32}"
    boleto = {"sid": sid, "text": "Olá {nome}", "variables": ["nome"]}
    twilio.changes = {"templates": {"boleto": TemplateSection.model_validate(boleto).model_dump()}}
    assert "1 cannot be sent: boleto" in twilio.find("twilio-templates").evidence

    twilio.state.put_template(Template(sid, "Olá {{1}}", clock.now()))
    assert twilio.find("twilio-templates").verdict is Verdict.OK


def test_usage_triggers_are_compared_with_the_budget(twilio: TwilioAccount) -> None:
    twilio.changes = {"billing": {"usage_triggers": True, "monthly_budget": "50.00"}}
    assert "3 are missing" in twilio.find("twilio-usage-triggers").evidence

    triggers.keep(twilio.settings, triggers.wanted(twilio.settings))
    assert twilio.find("twilio-usage-triggers").verdict is Verdict.OK


def test_a_foreign_number_that_no_brazilian_phone_reached_is_pointed_out(twilio: TwilioAccount) -> None:
    for message in twilio.state.messages():
        twilio.state.remove(message.sid)

    assert twilio.find("twilio-two-way-sms").verdict is Verdict.ATTENTION
    twilio.variables["TWILIO_PHONE_NUMBER"] = "+5511955501234"
    assert twilio.find("twilio-two-way-sms").verdict is Verdict.OK


def test_a_twilio_that_is_down_makes_no_check_fail(twilio: TwilioAccount) -> None:
    twilio.switch_on("twilio-down")
    found = twilio.look()

    assert not [name for name, one in found.items() if one.verdict in (Verdict.WRONG, Verdict.ATTENTION)]
    assert "Twilio did not answer" in found["twilio-credentials"].evidence
    assert not [name for name, one in found.items() if "itself failed" in one.evidence]


def test_a_countrys_own_list_is_what_counts(twilio: TwilioAccount) -> None:
    twilio.changes = {"policy": {"countries": ["BR", "GB"]}}
    assert "SMS to GB are switched off" in twilio.find("twilio-geo-permissions").evidence
    twilio.changes = {"policy": {"countries": None}}
    assert "lacks (1): PT." in twilio.find("twilio-geo-permissions").evidence
    twilio.state.countries = frozenset()
    assert twilio.find("twilio-geo-permissions").verdict is Verdict.CANNOT_TELL

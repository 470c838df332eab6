"""The steps at Twilio: what they change after showing what was there, that once is enough, and that all goes back."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.core.messages import Address
from bot.core.settings import Configuration
from bot.operate.setup import engine, twilio_countries, twilio_senders, twilio_services
from bot.operate.setup.engine import Planned
from bot.operate.setup.installation import Answers, Installation
from bot.operate.setup.journal import Journal
from bot.rules.people import contacts
from bot.sandbox.twilio.misconfigured import APPLICATION, ELSEWHERE
from bot.sandbox.twilio.values import Sender, Service
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.made_up import AUTH_TOKEN, WRONG
from tests.stage import ACCOUNT, PUBLIC_URL, Stage

HOOK = f"{PUBLIC_URL}/api/notifications/webhook/twilio"
STEPS = (*twilio_senders.STEPS, *twilio_services.STEPS, *twilio_countries.STEPS)


class Office:
    """An office that sets its account up, in a folder of its own."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        self.answers = {
            "account_sid": ACCOUNT,
            "auth_token": AUTH_TOKEN,
            "sms_number": SMS_NUMBER,
            "whatsapp_number": WHATSAPP_NUMBER,
            "public_url": PUBLIC_URL,
            "twilio_api_url": stage.environment["TWILIO_API_URL"],
        }
        self.shown: list[tuple[str, str, str]] = []

    @property
    def installation(self) -> Installation:
        return Installation(self.folder / "config.yml", Answers(**self.answers))

    def set_up(self) -> list[str]:
        """Take all steps, and return the ids of those that changed something."""
        done: list[str] = []

        def begins(planned: Planned) -> None:
            done.append(planned.step.id)
            change = planned.change
            self.shown.append((str(change.what), change.before, change.after))

        engine.carry_out(STEPS, self.installation, begins)
        return done

    def undo(self) -> int:
        return engine.take_back(STEPS, self.installation, lambda _: None)

    @property
    def number(self) -> Sender:
        return self.stage.twilio.state.sender(SMS_NUMBER)

    @property
    def sender(self) -> Sender:
        return self.stage.twilio.state.sender(WHATSAPP_NUMBER)

    @property
    def services(self) -> list[Service]:
        return self.stage.twilio.state.services.everything()

    def everything(self) -> list[dict[str, object]]:
        found = [asdict(self.number), asdict(self.sender), *map(asdict, self.services)]
        countries = {"countries": sorted(self.stage.twilio.state.countries)}
        return [*({**one, "updated_at": None} for one in found), countries]


@pytest.fixture(name="office")
def _office(stage: Stage, tmp_path: Path) -> Office:
    return Office(stage, tmp_path)


def test_a_new_number_and_a_new_sender_call_this_relay(office: Office) -> None:
    before = office.everything()
    done = office.set_up()

    assert done == [
        "twilio-number-webhook",
        "twilio-number-fallback",
        "twilio-whatsapp-webhook",
        "twilio-whatsapp-fallback",
    ]
    for one in (office.number, office.sender):
        assert one.sms_url == f"{HOOK}#rc=3&rp=5xx,ct,rt"
        assert (one.sms_method, one.sms_fallback_url) == ("POST", f"{HOOK}/fallback")
    assert office.set_up() == []
    assert office.undo() == 4
    assert office.everything() == before
    assert not Journal(office.folder).entries()


@pytest.mark.parametrize(
    ("fault", "steps"),
    [
        ("twilio-foreign-webhook", ["twilio-number-webhook", "twilio-whatsapp-webhook"]),
        ("twilio-demo-webhook", ["twilio-number-webhook"]),
        ("twilio-no-retries", ["twilio-number-webhook", "twilio-whatsapp-webhook"]),
        ("twilio-get", ["twilio-number-method"]),
        ("twilio-no-fallback", ["twilio-number-fallback", "twilio-whatsapp-fallback"]),
        ("twilio-application", ["twilio-application"]),
        ("twilio-service-answers", ["twilio-service-webhook"]),
        ("twilio-no-geo", ["twilio-geo-permissions"]),
    ],
)
def test_what_somebody_set_wrongly_is_set_right_and_can_be_taken_back(
    office: Office, fault: str, steps: list[str]
) -> None:
    office.set_up()
    Journal(office.folder).path.unlink()
    good = office.everything()
    office.stage.sandbox.switch_on(fault)
    bad = office.everything()

    assert office.set_up() == steps
    assert office.everything()[:2] == good[:2]
    assert office.set_up() == []
    assert office.undo() == len(steps)
    assert office.everything() == bad


def test_what_was_there_is_shown_without_passwords_and_numbers(office: Office) -> None:
    office.stage.sandbox.switch_on("twilio-foreign-webhook")
    sid = office.number.sid
    office.stage.twilio.state.update_sender(
        sid, sms_fallback_url="https://user:word@x.example.com:8443/hook#rc=1"
    )
    office.set_up()

    shown = {what: before for what, before, _ in office.shown}
    ours = contacts.masked(Address.parse(SMS_NUMBER))
    assert shown[f"The address that {ours} calls for an SMS"] == "https://other.example.com/sms?..."
    assert "https://x.example.com:8443/hook#rc=1" in shown.values()
    everything = " ".join(" ".join(one) for one in office.shown)
    assert not [
        one for one in (SMS_NUMBER, WHATSAPP_NUMBER, "made-up", "word", AUTH_TOKEN) if one in everything
    ]
    assert Journal(office.folder).path.stat().st_mode & 0o077 == 0
    assert SMS_NUMBER not in Journal(office.folder).path.read_text()


def test_what_somebody_changed_since_is_left_alone(office: Office) -> None:
    office.set_up()
    state = office.stage.twilio.state
    state.update_sender(office.number.sid, sms_url=ELSEWHERE)

    assert office.undo() == 3
    assert office.number.sms_url == ELSEWHERE
    assert office.sender.sms_url == ""


def test_what_two_runs_with_two_addresses_did_goes_back_to_the_beginning(office: Office) -> None:
    before = office.everything()
    office.set_up()
    office.answers["public_url"] = "https://novo.example.com"
    assert len(office.set_up()) == 4

    assert office.undo() == 4
    assert office.everything() == before


def test_an_application_is_named_before_it_is_taken_away(office: Office) -> None:
    office.stage.sandbox.switch_on("twilio-application")
    office.set_up()

    assert (APPLICATION, "none") in {(before, after) for _, before, after in office.shown}


def test_a_service_with_other_senders_is_left_to_people(office: Office) -> None:
    office.stage.sandbox.switch_on("twilio-service-answers")
    state = office.stage.twilio.state
    (service,) = office.services
    other = Sender(f"PN{'9' * 32}", "+15550001111", service.created_at, service.created_at)
    state.services.change(service.sid, pool=(*service.pool, other.sid))
    state.add_sender(other)

    assert "twilio-service-webhook" not in office.set_up()


def test_a_service_with_the_relays_address_is_as_good(office: Office) -> None:
    office.stage.sandbox.switch_on("twilio-service-answers")
    for one in office.services:
        office.stage.twilio.state.services.change(one.sid, inbound_request_url=f"{HOOK}#rc=3&rp=all")

    assert "twilio-service-webhook" not in office.set_up()


@pytest.mark.parametrize(
    "unknown", ["account_sid", "auth_token", "public_url", "sms_number", "whatsapp_number"]
)
def test_what_is_not_answered_yet_is_not_touched(office: Office, unknown: str) -> None:
    office.answers[unknown] = ""
    done = office.set_up()

    expected = {
        "sms_number": ["twilio-whatsapp-webhook", "twilio-whatsapp-fallback"],
        "whatsapp_number": ["twilio-number-webhook", "twilio-number-fallback"],
    }
    assert done == expected.get(unknown, [])


def test_a_country_of_high_risk_is_left_to_the_console(office: Office) -> None:
    policy = {"policy": {"countries": ["BR", "NG"]}}
    installation = replace(office.installation, config=Configuration.model_validate(policy))

    with pytest.raises(BotError, match="only its console switch SMS to NG"):
        engine.carry_out(STEPS, installation, lambda _: None)


def test_countries_that_others_may_need_are_not_switched_off(office: Office) -> None:
    office.stage.sandbox.switch_on("twilio-wide-geo")

    assert "twilio-geo-permissions" not in office.set_up()


def test_the_sandbox_of_whatsapp_and_foreign_numbers_are_not_touched(office: Office) -> None:
    for fault in ("twilio-whatsapp-sandbox", "twilio-other-number"):
        office.stage.sandbox.switch_on(fault)

    assert office.set_up() == []


def test_a_wrong_token_is_an_error_with_a_remedy(office: Office) -> None:
    office.answers["auth_token"] = WRONG

    with pytest.raises(BotError) as refused:
        office.set_up()
    assert refused.value.message == "Twilio does not show our senders to these credentials."


def test_a_number_that_is_gone_does_not_stop_the_rest_from_going_back(office: Office) -> None:
    office.set_up()
    office.stage.sandbox.switch_on("twilio-whatsapp-sandbox")

    assert office.undo() == 2
    assert office.number.sms_url == ""


def test_a_twilio_that_fails_midway_is_gone_on_with(office: Office) -> None:
    steps = engine.outstanding(STEPS, office.installation)
    first = next(steps)
    first.change.apply()

    assert office.set_up() == [
        "twilio-number-fallback",
        "twilio-whatsapp-webhook",
        "twilio-whatsapp-fallback",
    ]

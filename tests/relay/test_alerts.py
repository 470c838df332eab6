"""The relay texts the administrators when nothing moves: once for each trouble, and once when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.adapters.github.repository import Repository
from bot.core import clock
from bot.core.settings import Settings
from bot.relay.alerts import Alerts
from bot.relay.health import Health
from bot.relay.run_causes import issues_are_off
from bot.relay.standstill import Standstill
from bot.relay.store.alerts import MOST_A_DAY, StoredAlerts
from bot.rules import texts
from bot.rules.text.plain_spelling import plain
from bot.sandbox.twilio import TwilioEmulator, TwilioState, serve
from tests.made_up import AUTH_TOKEN
from tests.relay.caller import with_environment
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import ACCOUNT, RelayHarness, wait_until
from tests.rules.phone_facts import GSM_7

ANA, RUI = "+5511987650001", "+5511987650002"
HALF_AN_HOUR = timedelta(minutes=30)


class Office:
    """A relay's health, its time, and the phones of two administrators."""

    def __init__(self, harness: RelayHarness, twilio: TwilioEmulator) -> None:
        self.harness = harness
        self.twilio = twilio
        self.passed = 0.0
        self.health = Health(harness.store, harness.dispatcher)
        self.settings: Settings = harness.settings
        self.alerts = self.started()

    def started(self, owner: str = "this") -> Alerts:
        """Return the alerts of a relay that has just started."""
        standstill = Standstill(self.health, lambda: self.passed)
        stored = StoredAlerts(self.harness.store, owner)
        repository = Repository(self.settings)
        return Alerts(
            lambda: self.settings,
            standstill,
            stored,
            lambda: self.passed,
            lambda: issues_are_off(repository),
        )

    def wait(self, minutes: float, *more: Alerts) -> None:
        """Let time pass, with a look each minute."""
        for _ in range(round(minutes)):
            self.passed += 60
            self.harness.now += timedelta(minutes=1)
            for alerts in (self.alerts, *more):
                alerts.look(self.harness.now)

    def phone(self, number: str = ANA) -> list[str]:
        assert self.twilio.wait_idle(10)
        return [text.body for text in self.twilio.state.messages() if text.recipient == number][::-1]


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness) -> RelayHarness:
    harness.now = clock.now()
    harness.dispatcher.start()
    wait_until(lambda: harness.dispatcher.alive(clock.now()))
    return harness


@pytest.fixture(name="office")
def _office(harness: RelayHarness, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    twilio = TwilioEmulator(TwilioState(ACCOUNT, AUTH_TOKEN, "+15551234567", "whatsapp:+14155238886"))
    with twilio, serve(twilio) as server:
        harness.settings = with_environment(
            harness.settings, TWILIO_API_URL=server.url, ADMIN_PHONES=f"{ANA},{RUI}"
        )
        office = Office(harness, twilio)
        # Its thread goes by the real clock, which stands still here.
        monkeypatch.setattr(harness.dispatcher, "alive", lambda _now: True)
        yield office


def succeed(harness: RelayHarness, github: FakeGitHub) -> None:
    """Let the runs of all batches succeed, and wait until the dispatcher has seen it."""
    for batch in harness.batches.unfinished():
        harness.batches.save(batch.done(1, harness.now))


def test_messages_that_do_not_get_through_are_texted_once_and_so_is_the_end(
    office: Office, github: FakeGitHub
) -> None:
    office.harness.writes("um", "dois")
    office.harness.github.wait(1)
    office.wait(29)
    assert office.phone() == []

    office.wait(60)
    (alert,) = office.phone()
    assert alert.startswith("Bot: desde ")
    assert "esperando no servidor: 2;" in alert
    assert office.phone(RUI) == [alert]

    succeed(office.harness, github)
    office.wait(5)
    assert len(office.phone()) == len(office.phone(RUI)) == 2
    assert office.phone()[1].startswith("Bot: resolvido às ")


def test_that_issues_are_switched_off_is_named(office: Office, github: FakeGitHub) -> None:
    github.has_issues = False
    office.harness.writes("um")
    office.harness.github.wait(1)
    office.wait(31)

    (alert,) = office.phone()
    assert "as Issues do repositorio estao desligadas" in alert
    assert "esperando: 1;" in alert


def test_a_slow_day_on_which_batches_succeed_alerts_nobody(office: Office, github: FakeGitHub) -> None:
    for number in range(3):
        office.harness.writes(str(number))
        wait_until(office.harness.batches.unfinished)
        office.wait(20)
        succeed(office.harness, github)
    assert office.phone() == []


def test_quiet_hours_without_messages_alert_nobody(office: Office) -> None:
    office.wait(60)
    assert office.phone() == []


def test_a_relay_that_is_not_ready_is_texted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.harness.dispatcher, "alive", lambda _now: False)
    office.wait(40)
    assert [text.startswith("Bot: desde ") for text in office.phone()] == [True]
    assert "guardar" in office.phone()[0]


@pytest.mark.sqlite
def test_a_store_that_is_gone_is_texted_once_as_far_as_this_process_knows(office: Office) -> None:
    office.harness.dispatcher.stop()
    office.harness.lose_store()
    office.wait(90)
    assert len(office.phone()) == 1


def test_neither_a_restart_nor_a_second_relay_texts_again(office: Office) -> None:
    office.harness.writes("um")
    second = office.started("second")
    office.wait(31, second)
    office.wait(40, second, office.started("third"))
    assert len(office.phone()) == 1


@pytest.mark.both_stores
def test_a_restart_does_not_make_it_wait_anew(office: Office) -> None:
    office.harness.writes("um")
    office.harness.now += HALF_AN_HOUR
    office.alerts = office.started()
    office.wait(1)
    assert len(office.phone()) == 1


def test_a_clock_that_is_set_under_way_alerts_nobody(office: Office) -> None:
    office.harness.writes("um")
    office.wait(1)
    office.harness.now += timedelta(hours=5)
    office.wait(10)
    office.harness.now -= timedelta(hours=10)
    office.wait(10)
    assert office.phone() == []


@pytest.mark.both_stores
def test_however_often_it_comes_and_goes_a_day_has_few_texts(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MOST_A_DAY + 3):
        monkeypatch.setattr(office.harness.dispatcher, "alive", lambda _now: False)
        office.wait(31)
        monkeypatch.setattr(office.harness.dispatcher, "alive", lambda _now: True)
        office.wait(3)
    assert len([text for text in office.phone() if "guardar" in text]) == MOST_A_DAY
    assert len([text for text in office.phone() if "resolvido" in text]) == MOST_A_DAY


@pytest.mark.both_stores
def test_the_end_of_a_trouble_is_texted_by_whoever_leads_by_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.harness.dispatcher, "alive", lambda _now: False)
    office.wait(31)
    monkeypatch.setattr(office.harness.dispatcher, "alive", lambda _now: True)
    office.alerts = office.started("second")
    office.wait(5)

    assert len(office.phone()) == 2
    assert office.phone()[1].startswith("Bot: resolvido às ")


def test_twilio_out_of_reach_is_tried_again_and_never_twice(office: Office) -> None:
    office.harness.writes("um")
    office.twilio.faults.switch_on("twilio-down")
    office.wait(40)
    assert office.phone() == []
    office.twilio.faults.switch_off("twilio-down")
    office.twilio.faults.switch_on("twilio-lost-answer", 1)
    office.wait(40)
    assert len(office.phone()) == len(office.phone(RUI)) == 1


@pytest.mark.both_stores
def test_a_claim_whose_process_died_is_taken_over_and_what_left_is_recognised(office: Office) -> None:
    office.harness.writes("um")
    office.wait(31)
    with office.harness.store.writing() as connection:
        connection.exec_driver_sql("UPDATE alerts SET sent_at = NULL")
    office.wait(10)
    assert len(office.phone()) == 1


def test_without_phones_nothing_is_sent_and_nothing_breaks(office: Office) -> None:
    environment = office.settings.environment.model_copy(update={"ADMIN_PHONES": None})
    office.settings = office.settings.model_copy(update={"environment": environment})
    office.harness.writes("um")
    office.wait(60)
    assert office.phone() == []


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_each_text_fits_one_cheap_segment(language: str) -> None:
    words = texts.of(language).upkeep
    for text in (
        words.relay_stuck_phone.format(since="23:59", count=12345),
        words.relay_issues_off_phone.format(since="23:59", count=12345),
        words.relay_unready_phone.format(since="23:59"),
        words.relay_well_phone.format(when="23:59"),
    ):
        assert set(plain(text)) <= GSM_7
        assert len(plain(text)) <= 160

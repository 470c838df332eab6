"""Every combination of facts against one readable list of priorities, and what the defaults mean for people."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.messages import MAX_MEDIA, SENDING, Address, Channel
from bot.core.settings import Configuration
from bot.core.settings.hours import Cap, Day, Window
from bot.rules import texts
from bot.rules.people.consent import ConsentState
from bot.rules.sending import policy
from bot.rules.sending.policy import (
    Allow,
    Defer,
    HoldReason,
    Intended,
    MessageKind,
    PolicyFacts,
    Refuse,
    Remedy,
    Rule,
    UseTemplate,
    Verdict,
)

ZONE = ZoneInfo("America/Sao_Paulo")
NOON = datetime(2026, 11, 23, 12, tzinfo=ZONE)
NIGHT = NOON.replace(hour=23)
MORNING = datetime(2026, 11, 24, 8, tzinfo=ZONE)
HOUR = timedelta(hours=1)

# What only the number decides: test_reach.py.
OF_THE_NUMBER = {
    HoldReason.SHORT_CODE,
    HoldReason.OTHER_CHANNEL,
    HoldReason.OUR_NUMBER,
    HoldReason.COSTLY_NUMBER,
    HoldReason.FOREIGN_COUNTRY,
}
ASKED_FIRST = {MessageKind.NOTIFICATION, MessageKind.MARKETING}
RULES = {
    kind: Rule(Window.parse("08:00-22:00"), Cap(2, timedelta(days=1)), needs_consent=kind in ASKED_FIRST)
    for kind in MessageKind
}
DEFAULTS = policy.rules(Configuration().policy)

# When the 24 hours of WhatsApp end, in hours from now.
WINDOWS = {"unknown": None, "closed": 0, "closing": 1, "open": 23}


@dataclass(frozen=True)
class Situation:
    """A message and its person at once, so that a test can change either."""

    kind: MessageKind
    channel: Channel
    now: datetime
    zone: ZoneInfo
    media: int = 0
    is_template: bool = False
    can_be_answered: bool = True
    opted_out: bool = False
    owed: bool = False
    consent: ConsentState = ConsentState.NONE
    earlier: tuple[datetime, ...] = ()
    window_closes: datetime | None = None
    twilio_answered: bool = False


def _spelt(known: Situation) -> str:
    if known.can_be_answered:
        return "+5511987654321"
    return "BANCO" if known.channel.has_names else "BR.1234567890"


def decide(known: Situation, rules: policy.Rules) -> Verdict:
    person = Address(known.channel, _spelt(known))
    message = Intended(
        known.kind,
        person,
        Address(known.channel, "+15005550006"),
        owed=known.owed,
        twilio_answered=known.twilio_answered,
        earlier=known.earlier,
        media=known.media,
        is_template=known.is_template,
    )
    facts = PolicyFacts(known.now, [known.zone], known.opted_out, known.consent, known.window_closes)
    return policy.decide(message, facts, rules)


@dataclass(frozen=True)
class Case:
    """A combination, in the words of the table."""

    kind: MessageKind
    channel: Channel
    consent: ConsentState
    opted_out: bool
    owed: bool
    quiet: bool
    capped: bool
    window: str
    template: bool
    many_files: bool
    name_only: bool
    twilio_answered: bool

    @property
    def facts(self) -> Situation:
        now = NIGHT if self.quiet else NOON
        closes = WINDOWS[self.window]
        return Situation(
            kind=self.kind,
            channel=self.channel,
            now=now,
            zone=ZONE,
            media=MAX_MEDIA + (1 if self.many_files else 0),
            is_template=self.template,
            can_be_answered=not self.name_only,
            opted_out=self.opted_out,
            owed=self.owed,
            consent=self.consent,
            earlier=(now - HOUR, now - 20 * HOUR)[: 2 if self.capped else 1],
            window_closes=None if closes is None else now + closes * HOUR,
            twilio_answered=self.twilio_answered,
        )


def _cases(kind: MessageKind, channel: Channel) -> Iterator[Case]:
    both = (False, True)
    choices = (ConsentState, both, both, both, both, WINDOWS, both, both, both, both)
    for values in itertools.product(*choices):
        yield Case(kind, channel, *values)


def _expected(case: Case) -> Verdict:
    """Read the table from above: the first line that is true speaks."""
    automatic = case.kind is MessageKind.ACKNOWLEDGEMENT
    free_whatsapp = case.channel is Channel.WHATSAPP and not case.template
    later = MORNING if case.quiet else NOON + 4 * HOUR  # when the older of two messages is a day old
    waits = case.quiet or case.capped
    table: list[tuple[bool, Verdict]] = [
        (case.name_only and case.channel is Channel.SMS, Refuse(HoldReason.NOT_A_NUMBER, Remedy.OTHER_WAY)),
        (automatic and case.twilio_answered, Refuse(HoldReason.TWILIO_ANSWERED, Remedy.NOTHING)),
        (case.opted_out and not case.owed, Refuse(HoldReason.OPTED_OUT, Remedy.WAIT_FOR_OPT_IN)),
        (
            case.consent is ConsentState.WITHDRAWN and not case.owed,
            Refuse(HoldReason.CONSENT_WITHDRAWN, Remedy.ASK_CONSENT),
        ),
        (
            case.kind in ASKED_FIRST and case.consent is ConsentState.NONE and not case.owed,
            Refuse(HoldReason.NO_CONSENT, Remedy.ASK_CONSENT),
        ),
        (case.many_files, Refuse(HoldReason.TOO_MANY_MEDIA, Remedy.FEWER_MEDIA)),
        (automatic and case.capped, Refuse(HoldReason.TOO_MANY_AUTOMATIC, Remedy.ANSWER_BY_HAND)),
        (free_whatsapp and case.window in ("unknown", "closed"), UseTemplate(HoldReason.WINDOW_CLOSED)),
        (free_whatsapp and waits and case.window == "closing", UseTemplate(HoldReason.WINDOW_CLOSES_BEFORE)),
        (case.capped, Defer(later, HoldReason.TOO_OFTEN)),
        (case.quiet, Defer(MORNING, HoldReason.QUIET_HOURS)),
        (True, Allow()),
    ]
    return next(verdict for holds, verdict in table if holds)


@pytest.mark.parametrize("channel", SENDING)
@pytest.mark.parametrize("kind", MessageKind)
def test_every_combination_gets_the_verdict_of_the_table(kind: MessageKind, channel: Channel) -> None:
    wrong = [case for case in _cases(kind, channel) if _expected(case) != decide(case.facts, RULES)]

    assert not wrong[:3]


def test_every_reason_is_met_in_the_table() -> None:
    met = {
        getattr(_expected(case), "reason", None)
        for kind, channel in itertools.product(MessageKind, SENDING)
        for case in itertools.islice(_cases(kind, channel), 0, None, 7)
    }

    elsewhere = {HoldReason.CONSENT_BROKEN, HoldReason.NO_COMMON_HOUR}
    assert met == {*HoldReason, None} - OF_THE_NUMBER - elsewhere


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("consent", ConsentState)
def test_a_changed_consent_record_holds_all_but_what_is_owed(
    kind: MessageKind, consent: ConsentState
) -> None:
    facts = PolicyFacts(NOON, [ZONE], opted_out=True, consent=consent, consent_broken=True)
    message = Intended(kind, Address.parse("+5511987654321"), Address.parse("+15005550006"))

    assert policy.decide(message, facts, RULES) == Refuse(HoldReason.CONSENT_BROKEN, Remedy.CHECK_CONSENT)
    if kind is MessageKind.ACKNOWLEDGEMENT:
        assert policy.decide(replace(message, owed=True), facts, RULES) == Allow()


def _default(kind: MessageKind, now: str, channel: Channel = Channel.SMS) -> Situation:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    return Situation(kind, channel, moment, ZONE, consent=ConsentState.NONE)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ("2026-11-23 12:00", Allow()),
        ("2026-11-23 08:59", Defer(_at("2026-11-23 09:00"), HoldReason.QUIET_HOURS)),
        ("2026-11-23 22:00", Defer(_at("2026-11-24 09:00"), HoldReason.QUIET_HOURS)),
        ("2026-11-28 22:30", Defer(_at("2026-11-30 09:00"), HoldReason.QUIET_HOURS)),
        ("2026-11-29 12:00", Defer(_at("2026-11-30 09:00"), HoldReason.QUIET_HOURS)),
    ],
)
def test_marketing_in_brazil_leaves_between_nine_and_ten_and_never_on_sundays(
    now: str, verdict: Verdict
) -> None:
    facts = replace(_default(MessageKind.MARKETING, now), consent=ConsentState.GIVEN)

    assert verdict == decide(facts, DEFAULTS)


def test_marketing_needs_consent_and_goes_once_a_day() -> None:
    facts = _default(MessageKind.MARKETING, "2026-11-28 12:00")
    agreed = replace(facts, consent=ConsentState.GIVEN)
    again = replace(agreed, earlier=(_at("2026-11-28 10:00"),))

    assert decide(facts, DEFAULTS) == Refuse(HoldReason.NO_CONSENT, Remedy.ASK_CONSENT)
    assert decide(agreed, DEFAULTS) == Allow()
    # A day later is a Sunday.
    assert decide(again, DEFAULTS) == Defer(_at("2026-11-30 09:00"), HoldReason.TOO_OFTEN)


def test_a_notification_waits_for_the_morning_on_any_day_without_consent() -> None:
    facts = _default(MessageKind.NOTIFICATION, "2026-11-28 23:00")

    assert decide(facts, DEFAULTS) == Defer(_at("2026-11-29 08:00"), HoldReason.QUIET_HOURS)


@pytest.mark.parametrize("kind", [MessageKind.REPLY, MessageKind.ALERT, MessageKind.ACKNOWLEDGEMENT])
def test_people_alerts_and_acknowledgements_may_speak_at_any_hour(kind: MessageKind) -> None:
    assert decide(_default(kind, "2026-11-29 03:00"), DEFAULTS) == Allow()


def test_two_robots_stop_at_the_sixth_automatic_answer_of_a_day_even_to_keywords() -> None:
    facts = _default(MessageKind.ACKNOWLEDGEMENT, "2026-11-23 12:00")
    minutes = [facts.now - timedelta(minutes=number) for number in range(5)]
    stopped = Refuse(HoldReason.TOO_MANY_AUTOMATIC, Remedy.ANSWER_BY_HAND)

    assert decide(replace(facts, earlier=tuple(minutes[:4])), DEFAULTS) == Allow()
    assert decide(replace(facts, earlier=tuple(minutes)), DEFAULTS) == stopped
    assert decide(replace(facts, earlier=tuple(minutes), owed=True), DEFAULTS) == stopped
    assert decide(replace(facts, earlier=tuple(minutes), kind=MessageKind.REPLY), DEFAULTS) == Allow()


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("channel", SENDING)
def test_an_opt_out_stops_everything_on_both_channels(kind: MessageKind, channel: Channel) -> None:
    facts = replace(_default(kind, "2026-11-23 12:00", channel), opted_out=True, consent=ConsentState.GIVEN)

    assert decide(facts, DEFAULTS) == Refuse(HoldReason.OPTED_OUT, Remedy.WAIT_FOR_OPT_IN)


def test_the_confirmation_of_an_opt_out_leaves_unless_twilio_has_answered() -> None:
    facts = replace(
        _default(MessageKind.ACKNOWLEDGEMENT, "2026-11-23 03:00"),
        opted_out=True,
        owed=True,
        consent=ConsentState.WITHDRAWN,
    )
    twilio = replace(facts, twilio_answered=True)

    assert decide(facts, DEFAULTS) == Allow()
    assert decide(twilio, DEFAULTS) == Refuse(HoldReason.TWILIO_ANSWERED, Remedy.NOTHING)


def test_a_free_text_by_whatsapp_needs_the_persons_message_of_the_last_24_hours() -> None:
    facts = _default(MessageKind.REPLY, "2026-11-23 12:00", Channel.WHATSAPP)
    last = replace(facts, window_closes=facts.now + timedelta(microseconds=1))

    assert decide(facts, DEFAULTS) == UseTemplate(HoldReason.WINDOW_CLOSED)
    assert decide(last, DEFAULTS) == Allow()
    assert decide(replace(facts, window_closes=facts.now), DEFAULTS) == UseTemplate(HoldReason.WINDOW_CLOSED)
    assert decide(replace(facts, is_template=True), DEFAULTS) == Allow()


def test_what_would_wait_beyond_the_window_is_not_put_off_into_a_failure() -> None:
    facts = _default(MessageKind.NOTIFICATION, "2026-11-23 23:00", Channel.WHATSAPP)
    closing = replace(facts, window_closes=_at("2026-11-24 08:00"))
    wider = replace(facts, window_closes=_at("2026-11-24 08:01"))

    assert decide(closing, DEFAULTS) == UseTemplate(HoldReason.WINDOW_CLOSES_BEFORE)
    assert decide(wider, DEFAULTS) == Defer(_at("2026-11-24 08:00"), HoldReason.QUIET_HOURS)
    assert decide(replace(closing, is_template=True), DEFAULTS) == Defer(
        _at("2026-11-24 08:00"), HoldReason.QUIET_HOURS
    )


def test_a_number_in_zones_whose_hours_never_meet_is_not_written_to_by_machines() -> None:
    facts = PolicyFacts(NOON, [ZONE, ZoneInfo("Asia/Tokyo")])
    narrow = {kind: replace(rule, window=Window.parse("09:00-12:00")) for kind, rule in DEFAULTS.items()}
    message = Intended(
        MessageKind.NOTIFICATION, Address.parse("+5511987654321"), Address.parse("+15005550006")
    )

    assert policy.decide(message, facts, narrow) == Refuse(HoldReason.NO_COMMON_HOUR, Remedy.WIDEN_HOURS)


def test_a_message_put_off_leaves_when_asked_again_at_that_time() -> None:
    facts = replace(_default(MessageKind.MARKETING, "2026-11-28 22:30"), consent=ConsentState.GIVEN)
    put_off = decide(facts, DEFAULTS)

    assert isinstance(put_off, Defer)
    assert decide(replace(facts, now=put_off.until), DEFAULTS) == Allow()


def test_the_rules_are_those_of_the_configuration() -> None:
    section = Configuration.model_validate(
        {
            "policy": {
                "reply": {"hours": "22:00-06:00", "days": ["mon"], "cap": "3 per 2h", "needs_consent": True}
            }
        }
    ).policy

    assert policy.rules(section)[MessageKind.REPLY] == Rule(
        Window.parse("22:00-06:00", section.reply.days), Cap(3, timedelta(hours=2)), needs_consent=True
    )
    assert policy.rules(section)[MessageKind.MARKETING] == DEFAULTS[MessageKind.MARKETING]


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_every_reason_and_remedy_has_its_sentence(language: str) -> None:
    assert set(texts.of(language).reasons) == set(HoldReason)
    assert set(texts.of(language).remedies) == set(Remedy)


def test_a_message_waits_no_longer_than_for_room_and_then_for_the_hour() -> None:
    assert policy.longest_wait(RULES) == timedelta(days=2)

    on_mondays = replace(
        RULES[MessageKind.MARKETING], window=Window.parse("08:00-12:00", [Day.MON]), cap=None
    )
    assert policy.longest_wait({**RULES, MessageKind.MARKETING: on_mondays}) == timedelta(days=7)

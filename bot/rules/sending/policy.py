"""Whether a message may leave now: facts and rules in, a verdict with its reason out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.messages import MAX_MEDIA, SENDING, Address
from bot.core.settings.hours import EVERY_DAY, Cap, Window
from bot.core.settings.sending import NO_CAP, PolicySection
from bot.rules.people import destinations, schedule
from bot.rules.people.consent import ConsentState

# Twilio's limits. Sources: twilio.com/docs/api/errors/63021 and twilio.com/docs/messaging/api/media-resource.


class MessageKind(StrEnum):
    """Why a message leaves; the names are those of the sections below `policy` in config.yml."""

    REPLY = "reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    NOTIFICATION = "notification"
    MARKETING = "marketing"
    ALERT = "alert"


class HoldReason(StrEnum):
    """Why a message does not leave right away; `texts` holds the sentences."""

    NOT_A_NUMBER = "not-a-number"
    SHORT_CODE = "short-code"
    OTHER_CHANNEL = "other-channel"
    OUR_NUMBER = "our-number"
    COSTLY_NUMBER = "costly-number"
    FOREIGN_COUNTRY = "foreign-country"
    TWILIO_ANSWERED = "twilio-answered"
    OPTED_OUT = "opted-out"
    CONSENT_BROKEN = "consent-broken"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    NO_CONSENT = "no-consent"
    TOO_MANY_MEDIA = "too-many-media"
    TOO_MANY_AUTOMATIC = "too-many-automatic"
    TOO_OFTEN = "too-often"
    QUIET_HOURS = "quiet-hours"
    NO_COMMON_HOUR = "no-common-hour"
    WINDOW_CLOSED = "window-closed"
    WINDOW_CLOSES_BEFORE = "window-closes-before"


class Remedy(StrEnum):
    """What a person can do about a refusal."""

    OTHER_WAY = "other-way"
    CHECK_NUMBER = "check-number"
    ALLOW_COUNTRY = "allow-country"
    NOTHING = "nothing"
    WAIT_FOR_OPT_IN = "wait-for-opt-in"
    ASK_CONSENT = "ask-consent"
    CHECK_CONSENT = "check-consent"
    FEWER_MEDIA = "fewer-media"
    ANSWER_BY_HAND = "answer-by-hand"
    WIDEN_HOURS = "widen-hours"


@dataclass(frozen=True, slots=True)
class Rule:
    """When, how often and with which consent messages of a kind may leave."""

    window: Window
    cap: Cap | None
    needs_consent: bool


Rules = Mapping[MessageKind, Rule]


@dataclass(frozen=True, slots=True)
class Intended:
    """A message that is about to leave, as far as its sender knows it.

    `owed` marks the confirmation of an opt-out and answers the law demands: they leave despite an opt-out.
    `twilio_answered` says that Twilio has answered the keyword that this message would answer. `earlier` holds when
    messages of the same kind left for the person, on any channel, at least as far back as the rule's cap counts.
    `last_inbound` is when the person last wrote, where that is known; `also` are the person's other addresses.
    """

    kind: MessageKind
    person: Address
    sender: Address
    owed: bool = False
    twilio_answered: bool = False
    earlier: Sequence[datetime] = ()
    media: int = 0
    last_inbound: datetime | None = None
    is_template: bool = False
    also: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The person's current situation; `zones` are those that the person may be in.

    `consent_broken` says that somebody changed the record of their consent, so that nobody knows what they want.
    `consent` is the state for the message's purpose. `window_closes` is 24 hours after the person's last WhatsApp
    message, None if none is known. `ours` are the numbers we send from; `countries` are those that automatic answers
    and orders may go to, None for Brazil and the countries of `ours`.
    """

    now: datetime
    zones: Sequence[ZoneInfo]
    opted_out: bool = False
    consent: ConsentState = ConsentState.NONE
    window_closes: datetime | None = None
    consent_broken: bool = False
    ours: Sequence[Address] = ()
    countries: Sequence[str] | None = None
    is_administrator: bool = False


@dataclass(frozen=True, slots=True)
class Allow:
    """It may leave now."""


@dataclass(frozen=True, slots=True)
class Defer:
    """Not now: decide again at `until`, since consent and windows may have changed by then."""

    until: datetime
    reason: HoldReason


@dataclass(frozen=True, slots=True)
class Refuse:
    """Not at all."""

    reason: HoldReason
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class UseTemplate:
    """Not as free text: WhatsApp accepts only an approved template."""

    reason: HoldReason


Verdict = Allow | Defer | Refuse | UseTemplate


def rules(section: PolicySection) -> Rules:
    """Return the rules that are configured."""
    configured = {
        MessageKind.REPLY: section.reply,
        MessageKind.ACKNOWLEDGEMENT: section.acknowledgement,
        MessageKind.NOTIFICATION: section.notification,
        MessageKind.MARKETING: section.marketing,
        MessageKind.ALERT: section.alert,
    }
    return {
        kind: Rule(
            Window.parse(rule.hours, rule.days),
            None if rule.cap == NO_CAP else Cap.parse(rule.cap),
            rule.needs_consent,
        )
        for kind, rule in configured.items()
    }


def longest_wait(known: Rules) -> timedelta:
    """Return how long a message may be deferred: until the cap allows it, and then until its window opens."""
    return max(_wait_for_room(rule) + _wait_for_hour(rule) for rule in known.values())


def _wait_for_room(rule: Rule) -> timedelta:
    return rule.cap.period if rule.cap else timedelta(0)


def _wait_for_hour(rule: Rule) -> timedelta:
    return timedelta(days=1 if rule.window.days == EVERY_DAY else 7)


def decide(message: Intended, facts: PolicyFacts, rules: Rules) -> Verdict:
    """Return the verdict; of several reasons, the hardest to remedy.

    Refusals come first: what may never leave does not have to wait. Then the template, since waiting does not open a
    WhatsApp window. Then the earliest moment that both the cap and the hours allow.
    """
    rule = rules[message.kind]
    return (
        _refused(message, facts, rule)
        or _needs_template(message, facts)
        or _deferred(message, facts, rule)
        or Allow()
    )


def _refused(message: Intended, facts: PolicyFacts, rule: Rule) -> Refuse | None:
    return (
        _not_a_phone(message, facts)
        or _answered_by_twilio(message)
        or _against_the_will(message, facts, rule)
        or _too_far(message, facts)
        or _beyond_limits(message)
        or _endless(message, facts, rule)
    )


def _not_a_phone(message: Intended, facts: PolicyFacts) -> Refuse | None:
    if message.person.is_short_code:
        return Refuse(HoldReason.SHORT_CODE, Remedy.OTHER_WAY)
    if message.person.channel not in SENDING:
        return Refuse(HoldReason.OTHER_CHANNEL, Remedy.OTHER_WAY)
    if not message.person.can_be_answered:
        return Refuse(HoldReason.NOT_A_NUMBER, Remedy.OTHER_WAY)
    if destinations.is_one_of(message.person, [message.sender, *facts.ours]):
        return Refuse(HoldReason.OUR_NUMBER, Remedy.CHECK_NUMBER)
    return None


def _answered_by_twilio(message: Intended) -> Refuse | None:
    if message.twilio_answered and message.kind is MessageKind.ACKNOWLEDGEMENT:
        return Refuse(HoldReason.TWILIO_ANSWERED, Remedy.NOTHING)
    return None


def _too_far(message: Intended, facts: PolicyFacts) -> Refuse | None:
    """Return why what strangers or systems set off goes no further; a maintainer's reply goes anywhere."""
    if message.kind is MessageKind.REPLY:
        return None
    where = destinations.of(message.person)
    if where.costly:
        return Refuse(HoldReason.COSTLY_NUMBER, Remedy.OTHER_WAY)
    if message.kind is MessageKind.ALERT and facts.is_administrator:
        return None
    if not destinations.is_allowed(where, facts.countries, facts.ours):
        return Refuse(HoldReason.FOREIGN_COUNTRY, Remedy.ALLOW_COUNTRY)
    return None


def _against_the_will(message: Intended, facts: PolicyFacts, rule: Rule) -> Refuse | None:
    if message.owed:
        return None
    if facts.consent_broken:
        return Refuse(HoldReason.CONSENT_BROKEN, Remedy.CHECK_CONSENT)
    if facts.opted_out:
        return Refuse(HoldReason.OPTED_OUT, Remedy.WAIT_FOR_OPT_IN)
    if facts.consent is ConsentState.WITHDRAWN:
        return Refuse(HoldReason.CONSENT_WITHDRAWN, Remedy.ASK_CONSENT)
    if rule.needs_consent and facts.consent is not ConsentState.GIVEN:
        return Refuse(HoldReason.NO_CONSENT, Remedy.ASK_CONSENT)
    return None


def _beyond_limits(message: Intended) -> Refuse | None:
    if message.media > MAX_MEDIA:
        return Refuse(HoldReason.TOO_MANY_MEDIA, Remedy.FEWER_MEDIA)
    return None


def _endless(message: Intended, facts: PolicyFacts, rule: Rule) -> Refuse | None:
    """Two robots must not answer each other forever: an automatic answer over the cap is dropped, not deferred."""
    if message.kind is MessageKind.ACKNOWLEDGEMENT and _room_at(message, facts, rule) > facts.now:
        return Refuse(HoldReason.TOO_MANY_AUTOMATIC, Remedy.ANSWER_BY_HAND)
    return None


def _needs_template(message: Intended, facts: PolicyFacts) -> UseTemplate | None:
    return None if _fits_the_window(message, facts, facts.now) else UseTemplate(HoldReason.WINDOW_CLOSED)


def _deferred(message: Intended, facts: PolicyFacts, rule: Rule) -> Defer | Refuse | UseTemplate | None:
    room = _room_at(message, facts, rule)
    until = schedule.opening(room, rule.window, facts.zones)
    if until is None:
        return Refuse(HoldReason.NO_COMMON_HOUR, Remedy.WIDEN_HOURS)
    if until <= facts.now:
        return None
    if not _fits_the_window(message, facts, until):
        return UseTemplate(HoldReason.WINDOW_CLOSES_BEFORE)
    return Defer(until, HoldReason.TOO_OFTEN if room > facts.now else HoldReason.QUIET_HOURS)


def _fits_the_window(message: Intended, facts: PolicyFacts, moment: datetime) -> bool:
    if not message.person.channel.has_window or message.is_template:
        return True
    return facts.window_closes is not None and moment < facts.window_closes


def _room_at(message: Intended, facts: PolicyFacts, rule: Rule) -> datetime:
    return rule.cap.room_at(facts.now, message.earlier) if rule.cap else facts.now

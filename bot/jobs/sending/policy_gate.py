"""The policy gate: asks the policy about a message, with what is known about the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.issues import Issue
from bot.core.messages import Address, Purpose, window_closes
from bot.core.settings import Settings
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.tools import Tools
from bot.rules.people import consent, contacts, destinations, zones
from bot.rules.sending import policy
from bot.rules.sending.policy import (
    Allow,
    Defer,
    Intended,
    MessageKind,
    PolicyFacts,
    Refuse,
    UseTemplate,
    Verdict,
)
from bot.rules.texts import Texts

Held = Defer | Refuse | UseTemplate

KINDS = {
    Purpose.NOTIFICATION: MessageKind.NOTIFICATION,
    Purpose.MARKETING: MessageKind.MARKETING,
    Purpose.ALERT: MessageKind.ALERT,
}
_PURPOSES = {kind: purpose for purpose, kind in KINDS.items()}


def judge(intended: Intended, record: ConsentRecord, tools: Tools) -> Verdict:
    """Return whether a message may leave now; asks Twilio for the person's last message if that matters."""
    return decide(intended, record, closing_of_window(intended, tools.messages), tools.settings)


def decide(
    intended: Intended, record: ConsentRecord | None, window_closes: datetime | None, settings: Settings
) -> Verdict:
    """Return the verdict on what is known; without a record, as on somebody who agreed to all and never opted out."""
    purpose = _PURPOSES.get(intended.kind)
    facts = PolicyFacts(
        now=clock.now(),
        zones=zones.of(_number_of(intended), ZoneInfo(settings.config.time_zone)),
        opted_out=bool(record and record.opted_out),
        consent_broken=bool(record and record.broken),
        consent=_consent(record, purpose),
        window_closes=window_closes,
        ours=settings.our_numbers,
        countries=settings.config.policy.countries,
        is_administrator=destinations.is_one_of(intended.person, settings.administrators),
    )
    return policy.decide(intended, facts, policy.rules(settings.config.policy))


def held(intended: Intended, record: ConsentRecord, tools: Tools) -> Held | None:
    """Return what keeps the message from leaving now, or None."""
    verdict = judge(intended, record, tools)
    return None if isinstance(verdict, Allow) else verdict


def record_of(person: Address, tools: Tools, labelled: Sequence[Issue] | None = None) -> ConsentRecord:
    """Return the person's consent record, for all channels; see `Ledger.record`."""
    contact, former = tools.vault.contact_id(person), tools.vault.former_ids(person)
    return tools.ledger.record(contact, *former, labelled=labelled)


def explain(verdict: Held, tools: Tools) -> str:
    """Return the verdict in words a maintainer understands."""
    texts = tools.maintainers
    match verdict:
        case Refuse(reason, remedy):
            return texts.held_back.format(reason=texts.reasons[reason], remedy=texts.remedies[remedy])
        case UseTemplate(reason):
            return texts.needs_template.format(reason=texts.reasons[reason])
        case Defer(until, reason):
            when = tools.spoken(until)
            return texts.deferred.format(until=when, reason=texts.reasons[reason])
        case _:
            assert_never(verdict)


def in_short(verdict: Verdict, tools: Tools) -> str:
    """Return the verdict on one line, as a table shows it."""
    return in_words(verdict, tools.maintainers, tools.zone)


def in_words(verdict: Verdict, texts: Texts, zone: tzinfo) -> str:
    """Return the same in a reader's own language."""
    match verdict:
        case Allow():
            return texts.sending.leaves_now
        case Refuse(reason, remedy):
            return texts.sending.refused.format(reason=texts.reasons[reason], remedy=texts.remedies[remedy])
        case UseTemplate(reason):
            return texts.sending.needs_template.format(reason=texts.reasons[reason])
        case Defer(until, reason):
            when = texts.dates.write_spoken(until.astimezone(zone))
            return texts.sending.waits.format(until=when, reason=texts.reasons[reason])
        case _:
            assert_never(verdict)


def closing_of_window(intended: Intended, messages: Messages) -> datetime | None:
    """Return until when WhatsApp takes free-form texts to the person, None if that is not known or does not matter.

    The window is the person's, while Twilio lists what each address wrote. The first that is open is enough.
    """
    if not intended.person.channel.has_window or intended.is_template:
        return None
    if intended.last_inbound:
        return window_closes(intended.last_inbound)
    closes = None
    for address in _addresses(intended):
        last = messages.last_inbound(address, intended.sender)
        closes = max(closes or window_closes(last), window_closes(last)) if last else closes
        if closes and closes > clock.now():
            break
    return closes


def _consent(record: ConsentRecord | None, purpose: Purpose | None) -> consent.ConsentState:
    if record is None:
        return consent.ConsentState.GIVEN
    return record.state(purpose) if purpose else consent.ConsentState.NONE


def _number_of(intended: Intended) -> Address:
    """Return the person's number, which says the time zones; the address at hand if none is known."""
    people = (intended.person, *intended.also)
    return next((one for one in people if contacts.spellings(one)), intended.person)


def _addresses(intended: Intended) -> tuple[Address, ...]:
    """Return where the person may have written from, on the channel of the message."""
    channel = intended.person.channel
    forms = (Address(channel, value) for value in contacts.spellings(intended.person))
    also = (address for address in intended.also if address.channel is channel)
    return contacts.distinct((intended.person, *also, *forms))

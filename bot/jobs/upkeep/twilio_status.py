"""The status of sent messages in Twilio's list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import calls, clock, service_clocks
from bot.core.messages import Address, DeliveryReport, DeliveryStatus, SentMessage
from bot.jobs.sending import outbound
from bot.jobs.tools import Tools
from bot.rules.wire.about import About

_STATUSES = {status.value: status for status in DeliveryStatus}


@dataclass(frozen=True, slots=True)
class SentText:
    """What a comment sent: the texts of its messages, to whom, from which of our numbers, and since when.

    Of `identical` comments that sent the same since then, it is the one at `place`, from 0. Messages that left before
    `oldest` are no longer asked about. `also` are the person's other addresses. With `until`, it left by then or not at
    all: what others sent later is not taken for it.
    """

    about: About
    person: Address
    sender: Address
    texts: tuple[str, ...]
    since: datetime
    oldest: datetime
    place: int = 0
    identical: int = 1
    also: tuple[Address, ...] = ()
    until: datetime | None = None


def final(outgoing: SentText, found: Sequence[DeliveryReport]) -> list[DeliveryReport]:
    """Return the final statuses of all its messages; empty while one is pending and none has failed."""
    reports = [report for report in found if report.status.is_final]
    failed = any(report.status.has_failed for report in reports)
    return reports if failed or len(reports) == len(outgoing.texts) else []


def have_left(outgoing: SentText, found: Sequence[DeliveryReport]) -> bool:
    """Return whether Twilio has all its messages, and keeps none for later."""
    return len(found) == len(outgoing.texts) and all(
        report.status not in (DeliveryStatus.SCHEDULED, DeliveryStatus.CANCELED) for report in found
    )


def found(outgoing: SentText, tools: Tools) -> list[DeliveryReport]:
    """Return the status of each of its messages that Twilio lists."""
    listed = [
        one
        for address in (outgoing.person, *outgoing.also)
        for one in reversed(tools.messages.sent_to(address, outgoing.sender, outgoing.since))
    ]
    listed.sort(key=lambda one: one.created_at)
    if outgoing.until:
        end = outgoing.until + service_clocks.ahead(calls.TWILIO, calls.GITHUB) + outbound.SKEW
        listed = [one for one in listed if one.created_at <= end]
    return [
        DeliveryReport(
            0, clock.now(), one.sid, _STATUSES[one.status], outgoing.person, str(outgoing.about), one.code
        )
        for one in matching(outgoing, listed)
        if one.status in _STATUSES
    ]


def matching(outgoing: SentText, listed: Sequence[SentMessage]) -> list[SentMessage]:
    """Return the message of each text; the list begins with the oldest.

    If Twilio lists fewer messages than the identical comments have sent, nothing shows which are missing.
    """
    keys = [outbound.key(text) for text in outgoing.texts]
    each, seen, found = Counter(keys), Counter[str](), []
    for key in keys:
        same = [one for one in listed if outbound.key(one.text) == key]
        expected = outgoing.identical * each[key]
        if len(same) == expected or (len(same) > expected and outgoing.until is None):
            found.append(same[outgoing.place * each[key] + seen[key]])
        seen[key] += 1
    return [one for one in found if one.created_at >= outgoing.oldest]

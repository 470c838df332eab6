"""What a month's messages show about its bill: cost per conversation, what failed, and what would have cost less.

Texts are measured one by one and not kept; of people only their number is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bot.core.messages import Address, Channel, window_closes
from bot.rules.money.bill import ZERO, MetaFees
from bot.rules.people import contacts
from bot.rules.text import segments
from bot.rules.text.segments import Measurement, TransliterationResult

SLIGHTLY = 10  # this many characters can be cut from a text by hand
SHOWN_SIGNS = 5


@dataclass(frozen=True, slots=True)
class Billed:
    """A message as Twilio lists it. `price` is what it cost, above zero; None until Twilio knows.

    On WhatsApp that is Twilio's part alone. `at` is when it was sent.
    """

    channel: Channel
    outbound: bool
    person: str = field(repr=False)
    text: str = field(default="", repr=False)
    segments: int = 1
    price: Decimal | None = None
    failed: bool = False
    at: datetime | None = None


class SavingKind(StrEnum):
    """Ways to spend less, each with its sentence and remedy in `texts`."""

    ACCENTS = "accents"
    SIGNS = "signs"
    SLIGHTLY_LONG = "slightly-long"
    ACKNOWLEDGEMENTS = "acknowledgements"
    WHATSAPP = "whatsapp"


@dataclass(frozen=True, slots=True)
class Saving:
    """How many messages would have cost how much less. `signs` are the characters that made texts more expensive."""

    kind: SavingKind
    messages: int
    amount: Decimal
    signs: tuple[str, ...] = ()


class WhatsAppPrices(NamedTuple):
    """What a WhatsApp message costs, as far as known.

    An `answer` is free text within 24 hours of the person's last message; later there are only templates.
    """

    answer: Decimal | None = None
    template: Decimal | None = None


_UNKNOWN_PRICES = WhatsAppPrices()


@dataclass(frozen=True, slots=True)
class Findings:
    """What the messages of a month show. Savings overlap: each is computed on its own; the largest comes first.

    `failed_amount` is what messages cost that did not arrive; `unpriced` counts those whose price is not known yet.
    `whatsapp` is what a message there was taken to cost.
    """

    messages: int
    conversations: int
    failed: int
    failed_amount: Decimal
    unpriced: int
    savings: tuple[Saving, ...]
    whatsapp: WhatsAppPrices = _UNKNOWN_PRICES


class _Tally:
    """Adds up savings by kind."""

    def __init__(self) -> None:
        self._messages: Counter[SavingKind] = Counter()
        self._amounts: defaultdict[SavingKind, Decimal] = defaultdict(Decimal)
        self._signs: Counter[str] = Counter()

    def add(self, kind: SavingKind, amount: Decimal, messages: int = 1, signs: Iterable[str] = ()) -> None:
        if amount > 0:
            self._messages[kind] += messages
            self._amounts[kind] += amount
            self._signs.update(signs)

    def savings(self) -> tuple[Saving, ...]:
        signs = tuple(sign for sign, _ in self._signs.most_common(SHOWN_SIGNS))
        found = [
            Saving(kind, self._messages[kind], amount, signs if kind is SavingKind.SIGNS else ())
            for kind, amount in self._amounts.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.amount, one.kind)))


def survey(
    messages: Iterable[Billed],
    acknowledgements: Sequence[re.Pattern[str]] = (),
    whatsapp_price: Decimal | None = None,
    meta: MetaFees | None = None,
) -> Findings:
    """Go through a month's messages once.

    `acknowledgements` match whole automatic answers. `whatsapp_price` is what a WhatsApp message costs, if that is
    configured; else it is what Twilio charged for one this month, with what Meta charged for an answer or a template.
    """
    seen = _Seen()
    for message in messages:
        seen.add(message, acknowledgements)
    prices = WhatsAppPrices(whatsapp_price, whatsapp_price)
    if whatsapp_price is None:
        prices = seen.whatsapp_prices(meta or MetaFees())
    seen.compare_with_whatsapp(prices)
    return Findings(
        seen.messages,
        len(seen.conversations),
        seen.failed,
        seen.failed_amount,
        seen.unpriced,
        seen.tally.savings(),
        prices,
    )


@dataclass(slots=True)
class _Seen:
    """The running counts over the messages that were read."""

    messages: int = 0
    failed: int = 0
    failed_amount: Decimal = ZERO
    unpriced: int = 0
    sent_by_whatsapp: list[Decimal] = field(default_factory=list)
    conversations: set[tuple[Channel, str]] = field(default_factory=set)
    by_sms: defaultdict[str, list[tuple[Decimal, datetime | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    wrote: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    tally: _Tally = field(default_factory=_Tally)

    def add(self, message: Billed, acknowledgements: Sequence[re.Pattern[str]]) -> None:
        person = contacts.canonical(Address(message.channel, message.person))
        self.messages += 1
        self.conversations.add((message.channel, person))
        self.unpriced += message.price is None and not message.failed
        if message.channel is Channel.WHATSAPP:
            self._add_whatsapp(message, person)
        if message.failed:
            self.failed += 1
            self.failed_amount += message.price or ZERO
        if message.outbound and message.channel is Channel.SMS and message.price:
            self.by_sms[person].append((message.price, message.at))
            _look_at(message, message.price, acknowledgements, self.tally)

    def _add_whatsapp(self, message: Billed, person: str) -> None:
        if message.outbound and message.price:
            self.sent_by_whatsapp.append(message.price)
        if not message.outbound and message.at:
            self.wrote[person].append(message.at)

    def whatsapp_prices(self, meta: MetaFees) -> WhatsAppPrices:
        """Return what a message cost this month, the more expensive where prices differ; nothing if none was sent."""
        if not self.sent_by_whatsapp:
            return WhatsAppPrices()
        twilio = max(self.sent_by_whatsapp)
        template = None if meta.template is None else twilio + meta.template
        return WhatsAppPrices(twilio + meta.service, template)

    def compare_with_whatsapp(self, prices: WhatsAppPrices) -> None:
        """Add each SMS that would have cost less by WhatsApp, to people who are there too."""
        there = {person for channel, person in self.conversations if channel is Channel.WHATSAPP}
        for person in there & self.by_sms.keys():
            for paid, at in self.by_sms[person]:
                price = prices.answer if self._is_answer(person, at) else prices.template
                if price is not None:
                    self.tally.add(SavingKind.WHATSAPP, paid - price)

    def _is_answer(self, person: str, at: datetime | None) -> bool:
        """Return whether the person had written on WhatsApp in the 24 hours before."""
        return at is not None and any(one <= at < window_closes(one) for one in self.wrote[person])


def _look_at(
    message: Billed, price: Decimal, acknowledgements: Sequence[re.Pattern[str]], tally: _Tally
) -> None:
    if any(pattern.fullmatch(message.text) for pattern in acknowledgements):
        tally.add(SavingKind.ACKNOWLEDGEMENTS, price)
    if message.segments > 1:
        _look_for_fewer_segments(message, price, tally)


def _look_for_fewer_segments(message: Billed, price: Decimal, tally: _Tally) -> None:
    """Add what a text of several segments could have saved.

    No text is transliterated twice, since that is the slow part of a report.
    """
    text, measured = message.text, segments.measure(message.text)
    if measured.segments != message.segments:
        return  # a text that was removed since, a picture, or one that Twilio itself rewrote
    if not any(map(str.isalnum, text)):
        return  # emojis alone: without them nothing would be left to say
    if measured.culprits:
        plain = segments.transliterate(text)
        if plain.outcome is TransliterationResult.DONE and plain.saved:
            tally.add(SavingKind.ACCENTS, price * plain.saved / measured.segments)
            return
        costly = segments.costly(text)
        if costly:
            saved = costly.segments - costly.without
            tally.add(
                SavingKind.SIGNS, price * saved / measured.segments, signs=filter(_is_sign, costly.culprits)
            )
            return
    if _is_slightly_long(measured):
        tally.add(SavingKind.SLIGHTLY_LONG, price / measured.segments)


def _is_sign(culprit: str) -> bool:
    """Return whether a character can be shown: a symbol or an emoji, not a letter, which could be part of a name."""
    return culprit.isprintable() and unicodedata.category(culprit[0])[0] in "PS"


def _is_slightly_long(measured: Measurement) -> bool:
    fewer = measured.segments - 1
    if not fewer:
        return False
    room = measured.encoding.single if fewer == 1 else fewer * measured.encoding.part
    return measured.units - room <= SLIGHTLY

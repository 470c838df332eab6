"""What a message will cost, how that was estimated, and how an amount of money is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from bot.core.messages import Channel
from bot.core.settings import Language
from bot.rules.text.segments import Measurement

_SYMBOLS = {"USD": "US$", "BRL": "R$", "EUR": "€", "GBP": "£"}
CENTS_OF_CENTS = Decimal("0.0001")  # a segment costs cents, and fractions of a cent matter
CENTS = Decimal("0.01")


class PriceSource(StrEnum):
    """Where a price comes from; `texts` has a name for each source."""

    CONFIG = "config"
    TWILIO = "twilio"


@dataclass(frozen=True, slots=True)
class Prices:
    """What one segment of an SMS and one WhatsApp message cost, as far as known.

    Twilio's price depends on the person's carrier, which is not known beforehand: `segment` is the highest, and
    `segment_from` the lowest.
    """

    currency: str
    source: PriceSource
    segment: Decimal | None = None
    segment_from: Decimal | None = None
    whatsapp: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """An amount: `count` segments or messages at `each`; `least` where another carrier could make it cheaper."""

    amount: Decimal
    currency: str
    count: int
    each: Decimal
    source: PriceSource
    least: Decimal | None = None


def estimate(parts: Sequence[Measurement], channel: Channel, prices: Prices | None) -> Estimate | None:
    """Return what the parts of a text cost together; None if no price is known.

    An SMS is billed by the segment, WhatsApp by the message, however long.
    """
    if prices is None:
        return None
    each = {Channel.SMS: prices.segment, Channel.WHATSAPP: prices.whatsapp}.get(channel)
    if each is None:
        return None
    count = sum(part.segments for part in parts) if channel.has_segments else len(parts)
    lowest = prices.segment_from if channel.has_segments else None
    least = lowest * count if lowest is not None and lowest < each else None
    return Estimate(each * count, prices.currency, count, each, prices.source, least)


def money(amount: Decimal, currency: str, language: Language, step: Decimal = CENTS_OF_CENTS) -> str:
    """Return an amount with four decimals: `US$ 0,1050` in Portuguese, `US$0.1050` in English; `step` for others."""
    digits = f"{abs(amount).quantize(step, ROUND_HALF_UP):,f}"
    sign = "-" if amount < 0 and digits.strip("0.,") else ""
    symbol = _SYMBOLS.get(currency.upper(), currency.upper())
    if language is Language.PT_BR:
        return f"{sign}{symbol} {digits.translate(str.maketrans(',.', '.,'))}"
    gap = "" if currency.upper() in _SYMBOLS else " "
    return f"{sign}{symbol}{gap}{digits}"


def to_cents(amounts: Sequence[Decimal]) -> list[Decimal]:
    """Round amounts to cents so that they add up to their rounded sum, since readers check it.

    Each is rounded down, and the missing cents go where most was cut off.
    """
    floors = [amount.quantize(CENTS, ROUND_FLOOR) for amount in amounts]
    total = sum(amounts, Decimal(0)).quantize(CENTS, ROUND_HALF_UP)
    missing = int((total - sum(floors, Decimal(0))) / CENTS)
    cut = sorted(range(len(amounts)), key=lambda place: floors[place] - amounts[place])
    for place in cut[:missing]:
        floors[place] += CENTS
    return floors

"""What a month of messages costs, and a forecast of its total. Days and months are Twilio's: UTC.

All amounts are Decimal, in the one currency of the account.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Self

ZERO = Decimal(0)
TOTAL = "totalprice"
RENTS = ("phonenumbers", "shortcodes")  # due once a month

LOOKED_BACK = 28  # days: four of each weekday
COUNTED_TWICE = 7  # the last of those: a week has each weekday once
_ENOUGH = 3  # days: of fewer, none can be told to be unlike the others

_SERVICE, _TEMPLATES = "channels-whatsapp-service", "channels-whatsapp-template"  # what Meta charges for


class Category(StrEnum):
    """The rows of a bill."""

    SMS_OUT = "sms-out"
    SMS_IN = "sms-in"
    MMS = "mms"
    WHATSAPP = "whatsapp"
    FEES = "fees"
    FAILED = "failed"
    NUMBERS = "numbers"
    OTHER = "other"


# Twilio's categories contain one another (`sms` holds `sms-outbound`, that holds `sms-outbound-longcode`), so each row
# lists only the roots it counts. `channels-messaging` is Twilio's part of a WhatsApp message and `channels-whatsapp`
# Meta's. Source: twilio.com/docs/usage/api/usage-record, Usage Categories.
_ROOTS: Mapping[Category, tuple[str, ...]] = {
    Category.SMS_OUT: ("sms-outbound",),
    Category.SMS_IN: ("sms-inbound",),
    Category.MMS: ("mms-outbound", "mms-inbound"),
    Category.WHATSAPP: ("channels-messaging", "channels-whatsapp"),
    Category.FEES: ("sms-messages-carrierfees", "mms-messages-carrierfees"),
    Category.FAILED: ("failed-message-processing-fee",),
    Category.NUMBERS: RENTS,
}


class Month(NamedTuple):
    """A month of the calendar, in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        return Month.of(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


@dataclass(frozen=True, slots=True)
class Usage:
    """Twilio's record of one category in one period."""

    category: str
    price: Decimal
    count: int = 0


@dataclass(frozen=True, slots=True)
class BillLine:
    """What one category cost, and how many messages or numbers that was (0 where it counts neither)."""

    amount: Decimal = ZERO
    count: int = 0


class MetaFees(NamedTuple):
    """What Meta charged for one WhatsApp message beside Twilio's part.

    `service` is for an answer within 24 hours of the person's last message. `template` is for a template, of the most
    expensive kind that was sent; None if none was.
    """

    service: Decimal = ZERO
    template: Decimal | None = None


_NO_FEES = MetaFees()


@dataclass(frozen=True, slots=True)
class Bill:
    """A month by category. The rows add up to the total: the remainder is `other`, which may be negative."""

    month: Month
    currency: str
    total: Decimal
    rows: Mapping[Category, BillLine]
    meta: MetaFees = _NO_FEES

    def amount(self, category: Category) -> Decimal:
        return self.rows[category].amount


def bill(month: Month, currency: str, usage: Iterable[Usage]) -> Bill:
    """Return the bill of a month; if Twilio gives no total, the sum of the rows is it."""
    known = {one.category: one for one in usage}
    rows = {category: _row(known, roots) for category, roots in _ROOTS.items()}
    # Meta's part is for messages that Twilio's part has already counted.
    counted = _under(known, "channels-messaging") or _under(known, "channels-whatsapp")
    rows[Category.WHATSAPP] = BillLine(rows[Category.WHATSAPP].amount, sum(one.count for one in counted))
    held = sum((row.amount for row in rows.values()), ZERO)
    total = known[TOTAL].price if TOTAL in known else held
    return Bill(month, currency, total, {**rows, Category.OTHER: BillLine(total - held)}, _meta_fees(known))


def _meta_fees(known: Mapping[str, Usage]) -> MetaFees:
    def each(begins: str) -> list[Decimal]:
        return [one.price / one.count for name, one in known.items() if name.startswith(begins) and one.count]

    return MetaFees(max(each(_SERVICE), default=ZERO), max(each(_TEMPLATES), default=None))


def _row(known: Mapping[str, Usage], roots: Iterable[str]) -> BillLine:
    found = [one for root in roots for one in _under(known, root)]
    return BillLine(sum((one.price for one in found), ZERO), sum(one.count for one in found))


def _under(known: Mapping[str, Usage], root: str) -> list[Usage]:
    """Return the record of a category; if Twilio lists only subcategories, the topmost of them."""
    if root in known:
        return [known[root]]
    below = [name for name in known if name.startswith(f"{root}-")]
    return [known[name] for name in below if not any(name.startswith(f"{other}-") for other in below)]


@dataclass(frozen=True, slots=True)
class DailySpending:
    """What each day cost in total, and how much of that is the monthly rent of numbers."""

    spent: Mapping[date, Decimal]
    rent: Mapping[date, Decimal] = field(default_factory=dict)

    def moving(self, day: date) -> Decimal:
        """Return what messages cost that day."""
        return self.spent.get(day, ZERO) - self.rent.get(day, ZERO)

    def rent_of(self, month: Month) -> Decimal:
        return sum((amount for day, amount in self.rent.items() if Month.of(day) == month), ZERO)


@dataclass(frozen=True, slots=True)
class SpendingRate:
    """What messages cost a day, and from how many complete days that was computed."""

    amount: Decimal
    days: int


def pace(days: DailySpending, today: date) -> SpendingRate:
    """Return the winsorized mean of the last 28 complete days, the last seven counted twice.

    The most expensive day counts as the second most expensive one, the cheapest as the second cheapest, and one below
    zero as zero, so that no single day decides: neither a credit nor a fee that comes once. It spans the end of a
    month, so that it is meaningful on the first days of one; a younger account counts from its first day of use.
    """
    looked = [today - timedelta(days=back) for back in range(LOOKED_BACK, 0, -1)]
    used = next((place for place, day in enumerate(looked) if days.moving(day)), len(looked))
    spent = _without_extremes([max(days.moving(day), ZERO) for day in looked[used:]])
    weights = [2 if (today - day).days <= COUNTED_TWICE else 1 for day in looked[used:]]
    amount = sum((weight * one for weight, one in zip(weights, spent, strict=True)), ZERO)
    return SpendingRate(amount / sum(weights) if weights else ZERO, len(spent))


def _without_extremes(spent: Sequence[Decimal]) -> list[Decimal]:
    if len(spent) < _ENOUGH:
        return list(spent)
    _, least, *_, most, _ = (*sorted(spent)[:2], *sorted(spent)[-2:])
    return [min(max(one, least), most) for one in spent]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the month will cost in the end.

    `total` is spent; still to come are the rest of `today`, `to_come` on the `days` after it, and `rent`.
    """

    total: Decimal
    today: Decimal
    to_come: Decimal
    rent: Decimal
    days: int

    @property
    def amount(self) -> Decimal:
        return self.total + self.today + self.to_come + self.rent


def forecast(so_far: Decimal, days: DailySpending, today: date, each: SpendingRate) -> Forecast:
    """Assume the same pace: today costs at least a day's pace, and each later day exactly one.

    `so_far` is what the month has cost. Rent that the month before had and this one has not had yet is added.
    """
    month = Month.of(today)
    left = (month.last - today).days
    return Forecast(
        so_far,
        max(each.amount - max(days.moving(today), ZERO), ZERO),
        each.amount * left,
        max(days.rent_of(month.before) - days.rent_of(month), ZERO),
        left,
    )


def days_left(balance: Decimal, days: DailySpending, today: date, each: SpendingRate) -> int | None:
    """Return for how many whole days a balance lasts, including a day's share of the rent; None if it never runs out.

    Also None if the balance is used up, as it always is for accounts that pay by invoice.
    """
    month = Month.of(today)
    rent = max(days.rent_of(month.before), days.rent_of(month))
    a_day = each.amount + rent / month.days
    return int(balance / a_day) if balance > 0 and a_day > 0 else None

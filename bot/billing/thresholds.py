"""Which limits of the budget and of the balance are crossed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.billing import Bill, Days, Forecast, Month, Pace
from bot.settings.billing import BillingSection

HUNDRED = Decimal(100)


class Limit(StrEnum):
    BUDGET = "budget"
    BALANCE = "balance"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Crossed:
    """A limit that is crossed in a month: so many percent of the budget, the least balance, the least days."""

    limit: Limit
    month: Month
    percent: int = 0

    @property
    def key(self) -> str:
        """What tells it from others, for good: each is said once."""
        return f"billing.{self.month}.{self.limit}{f'-{self.percent}' if self.percent else ''}"


@dataclass(frozen=True, slots=True)
class Balance:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the account stands. `balance` and `days_left` are None where nobody knows."""

    bill: Bill
    before: Bill
    days: Days
    pace: Pace
    forecast: Forecast
    balance: Balance | None
    days_left: int | None


def comparable(standing: Standing, limits: BillingSection) -> bool:
    """Tell whether the limits are in the currency of the account; amounts of two are never compared."""
    return standing.bill.currency == limits.currency


def used(standing: Standing, limits: BillingSection) -> Decimal | None:
    """Return how many percent of the budget are spent; None where there is none to compare with."""
    if limits.monthly_budget is None or not comparable(standing, limits):
        return None
    return standing.bill.total * HUNDRED / limits.monthly_budget


def crossed(standing: Standing, limits: BillingSection) -> list[Crossed]:
    """Return what is crossed, of the budget's thresholds each that is reached, the lowest first."""
    month, found = standing.bill.month, []
    percent = used(standing, limits)
    if percent is not None:
        found = [Crossed(Limit.BUDGET, month, each) for each in sorted(limits.thresholds) if percent >= each]
    balance, floor = standing.balance, limits.balance_floor
    if balance and floor is not None and balance.currency == limits.currency and balance.amount <= floor:
        found.append(Crossed(Limit.BALANCE, month))
    if limits.days_left_floor and standing.days_left is not None:
        found += [Crossed(Limit.DAYS, month)] * (standing.days_left < limits.days_left_floor)
    return found


def foremost(found: Sequence[Crossed]) -> list[Crossed]:
    """Return those that are worth a word: of the budget's thresholds the highest only."""
    budget = [one for one in found if one.limit is Limit.BUDGET]
    return budget[-1:] + [one for one in found if one.limit is not Limit.BUDGET]

"""Which limits of the budget and of the balance are crossed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bot.core.settings.billing import BillingSection
from bot.rules.money.account import AccountStatus
from bot.rules.money.bill import Month

HUNDRED = Decimal(100)


class SpendingLimit(StrEnum):
    BUDGET = "budget"
    BALANCE = "balance"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class CrossedLimit:
    """A limit that is crossed in a month: `at` is the budget, the lowest balance or the fewest days.

    `percent` is the share of the budget. `fall` counts how often in the month a balance has fallen below its limit.
    """

    limit: SpendingLimit
    month: Month
    at: Decimal
    percent: int = 0
    fall: int = 1

    @property
    def key(self) -> str:
        """Its permanent identity: each gets one alert; a changed limit is a new one, and so is another fall."""
        if self.percent:
            return f"{self._stem}-{self.percent}"
        return f"{self._stem}-{self.fall}" if self.fall > 1 else self._stem

    def counted(self, falls: Mapping[SpendingLimit, int], reported: Iterable[str]) -> CrossedLimit:
        """Return the limit with the number of its fall.

        A balance is paid in again: once it was well, that it falls again is news. `falls` are those that go on, and
        `reported` the keys of all so far. A budget is used up once a month.
        """
        if self.limit is SpendingLimit.BUDGET:
            return self
        last = max((1 if key == self._stem else self._number(key) for key in reported), default=0)
        return replace(self, fall=falls.get(self.limit, last + 1))

    def _number(self, key: str) -> int:
        number = key.removeprefix(f"{self._stem}-")
        return int(number) if number != key and number.isdecimal() else 0

    @property
    def _stem(self) -> str:
        return f"billing.{self.month}.{self.limit}-{self.at.normalize():f}"

    def is_outdone(self, reported: Iterable[str]) -> bool:
        """Return whether a higher threshold of the same budget had its alert and spending has fallen back since."""
        if self.limit is not SpendingLimit.BUDGET:
            return False
        higher = (key.removeprefix(f"{self._stem}-") for key in reported if key.startswith(f"{self._stem}-"))
        return any(int(percent) > self.percent for percent in higher if percent.isdecimal())


def comparable(status: AccountStatus, limits: BillingSection) -> bool:
    """Return whether the limits are in the currency of the account; amounts in two currencies are never compared."""
    return status.currency == limits.currency


def used(status: AccountStatus, limits: BillingSection) -> Decimal | None:
    """Return what percentage of the budget is spent; None if there is none to compare with, or it is not known."""
    if limits.monthly_budget is None or status.total is None or not comparable(status, limits):
        return None
    return status.total * HUNDRED / limits.monthly_budget


def crossed(status: AccountStatus, limits: BillingSection) -> list[CrossedLimit]:
    """Return the crossed limits, every reached threshold of the budget among them, the lowest first."""
    month, found = status.month, list[CrossedLimit]()
    percent, budget = used(status, limits), limits.monthly_budget
    if percent is not None and budget is not None:
        reached = (each for each in sorted(limits.thresholds) if percent >= each)
        found = [CrossedLimit(SpendingLimit.BUDGET, month, budget, each) for each in reached]
    balance, floor = status.balance, limits.balance_floor
    if balance and floor is not None and balance.currency == limits.currency and balance.amount <= floor:
        found.append(CrossedLimit(SpendingLimit.BALANCE, month, floor))
    least = limits.days_left_floor
    if least and status.days_left is not None and status.days_left < least:
        found.append(CrossedLimit(SpendingLimit.DAYS, month, Decimal(least)))
    return found


def unsettled(
    open_: Collection[SpendingLimit], status: AccountStatus, limits: BillingSection
) -> list[SpendingLimit]:
    """Return the open limits that cannot be declared over today.

    That is where there is nothing to compare with, and where the days left fluctuate around their limit: the pace
    changes every day, so that limit is over only once the balance lasts clearly longer.
    """
    return [one for one in SpendingLimit if one in open_ and not _is_settled(one, status, limits)]


def _is_settled(limit: SpendingLimit, status: AccountStatus, limits: BillingSection) -> bool:
    balance = status.balance
    match limit:
        case SpendingLimit.BUDGET:
            return limits.monthly_budget is None or (status.total is not None and comparable(status, limits))
        case SpendingLimit.BALANCE:
            return limits.balance_floor is None or bool(balance and balance.currency == limits.currency)
        case SpendingLimit.DAYS:
            known = status.pace is not None and balance is not None and balance.currency == status.currency
            lasts = status.days_left is None or status.days_left >= clearly(limits.days_left_floor)
            return not limits.days_left_floor or (known and lasts)


def clearly(floor: int) -> int:
    """Return the margin above the fewest days: a quarter of them, at least two."""
    return floor + max(floor // 4, 2)


def foremost(found: Sequence[CrossedLimit]) -> list[CrossedLimit]:
    """Return the limits worth reporting: only the highest of the budget's thresholds."""
    budget = [one for one in found if one.limit is SpendingLimit.BUDGET]
    return budget[-1:] + [one for one in found if one.limit is not SpendingLimit.BUDGET]

"""What is known of the account on a day, by the questions that Twilio answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.rules.money import bill as billing
from bot.rules.money.bill import ZERO, Bill, DailySpending, Forecast, Month, SpendingRate

_USUAL_CURRENCY = "USD"


class Question(StrEnum):
    """What Twilio is asked, each by a request of its own; `texts` says what is missing without an answer."""

    MONTH = "month"
    BEFORE = "before"
    DAYS = "days"
    RENT = "rent"
    BALANCE = "balance"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Balance:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class BillAnswers:
    """What Twilio answered today; None where it did not. `unanswered` are those questions.

    `balance` is None also where Twilio does not show it to these credentials.
    """

    today: date
    bill: Bill | None
    before: Bill | None
    spent: Mapping[date, Decimal] | None
    rent: Mapping[date, Decimal] | None
    balance: Balance | None
    unanswered: frozenset[Question] = frozenset()


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """The state of the account. What cannot be computed from the answers is None.

    `total` is what the month has cost so far: that of the bill, or else the sum of the days.
    """

    answers: BillAnswers
    currency: str
    total: Decimal | None
    pace: SpendingRate | None
    forecast: Forecast | None
    days_left: int | None

    @property
    def month(self) -> Month:
        return Month.of(self.answers.today)

    @property
    def balance(self) -> Balance | None:
        return self.answers.balance


def status(answers: BillAnswers) -> AccountStatus:
    """Return what follows from the answers; a missing one costs only what needs it."""
    today, currency, total = answers.today, _currency(answers), _total(answers)
    pace = forecast = lasts = None
    if answers.spent is not None and answers.rent is not None:
        days = DailySpending(answers.spent, answers.rent)
        pace = billing.pace(days, today)
        forecast = None if total is None else billing.forecast(total, days, today, pace)
        # A balance in a currency other than the bill's says nothing about the days left.
        if answers.balance and answers.balance.currency == currency:
            lasts = billing.days_left(answers.balance.amount, days, today, pace)
    return AccountStatus(answers, currency, total, pace, forecast, lasts)


def _currency(answers: BillAnswers) -> str:
    known = (answers.bill, answers.before, answers.balance)
    return next((one.currency for one in known if one), _USUAL_CURRENCY)


def _total(answers: BillAnswers) -> Decimal | None:
    if answers.bill:
        return answers.bill.total
    if answers.spent is None:
        return None
    month = Month.of(answers.today)
    return sum((amount for day, amount in answers.spent.items() if Month.of(day) == month), ZERO)

"""What Twilio is asked about the bill: each question alone, so that one that fails costs its own lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from bot.adapters.twilio.billing import Account
from bot.core import isolated, logs
from bot.core.errors import BotError, TemporaryError, UnfinishedError
from bot.core.sentences import joined
from bot.rules.money import account as accounts
from bot.rules.money.account import AccountStatus, BillAnswers, Question
from bot.rules.money.bill import Month

_Answer = TypeVar("_Answer")


class Asking:
    """The questions of a page; `faults` holds why some have no answer."""

    def __init__(self) -> None:
        self.faults: dict[Question, BotError] = {}

    def about(self, question: Question, ask: Callable[[], _Answer]) -> _Answer | None:
        """Return the answer; None if there is none, or one that cannot be read."""
        try:
            return ask()
        except Exception as error:  # noqa: BLE001 - one answer must not cost the page
            fault = error if isinstance(error, BotError) else BotError(isolated.unexpected(error))
            logs.trouble("bill-unfinished", kind=question, reason=fault.message, remedy=fault.remedy)
            self.faults[question] = fault
            return None

    @property
    def unanswered(self) -> frozenset[Question]:
        return frozenset(self.faults)


def unfinished(faults: Iterable[BotError], lines: Sequence[str]) -> UnfinishedError:
    """Return the error of a run that lacks something; what does not pass by itself comes with its remedy."""
    messages = [error.message if isinstance(error, TemporaryError) else error.sentence for error in faults]
    return UnfinishedError(joined(dict.fromkeys(messages)), [*lines])


def account_status(account: Account, today: date, asking: Asking) -> AccountStatus:
    """Ask Twilio for the state of the account on a day."""
    month = Month.of(today)
    first = month.before.first
    bill = asking.about(Question.MONTH, lambda: account.bill(month))
    before = asking.about(Question.BEFORE, lambda: account.bill(month.before))
    spent = asking.about(Question.DAYS, lambda: account.days(first, today))
    rent = asking.about(Question.RENT, lambda: account.rent(first, today))
    balance = asking.about(Question.BALANCE, account.balance)
    return accounts.status(BillAnswers(today, bill, before, spent, rent, balance, asking.unanswered))

"""Twilio's charges: balance, usage by category and by day, and the messages of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import requests

from bot.adapters.twilio.client import CountedClient, connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core import clock, waits
from bot.core.errors import BotError, SendRefusedError, TemporaryError
from bot.core.messages import Address, DeliveryStatus
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.rules.money.account import Balance
from bot.rules.money.bill import RENTS, TOTAL, Bill, Month, Usage, bill
from bot.rules.money.savings import Billed

PAGE = 1000  # Twilio's largest page
_DIGITS = Decimal("1E-8")  # Twilio writes five; any more are errors of binary floating point
_FAILED = frozenset({DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED})
_NEVER_LEFT = frozenset({DeliveryStatus.SCHEDULED, DeliveryStatus.CANCELED})


class _Patient(CountedClient):
    """Asks again after a failure that may pass, which is safe: the bill is only read.

    The repeats of a run are few, so that an outage of Twilio costs minutes.
    """

    _left = 6

    def request(self, *args: Any, **more: Any) -> Any:
        for wait in waits.TWILIO:
            try:
                answer = super().request(*args, **more)
            except requests.exceptions.RequestException:
                if not self._left:
                    raise
            else:
                if not self._left or (answer.status_code < 500 and answer.status_code != 429):
                    return answer
            self._left -= 1
            clock.sleep(wait)
        return super().request(*args, **more)


class Account:
    """The bill of our Twilio account. Raises TemporaryError, and BotError where Twilio refuses permanently.

    It asks again after a failure that may pass, unless somebody waits for the answer.
    """

    def __init__(self, settings: Settings, *, patient: bool = True) -> None:
        self._client = connect(settings, _Patient if patient else CountedClient)

    def balance(self) -> Balance | None:
        """Return the balance, below zero for accounts that pay by invoice; it may lag.

        None where Twilio does not show it: to subaccounts, and to API keys without the permission.
        """
        try:
            with twilio_errors():
                found = self._client.balance.fetch()
        except SendRefusedError:
            return None
        except TemporaryError as error:
            if error.soon:
                raise
            return None
        if not found.balance:
            return None
        return Balance(Decimal(found.balance), (found.currency or "USD").upper())

    def bill(self, month: Month) -> Bill:
        """Return the bill of a month, or of the current one so far: one request."""
        with billing_errors():
            records = self._client.usage.records.list(
                start_date=month.first, end_date=month.last, page_size=PAGE
            )
        currency = next((one.price_unit for one in records if one.price_unit), "USD").upper()
        return bill(month, currency, [_usage(one) for one in records])

    def days(self, first: date, last: date) -> dict[date, Decimal]:
        """Return what each day cost: one request, since all categories of all days would be thousands of records."""
        return self._daily(TOTAL, first, last)

    def rent(self, first: date, last: date) -> dict[date, Decimal]:
        """Return what each day cost in rent: one request for each kind of it."""
        rent: defaultdict[date, Decimal] = defaultdict(Decimal)
        for category in RENTS:
            for day, amount in self._daily(category, first, last).items():
                rent[day] += amount
        return {day: amount for day, amount in rent.items() if amount}

    def _daily(self, category: str, first: date, last: date) -> dict[date, Decimal]:
        with billing_errors():
            records = self._client.usage.records.daily.list(
                category=category, start_date=first, end_date=last, page_size=PAGE
            )
        return {one.start_date: _exact(one.price) for one in records if one.start_date}

    def messages(self, month: Month) -> Iterator[Billed]:
        """Yield the messages of a month that left, or arrived, lazily, the newest first: one request per `PAGE`.

        Twilio's filter includes the midnight at its end. The texts are not stored.
        """
        begins, ends = _midnight(month.first), _midnight(month.after.first)
        with billing_errors():
            for message in self._client.messages.stream(
                date_sent_after=begins, date_sent_before=ends, page_size=PAGE
            ):
                moment = message.date_sent or message.date_created
                if str(message.status) not in _NEVER_LEFT and (moment is None or begins <= moment < ends):
                    yield _billed(message)


@contextmanager
def billing_errors() -> Iterator[None]:
    """Raise errors with a remedy where Twilio does not show the usage to these credentials."""
    try:
        with twilio_errors():
            yield
    except SendRefusedError as error:
        raise BotError(
            Sentence(
                "Twilio refused a question about the bill (code {code}, HTTP {status}).",
                code=error.code,
                status=error.status,
            ),
            "Compare TWILIO_ACCOUNT_SID with the console.",
        ) from None
    except TemporaryError as error:
        if error.soon:
            raise
        raise BotError(
            Sentence("Twilio does not show the bill to these credentials (code {code}).", code=error.code),
            "Compare them with the console, or give the API key the permissions for usage and messages.",
        ) from None


def _usage(record: Any) -> Usage:
    return Usage(str(record.category), _exact(record.price), int(Decimal(record.count or 0)))


def _exact(price: Any) -> Decimal:
    """Return an amount as Twilio wrote it: a number in its documentation, a string on the wire."""
    return Decimal(price or 0).quantize(_DIGITS).normalize() + Decimal(0)


def _billed(message: Any) -> Billed:
    outbound = message.direction != "inbound"
    person = Address.parse(str((message.to if outbound else message.from_) or ""))
    return Billed(
        channel=person.channel,
        outbound=outbound,
        person=person.value,
        text=message.body or "",
        segments=int(message.num_segments or 1),
        price=abs(Decimal(message.price)) if message.price else None,
        failed=outbound and str(message.status) in _FAILED,
        at=message.date_sent or message.date_created,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

"""Balance, usage, triggers and a month's messages: what the real client sends and understands, from recordings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.adapters.twilio import triggers
from bot.adapters.twilio.billing import Account
from bot.adapters.twilio.client import Messages
from bot.adapters.twilio.triggers import Changes, Trigger
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.rules.money.account import Balance
from bot.rules.money.bill import Category, Month
from bot.sandbox.world import SMS_NUMBER

ANA, OURS = Address.parse("+5511987654321"), Address.parse(SMS_NUMBER)
# A month in which the recording was made, and one that was over.
NOW, BEFORE = Month(2026, 11), Month(2026, 10)

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


def test_the_balance_comes_with_its_currency(settings: Settings) -> None:
    assert Account(settings).balance() == Balance(Decimal("25.00000"), "USD")


def test_a_month_is_read_by_category_and_by_day(settings: Settings) -> None:
    account = Account(settings)
    Messages(settings).send(ANA, OURS, "Olá")

    span = date(2026, 11, 1), date(2026, 11, 30)
    bill, days, rent = account.bill(NOW), account.days(*span), account.rent(*span)

    assert bill.currency == "USD"
    assert bill.amount(Category.SMS_OUT) == Decimal("0.0750")
    assert sum(days.values()) == bill.total == sum(map(bill.amount, Category))
    assert rent == {}
    assert account.bill(BEFORE).total == 0


def test_a_months_messages_are_listed_with_their_prices(settings: Settings) -> None:
    Messages(settings).send(ANA, OURS, "Olá")

    (message,) = Account(settings).messages(NOW)

    assert (message.text, message.segments, message.price) == ("Olá", 1, Decimal("0.07500"))


def test_triggers_are_made_listed_and_taken_away(settings: Settings) -> None:
    wanted = [Trigger(80, Decimal("40.00"), f"https://bot.example.com{triggers.USAGE_PATH}")]

    assert triggers.keep(settings, wanted) == Changes((80,), (), ())
    assert [one.same(wanted[0]) for one in triggers.listed(settings)] == [True]
    assert triggers.keep(settings, []) == Changes((), (80,), ())

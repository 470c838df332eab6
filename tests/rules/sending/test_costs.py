"""What a message will cost, and how money is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.core.messages import Channel
from bot.core.settings import Language
from bot.rules.sending import costs
from bot.rules.sending.costs import Prices, PriceSource
from bot.rules.text import segments

PRICES = Prices(
    "USD",
    PriceSource.TWILIO,
    segment=Decimal("0.0525"),
    segment_from=Decimal("0.0500"),
    whatsapp=Decimal("0.0080"),
)


def test_an_sms_costs_by_the_segment() -> None:
    found = costs.estimate([segments.measure("ã" * 71), segments.measure("a")], Channel.SMS, PRICES)

    assert found is not None
    assert (found.count, found.amount, found.least) == (3, Decimal("0.1575"), Decimal("0.1500"))


def test_whatsapp_costs_by_the_message_however_long() -> None:
    found = costs.estimate([segments.measure("ã" * 1600), segments.measure("a")], Channel.WHATSAPP, PRICES)

    assert found is not None
    assert (found.count, found.amount, found.least) == (2, Decimal("0.0160"), None)


@pytest.mark.parametrize("prices", [None, Prices("USD", PriceSource.CONFIG, segment=Decimal(1))])
def test_what_nobody_knows_is_not_guessed(prices: Prices | None) -> None:
    assert costs.estimate([segments.measure("Oi")], Channel.WHATSAPP, prices) is None


@pytest.mark.parametrize(
    ("amount", "currency", "portuguese", "english"),
    [
        ("0.105", "USD", "US$ 0,1050", "US$0.1050"),
        ("1234.56785", "BRL", "R$ 1.234,5679", "R$1,234.5679"),
        ("-2", "EUR", "-€ 2,0000", "-€2.0000"),
        ("0", "CHF", "CHF 0,0000", "CHF 0.0000"),
    ],
)
def test_money_is_written_as_the_language_does(
    amount: str, currency: str, portuguese: str, english: str
) -> None:
    assert costs.money(Decimal(amount), currency, Language.PT_BR) == portuguese
    assert costs.money(Decimal(amount), currency, Language.EN) == english

"""The bill as people read it: sentences that are true for any amounts, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.core.settings import Configuration
from bot.core.settings.billing import BillingSection
from bot.rules import texts
from bot.rules.money import bill as billing
from bot.rules.money import pages
from bot.rules.money.bill import Bill, DailySpending, Month, SpendingRate, Usage
from bot.rules.money.pages import BillReport, PageStyle
from bot.rules.money.savings import Findings, Saving, SavingKind
from bot.rules.money.thresholds import AccountStatus, Balance, CrossedLimit, SpendingLimit
from tests.rules.phone_facts import GSM_7

NOVEMBER = Month(2026, 11)
LANGUAGES = ("pt-BR", "en")


def _pen(language: str = "en", **limits: Any) -> PageStyle:
    config = Configuration.model_validate(
        {"language": {"maintainers": language, "people": language}, "billing": limits}
    )
    return PageStyle.of(texts.of(language), config)


def _bill(month: Month, total: str, currency: str = "USD", **prices: str) -> Bill:
    usage = [Usage(name.replace("_", "-"), Decimal(price), 1) for name, price in prices.items()]
    return billing.bill(month, currency, [*usage, Usage("totalprice", Decimal(total))])


def _report(total: str, before: str, *savings: Saving, unpriced: int = 0, **prices: str) -> BillReport:
    findings = Findings(10, 4, 0, Decimal(0), unpriced, savings)
    bills = _bill(NOVEMBER, total, **prices), _bill(NOVEMBER.before, before)
    return BillReport(*bills, {date(2026, 11, 3): Decimal(total)}, findings)


@pytest.mark.parametrize(
    ("total", "before", "sentence"),
    [
        ("12", "10", "**The messages of November 2026 cost US$12.00**, 20% more than in October 2026."),
        ("7.5", "10", "**The messages of November 2026 cost US$7.50**, 25% less than in October 2026."),
        ("10.01", "10", "**The messages of November 2026 cost US$10.01**, the same as in October 2026."),
        ("10", "0", "**The messages of November 2026 cost US$10.00**; October 2026 had no costs."),
        ("-1.5", "10", "**The messages of November 2026 cost -US$1.50**, 115% less than in October 2026."),
    ],
)
def test_the_headline_compares_with_the_month_before(total: str, before: str, sentence: str) -> None:
    assert pages.report(_report(total, before), _pen()).startswith(sentence)


def test_months_in_two_currencies_are_not_compared() -> None:
    report = BillReport(
        _bill(NOVEMBER, "10", "BRL"), _bill(NOVEMBER.before, "10"), {}, Findings(0, 0, 0, Decimal(0), 0, ())
    )

    assert pages.report(report, _pen()).startswith("**The messages of November 2026 cost R$10.00**.")


def test_the_rows_add_up_as_they_are_shown() -> None:
    page = pages.table(
        _bill(NOVEMBER, "0.045", sms_outbound="0.015", sms_inbound="0.015", phonenumbers="0.015"),
        _bill(NOVEMBER.before, "0"),
        _pen(),
    )

    shown = [line.split("|")[3].strip() for line in page.splitlines()[2:]]
    assert shown == ["US$0.02", "US$0.02", "US$0.01", "**US$0.05**"]


def test_a_month_of_credits_has_no_shares() -> None:
    page = pages.table(_bill(NOVEMBER, "-4", sms_outbound="1"), _bill(NOVEMBER.before, "1"), _pen("pt-BR"))

    assert "| SMS enviados | 1 | US$ 1,00 |  | US$ 0,00 |" in page
    assert "| Outros usos e ajustes |  | -US$ 5,00 |  | US$ 1,00 |" in page


def test_prices_that_are_not_known_yet_are_counted() -> None:
    page = pages.report(_report("1", "1", unpriced=3), _pen())

    assert "Messages whose price Twilio has not given yet: 3;" in page


@pytest.mark.parametrize(
    ("signs", "shown"), [((), ""), (("🙂", "—"), " (`🙂` `—`)"), (("`",), " (`U+0060`)")]
)
def test_signs_that_cost_are_shown_as_code(signs: tuple[str, ...], shown: str) -> None:
    page = pages.report(_report("1", "1", Saving(SavingKind.SIGNS, 2, Decimal("0.15"), signs)), _pen())

    assert (
        f"- **US$0.1500** in 2 SMS: at most three special characters made the whole text more expensive{shown}."
        in page
    )


def test_no_savings_and_no_failures_are_shown_too() -> None:
    page = pages.report(_report("1", "1"), _pen())

    assert "Nothing was found in this month's messages." in page
    assert "All messages that were sent have arrived or are on their way." in page


@pytest.mark.parametrize(
    ("failed", "price", "fees", "shown"),
    [
        (2, "0.15", "0.002", "2 in the month, at a cost of US$0.1520: US$0.1500 for sending and US$0.0020"),
        (0, "0", "0.001", "0 in the month, at a cost of US$0.0010: US$0.0000 for sending and US$0.0010"),
    ],
)
def test_what_failed_is_shown_with_its_price_and_its_fees_together(
    failed: int, price: str, fees: str, shown: str
) -> None:
    bill = _bill(NOVEMBER, "5", failed_message_processing_fee=fees)
    findings = Findings(10, 4, failed, Decimal(price), 0, ())

    assert shown in pages.report(BillReport(bill, _bill(NOVEMBER.before, "1"), {}, findings), _pen())


def _account_status(balance: Balance | None = None) -> AccountStatus:
    bill, days = _bill(NOVEMBER, "41.25"), DailySpending({})
    pace = SpendingRate(Decimal("1.5"), 28)
    today = date(2026, 11, 24)
    return AccountStatus(bill, bill, days, pace, billing.forecast(bill, days, today, pace), balance, 12)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", SpendingLimit)
def test_an_alert_on_a_phone_fits_one_cheap_segment(language: str, limit: SpendingLimit) -> None:
    style = _pen(language, monthly_budget="123456.78", balance_floor="123456.78", days_left_floor=365)

    text = pages.phone_alert(CrossedLimit(limit, NOVEMBER, Decimal(1), 1000), 1_234_567, style)

    assert set(text) <= GSM_7
    assert len(text) <= 160
    assert "#1234567" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", SpendingLimit)
def test_every_limit_has_its_sentence(language: str, limit: SpendingLimit) -> None:
    style = _pen(language, monthly_budget="50.00")

    text = pages.crossed(
        CrossedLimit(limit, NOVEMBER, Decimal(1), 80), _account_status(Balance(Decimal(3), "USD")), style
    )

    assert "🔔" in text
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", SpendingLimit)
def test_what_keeps_the_alert_open_has_its_sentence(language: str, limit: SpendingLimit) -> None:
    text = pages.unsettled(limit, _account_status(), _pen(language))

    assert text.startswith("⚠️")
    assert "{" not in text
    assert ("12" in text and "9" in text) is (limit is SpendingLimit.DAYS)


def test_a_percentage_is_never_shown_before_it_is_reached() -> None:
    limits = BillingSection.model_validate({"monthly_budget": "50.00"})
    style = _pen(**limits.model_dump(mode="json", include={"monthly_budget"}))
    nearly = billing.bill(NOVEMBER, "USD", [Usage("totalprice", Decimal("39.99"))])
    now = _account_status()

    page = pages.month_so_far(
        AccountStatus(nearly, nearly, now.days, now.pace, now.forecast, None, None), date(2026, 11, 24), style
    )

    assert "Budget: 79% of US$50.00 used" in page

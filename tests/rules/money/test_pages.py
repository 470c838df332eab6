"""The bill as people read it: sentences that are true for any amounts, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.core.settings import Configuration
from bot.rules import texts
from bot.rules.money import account as accounts
from bot.rules.money import bill as billing
from bot.rules.money import pages, report_page, tables
from bot.rules.money.account import AccountStatus, Balance, BillAnswers, Question
from bot.rules.money.bill import Bill, Month, Usage
from bot.rules.money.report_page import BillReport
from bot.rules.money.savings import Findings, Saving, SavingKind, WhatsAppPrices
from bot.rules.money.style import PageStyle
from bot.rules.money.thresholds import CrossedLimit, SpendingLimit
from bot.rules.text.plain_spelling import plain
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
    return BillReport(*bills, {date(2026, 11, 3): Decimal(total)}, {}, findings)


@pytest.mark.parametrize(
    ("total", "before", "sentence"),
    [
        ("12", "10", "**The messages of November 2026 cost US$12.00**, 20% more than in October 2026."),
        ("7.5", "10", "**The messages of November 2026 cost US$7.50**, 25% less than in October 2026."),
        ("10.01", "10", "**The messages of November 2026 cost US$10.01**, the same as in October 2026."),
        ("10", "0", "**The messages of November 2026 cost US$10.00**; October 2026 had no costs."),
        (
            "10",
            "-3",
            "**The messages of November 2026 cost US$10.00**; in October 2026 credits exceeded the costs.",
        ),
        ("-1.5", "10", "**In November 2026 credits exceeded the cost of messages: -US$1.50**."),
    ],
)
def test_the_headline_compares_with_the_month_before(total: str, before: str, sentence: str) -> None:
    assert report_page.report(_report(total, before), _pen()).startswith(sentence)


def test_months_in_two_currencies_are_not_compared() -> None:
    report = BillReport(
        _bill(NOVEMBER, "10", "BRL"),
        _bill(NOVEMBER.before, "10"),
        {},
        {},
        Findings(0, 0, 0, Decimal(0), 0, ()),
    )

    assert report_page.report(report, _pen()).startswith("**The messages of November 2026 cost R$10.00**.")


def test_the_rows_add_up_as_they_are_shown() -> None:
    page = tables.table(
        _bill(NOVEMBER, "0.045", sms_outbound="0.015", sms_inbound="0.015", phonenumbers="0.015"),
        _bill(NOVEMBER.before, "0"),
        _pen(),
    )

    shown = [line.split("|")[3].strip() for line in page.splitlines()[2:]]
    assert shown == ["US$0.02", "US$0.02", "US$0.01", "**US$0.05**"]


def test_a_month_of_credits_has_no_shares() -> None:
    page = tables.table(_bill(NOVEMBER, "-4", sms_outbound="1"), _bill(NOVEMBER.before, "1"), _pen("pt-BR"))

    assert "| SMS enviados | 1 | US$ 1,00 |  | US$ 0,00 |" in page
    assert "| Outros usos e ajustes |  | -US$ 5,00 |  | US$ 1,00 |" in page


def test_prices_that_are_not_known_yet_are_counted() -> None:
    page = report_page.report(_report("1", "1", unpriced=3), _pen())

    assert "Messages whose price Twilio has not given yet: 3;" in page


@pytest.mark.parametrize(
    ("signs", "shown"), [((), ""), (("🙂", "—"), " (`🙂` `—`)"), (("`",), " (`U+0060`)")]
)
def test_signs_that_cost_are_shown_as_code(signs: tuple[str, ...], shown: str) -> None:
    page = report_page.report(_report("1", "1", Saving(SavingKind.SIGNS, 2, Decimal("0.15"), signs)), _pen())

    assert (
        f"- **US$0.1500** in 2 SMS: at most three special characters made the whole text more expensive{shown}."
        in page
    )


def test_no_savings_and_no_failures_are_shown_too() -> None:
    page = report_page.report(_report("1", "1"), _pen())

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

    assert shown in report_page.report(
        BillReport(bill, _bill(NOVEMBER.before, "1"), {}, {}, findings), _pen()
    )


TODAY = date(2026, 11, 24)
_SPENT = {TODAY - timedelta(days=back): Decimal("1.5") for back in range(1, 29)}


def _answers(total: str = "41.25", **changes: Any) -> BillAnswers:
    bill = _bill(NOVEMBER, total)
    return replace(BillAnswers(TODAY, bill, bill, _SPENT, {}, None), **changes)


def _account_status(balance: str | None = None) -> AccountStatus:
    held = Balance(Decimal(balance), "USD") if balance else None
    return accounts.status(_answers(balance=held))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", SpendingLimit)
def test_an_alert_on_a_phone_fits_one_cheap_segment(language: str, limit: SpendingLimit) -> None:
    style = _pen(language, monthly_budget="123456.78", balance_floor="123456.78", days_left_floor=365)

    text = pages.phone_alert(CrossedLimit(limit, NOVEMBER, Decimal(1), 1000), 1_234_567, style)

    assert set(plain(text)) <= GSM_7
    assert len(plain(text)) <= 160
    assert "#1234567" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", SpendingLimit)
def test_every_limit_has_its_sentence(language: str, limit: SpendingLimit) -> None:
    style = _pen(language, monthly_budget="50.00")

    text = pages.crossed(CrossedLimit(limit, NOVEMBER, Decimal(1), 80), _account_status("3"), style)

    assert "🔔" in text
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("limit", SpendingLimit)
def test_what_keeps_the_alert_open_has_its_sentence(language: str, limit: SpendingLimit) -> None:
    text = pages.unsettled(limit, _account_status("18"), _pen(language))

    assert text.startswith("⚠️")
    assert "{" not in text
    assert ("12" in text and "9" in text) is (limit is SpendingLimit.DAYS)


def test_a_percentage_is_never_shown_before_it_is_reached() -> None:
    page = pages.month_so_far(accounts.status(_answers("39.99")), _pen(monthly_budget="50.00"))

    assert "Budget: 79% of US$50.00 used" in page


# What the page shows of each thing, and of which question it is the answer.
_SHOWN = {
    "| Category |": {Question.MONTH},
    "| US$20.00 |": {Question.MONTH, Question.BEFORE},
    "xychart": {Question.DAYS},
    "Pace: US$1.50": {Question.DAYS, Question.RENT},
    "the month ends at": {Question.DAYS, Question.RENT},
    "Days it will last": {Question.DAYS, Question.RENT, Question.BALANCE},
    "Balance at Twilio": {Question.BALANCE},
    "November 2026, up to 24 Nov: US$34.50": set[Question](),
    "Budget: 69% of US$50.00 used": set[Question](),
}


@pytest.mark.parametrize("question", [None, *list(Question)[:-1]])
def test_a_question_without_an_answer_costs_its_own_lines(question: Question | None) -> None:
    field = {Question.MONTH: "bill", Question.DAYS: "spent"}.get(question, question) if question else ""
    bills: dict[str, Any] = {"bill": _bill(NOVEMBER, "34.50"), "before": _bill(NOVEMBER.before, "20")}
    whole = replace(_answers(), **bills, balance=Balance(Decimal(100), "USD"))
    lacking: dict[str, Any] = {field: None, "unanswered": frozenset({question})} if question else {}
    known = replace(whole, **lacking)
    style = _pen(monthly_budget="50.00")

    page = pages.month_so_far(accounts.status(known), style)

    assert [shown for shown in _SHOWN if shown in page] == [
        shown for shown, needed in _SHOWN.items() if question not in needed
    ]
    assert [one for one in Question if style.texts.unanswered[one] in page] == [question] * (
        question is not None
    )


def test_where_twilio_answers_nothing_the_page_says_so() -> None:
    nothing = BillAnswers(TODAY, None, None, None, None, None, frozenset(set(Question) - {Question.MESSAGES}))

    page = pages.month_so_far(accounts.status(nothing), _pen(monthly_budget="50.00"))

    assert page.count("Twilio did not report") == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_question_costs_has_its_sentence(language: str) -> None:
    assert set(_pen(language).texts.unanswered) == set(Question)


def test_a_month_of_credits_uses_nothing_of_the_budget_and_has_no_mean() -> None:
    style = _pen(monthly_budget="50.00")

    page = report_page.report(_report("-225", "46.50"), style)
    so_far = pages.month_so_far(accounts.status(_answers("-225")), style)

    for shown in (page, so_far):
        assert "Budget: nothing of US$50.00 used, since credits exceeded the costs." in shown
    assert "Average cost" not in page
    assert "%" not in page.partition("| Category")[0]


def test_what_the_charts_cannot_show_is_said_beside_them() -> None:
    first = NOVEMBER.first
    bill = _bill(NOVEMBER, "2.15", sms_outbound="3.50", phonenumbers="1.15")
    spent = {
        first: Decimal("2.15"),
        first.replace(day=2): Decimal("-2.50"),
        first.replace(day=3): Decimal("2.40"),
    }
    findings = Findings(10, 4, 0, Decimal(0), 0, ())

    page = report_page.report(
        BillReport(bill, None, spent, {first: Decimal("1.15")}, findings), _pen(monthly_budget="50.00")
    )

    assert "Credits (-US$2.50) cannot be drawn" in page
    assert "The bar of 1 Nov includes US$1.15 of number rental." in page
    assert "drawn as zero: 2 Nov." in page
    assert (
        "The days add up to US$2.05: the difference from the total, US$0.10, has no day at Twilio yet."
        in page
    )


def test_charts_that_show_all_have_nothing_beside_them() -> None:
    page = report_page.report(_report("5", "1", sms_outbound="5"), _pen())

    assert page.count("<sub>") == 1  # the last line


@pytest.mark.parametrize("language", LANGUAGES)
def test_advice_that_is_followed_already_is_not_given_again(language: str) -> None:
    savings = [Saving(kind, 2, Decimal("0.15")) for kind in (SavingKind.ACCENTS, SavingKind.ACKNOWLEDGEMENTS)]
    style = _pen(language)
    followed = replace(
        style,
        config=Configuration.model_validate(
            {"messages": {"transliterate": True}, "acknowledgement": {"enabled": False}}
        ),
    )

    given, silent = (report_page.report(_report("1", "1", *savings), one) for one in (style, followed))

    advice = ("`messages.transliterate: true`", "`acknowledgement.enabled: false`")
    assert [one in given for one in advice] == [True, True]
    assert [one in silent for one in advice] == [False, False]
    assert silent.count("**") == given.count("**")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("answer", "template", "shown"),
    [
        ("0.0050", "0.0130", ["0050", "0130"]),
        ("0.0050", None, ["0050"]),
        (None, "0.0130", ["0130"]),
        ("0.0100", "0.0100", ["0100"]),
    ],
)
def test_what_whatsapp_costs_is_shown_by_kind(
    language: str, answer: str | None, template: str | None, shown: list[str]
) -> None:
    prices = WhatsAppPrices(*(Decimal(one) if one else None for one in (answer, template)))
    saving = Saving(SavingKind.WHATSAPP, 3, Decimal("0.15"))
    findings = Findings(10, 4, 0, Decimal(0), 0, (saving,), prices)
    bill = _bill(NOVEMBER, "10")

    page = report_page.report(BillReport(bill, bill, {}, {}, findings), _pen(language))

    (line,) = (one for one in page.splitlines() if one.startswith("- **"))
    assert re.findall(r"0[.,](0\d{3})", line) == shown
    assert "{" not in line

"""A month's bill by category, its pace, its forecast and how long the balance lasts; to the last digit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.money import bill as billing
from bot.rules.money.bill import Bill, Category, DailySpending, Month, SpendingRate, Usage
from bot.rules.sending import costs

NOVEMBER = Month(2026, 11)
CENT = Decimal("0.01")

amounts = st.decimals(0, 5000, places=5)
signed = st.decimals(-5000, 5000, places=5)
names = st.sampled_from(
    [
        *("sms", "sms-outbound", "sms-outbound-longcode", "sms-outbound-shortcode", "sms-inbound"),
        *("sms-inbound-longcode", "sms-messages-carrierfees", "mms", "mms-outbound", "channels"),
        *("channels-messaging", "channels-messaging-outbound", "channels-whatsapp"),
        *("channels-whatsapp-template-utility", "channels-whatsapp-service", "phonenumbers"),
        *("phonenumbers-local", "phonenumbers-setups", "shortcodes", "failed-message-processing-fee"),
        *("calls", "calls-outbound", "totalprice"),
    ]
)
records = st.dictionaries(names, st.tuples(signed, st.integers(0, 10_000)), max_size=25).map(
    lambda found: [Usage(name, price, number) for name, (price, number) in found.items()]
)
days_of_year = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def _bill(**prices: str) -> Bill:
    usage = [Usage(name.replace("_", "-"), Decimal(price), 1) for name, price in prices.items()]
    return billing.bill(NOVEMBER, "USD", usage)


@given(records)
def test_the_rows_always_add_up_to_the_total(usage: list[Usage]) -> None:
    bill = billing.bill(NOVEMBER, "USD", usage)

    assert sum(row.amount for row in bill.rows.values()) == bill.total
    totals = [one.price for one in usage if one.category == "totalprice"]
    assert [bill.total] == (totals or [bill.total])


def test_a_category_is_not_added_to_the_one_that_holds_it() -> None:
    bill = _bill(
        sms="3.30",
        sms_outbound="3.00",
        sms_outbound_longcode="3.00",
        sms_inbound="0.30",
        sms_messages_carrierfees="0.12",
        channels="5.00",
        channels_messaging="2.00",
        channels_messaging_outbound="1.50",
        channels_messaging_inbound="0.50",
        channels_whatsapp="3.00",
        channels_whatsapp_template_utility="3.00",
        phonenumbers="1.15",
        phonenumbers_local="1.15",
        failed_message_processing_fee="0.01",
        calls="0.50",
        totalprice="10.08",
    )

    assert {one: row.amount for one, row in bill.rows.items() if row.amount} == {
        Category.SMS_OUT: Decimal("3.00"),
        Category.SMS_IN: Decimal("0.30"),
        Category.FEES: Decimal("0.12"),
        Category.WHATSAPP: Decimal("5.00"),
        Category.NUMBERS: Decimal("1.15"),
        Category.FAILED: Decimal("0.01"),
        Category.OTHER: Decimal("0.50"),
    }


def test_where_only_the_parts_are_listed_their_sum_counts() -> None:
    bill = _bill(
        sms_outbound_longcode="1.00",
        sms_outbound_shortcode="2.00",
        channels_whatsapp_template_utility="0.40",
        channels_whatsapp_template_marketing="0.60",
    )

    assert bill.amount(Category.SMS_OUT) == Decimal("3.00")
    assert bill.amount(Category.WHATSAPP) == Decimal("1.00")
    assert bill.total == Decimal("4.00")


def test_a_whatsapp_message_is_counted_once_though_two_are_paid_for_it() -> None:
    usage = [
        Usage("channels-messaging", Decimal("0.05"), 10),
        Usage("channels-whatsapp", Decimal("0.08"), 7),
    ]

    assert billing.bill(NOVEMBER, "USD", usage).rows[Category.WHATSAPP].count == 10
    assert billing.bill(NOVEMBER, "USD", usage[1:]).rows[Category.WHATSAPP].count == 7


def test_a_credit_shows_as_an_adjustment() -> None:
    assert _bill(sms_outbound="10", totalprice="8.50").amount(Category.OTHER) == Decimal("-1.50")


@given(days_of_year)
def test_months_follow_one_another_without_a_gap(day: date) -> None:
    month = Month.of(day)

    assert month.first <= day <= month.last
    assert (month.last - month.first).days + 1 == month.days
    assert month.after.before == month.before.after == month
    assert month.after.first == month.last + timedelta(days=1)
    assert str(month.before) < str(month) == f"{day:%Y-%m}"


def _spent(values: Mapping[int, str], month: Month = NOVEMBER) -> dict[date, Decimal]:
    return {month.first.replace(day=day): Decimal(value) for day, value in values.items()}


@pytest.mark.parametrize(
    ("spent", "today", "pace", "days"),
    [
        ({}, 24, "0", 0),
        ({23: "5"}, 24, "5", 1),
        ({24: "5"}, 24, "0", 0),
        ({20: "1", 21: "2", 22: "3", 23: "4"}, 24, "2.5", 4),
        # Ten days of 1, of which the last seven count twice, and are 2.
        (dict.fromkeys(range(14, 17), "1") | dict.fromkeys(range(17, 24), "2"), 24, "1.82", 10),
    ],
    ids=["nothing", "one day", "today is not over", "a young account", "the last week counts twice"],
)
def test_the_pace_is_a_mean_of_complete_days(
    spent: Mapping[int, str], today: int, pace: str, days: int
) -> None:
    found = billing.pace(DailySpending(_spent(spent)), NOVEMBER.first.replace(day=today))

    assert found.amount.quantize(CENT) == Decimal(pace).quantize(CENT)
    assert found.days == days


@pytest.mark.parametrize("odd", ["-25", "-1.5", "0", "15", "400"])
@pytest.mark.parametrize("age", [1, 5, 20])
def test_no_single_day_decides_the_pace(odd: str, age: int) -> None:
    today = NOVEMBER.first.replace(day=29)
    spent = dict.fromkeys(range(1, 29), "1.50") | {29 - age: odd}

    assert billing.pace(DailySpending(_spent(spent)), today).amount == Decimal("1.50")


def test_a_credit_and_a_fee_at_once_decide_neither() -> None:
    spent = dict.fromkeys(range(1, 29), "1.50") | {8: "-23.50", 27: "16.50"}

    assert billing.pace(DailySpending(_spent(spent)), NOVEMBER.first.replace(day=29)).amount == Decimal(
        "1.50"
    )


def test_what_comes_once_a_week_is_no_odd_day() -> None:
    spent = dict.fromkeys(range(1, 29), "0") | dict.fromkeys((5, 12, 19, 26), "7")

    assert (
        billing.pace(DailySpending(_spent(spent)), NOVEMBER.first.replace(day=29)).amount == Decimal(35) / 31
    )


def test_two_days_are_too_few_to_call_one_odd() -> None:
    found = billing.pace(DailySpending(_spent({1: "1", 2: "9"})), NOVEMBER.first.replace(day=3))

    assert found == SpendingRate(Decimal(5), 2)


def test_meta_charges_for_a_template_what_its_dearest_kind_costs() -> None:
    usage = [
        Usage("channels-whatsapp-service", Decimal(0), 40),
        Usage("channels-whatsapp-template-utility", Decimal("0.08"), 10),
        Usage("channels-whatsapp-template-marketing", Decimal("0.125"), 2),
    ]

    assert billing.bill(NOVEMBER, "USD", usage).meta == (Decimal(0), Decimal("0.0625"))
    assert billing.bill(NOVEMBER, "USD", usage[:1]).meta == (Decimal(0), None)


def test_the_pace_of_the_first_of_a_month_is_that_of_the_month_before() -> None:
    october = Month(2026, 10)
    spent = _spent(dict.fromkeys(range(1, 32), "3"), october)

    assert billing.pace(DailySpending(spent), NOVEMBER.first) == SpendingRate(Decimal(3), 28)


def test_rent_is_no_pace() -> None:
    days = DailySpending(_spent({1: "4.15", 2: "3", 3: "3"}), _spent({1: "1.15"}))

    assert billing.pace(days, NOVEMBER.first.replace(day=4)).amount == Decimal(3)


def test_the_forecast_goes_on_at_the_pace_and_adds_the_rent_that_is_due() -> None:
    spent = _spent(dict.fromkeys(range(1, 21), "2")) | {date(2026, 10, 1): Decimal("1.15")}
    days = DailySpending(spent, {date(2026, 10, 1): Decimal("1.15")})
    today = NOVEMBER.first.replace(day=21)
    bill = _bill(totalprice="40")

    found = billing.forecast(bill.total, days, today, billing.pace(days, today))

    # The 40 of twenty days, today and nine days more, and the rent of last month.
    assert (found.today, found.to_come, found.rent) == (Decimal(2), Decimal(18), Decimal("1.15"))
    assert found.days == 9
    assert found.amount == Decimal("61.15")


def test_a_day_more_expensive_than_the_pace_adds_no_more_of_today() -> None:
    today = NOVEMBER.last
    days = DailySpending(_spent({29: "2", 30: "5"}))

    found = billing.forecast(Decimal(7), days, today, billing.pace(days, today))

    assert found.amount == Decimal(7)


@given(
    st.dictionaries(days_of_year, signed, max_size=60), st.dictionaries(days_of_year, amounts), days_of_year
)
def test_a_forecast_is_never_below_what_was_spent(
    spent: dict[date, Decimal], rent: dict[date, Decimal], today: date
) -> None:
    days = DailySpending(spent, rent)
    so_far = sum((amount for day, amount in spent.items() if Month.of(day) == Month.of(today)), Decimal(0))
    bill = billing.bill(Month.of(today), "USD", [Usage("totalprice", so_far)])

    found = billing.forecast(bill.total, days, today, billing.pace(days, today))

    assert found.amount >= bill.total
    assert found.amount == found.total + found.today + found.to_come + found.rent


@pytest.mark.parametrize(
    ("balance", "pace", "left"),
    [("10", "2", 5), ("9.99", "2", 4), ("0", "2", None), ("-40", "2", None), ("10", "0", None)],
)
def test_a_balance_lasts_whole_days(balance: str, pace: str, left: int | None) -> None:
    found = billing.days_left(
        Decimal(balance), DailySpending({}), NOVEMBER.first, SpendingRate(Decimal(pace), 28)
    )

    assert found == left


def test_rent_shortens_a_balance_by_its_part_of_each_day() -> None:
    days = DailySpending({}, {date(2026, 10, 1): Decimal(30)})

    assert billing.days_left(Decimal(10), days, NOVEMBER.first, SpendingRate(Decimal(1), 28)) == 5


@given(st.lists(signed, max_size=12))
def test_cents_add_up_to_the_rounded_sum_and_each_is_near_its_amount(values: list[Decimal]) -> None:
    rounded = costs.to_cents(values)

    assert sum(rounded) == costs.to_cents([sum(values, Decimal(0))])[0]
    assert all(abs(one - value) < CENT for one, value in zip(rounded, values, strict=True))

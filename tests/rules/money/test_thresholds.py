"""A limit is crossed from its amount on, never in another currency, and more spending uncrosses none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.settings.billing import BillingSection
from bot.rules.money import account as accounts
from bot.rules.money import bill as billing
from bot.rules.money import thresholds
from bot.rules.money.account import AccountStatus, Balance, BillAnswers
from bot.rules.money.bill import Month, Usage
from bot.rules.money.thresholds import SpendingLimit

TODAY = date(2026, 11, 24)
MONTH = Month.of(TODAY)


def _limits(**changes: object) -> BillingSection:
    return BillingSection.model_validate({"monthly_budget": "50.00", **changes})


def _account_status(
    total: str = "0", balance: str | None = "100", currency: str = "USD", pace: str = "0"
) -> AccountStatus:
    bill = billing.bill(MONTH, currency, [Usage("totalprice", Decimal(total))])
    spent = {TODAY - timedelta(days=back): Decimal(pace) for back in range(1, 29)}
    held = Balance(Decimal(balance), currency) if balance else None
    return accounts.status(BillAnswers(TODAY, bill, bill, spent, {}, held))


def _keys(status: AccountStatus, limits: BillingSection) -> list[str]:
    return [
        f"{one.limit}{f'-{one.percent}' if one.percent else ''}" for one in thresholds.crossed(status, limits)
    ]


@pytest.mark.parametrize(
    ("total", "keys"),
    [
        ("24.99999", []),
        ("25", ["budget-50"]),
        ("39.99", ["budget-50"]),
        ("40.00", ["budget-50", "budget-80"]),
        ("50.00", ["budget-50", "budget-80", "budget-100"]),
    ],
)
def test_a_threshold_of_the_budget_is_crossed_from_its_amount_on(total: str, keys: list[str]) -> None:
    assert _keys(_account_status(total), _limits()) == keys


@pytest.mark.parametrize(
    ("balance", "pace", "keys"),
    [
        ("5.01", "0", []),
        ("5.00", "0", ["balance"]),
        ("-3", "1", ["balance"]),
        ("14.00", "2", []),
        ("13.99", "2", ["days"]),
        ("4", "2", ["balance", "days"]),
        (None, "2", []),
    ],
)
def test_the_balance_has_a_floor_in_money_and_one_in_days(
    balance: str | None, pace: str, keys: list[str]
) -> None:
    assert _keys(_account_status(balance=balance, pace=pace), _limits()) == keys


def test_limits_that_are_off_are_not_crossed() -> None:
    off = _limits(monthly_budget=None, balance_floor=None, days_left_floor=0)

    assert _keys(_account_status("1000", "0.50", pace="9"), off) == []


def test_amounts_in_two_currencies_are_not_compared() -> None:
    status = _account_status("1000", "0.50", currency="BRL")

    assert _keys(status, _limits()) == []
    assert thresholds.used(status, _limits()) is None
    assert _keys(status, _limits(currency="BRL")) == ["budget-50", "budget-80", "budget-100", "balance"]


def test_a_limit_differs_from_itself_in_another_month_and_at_another_amount() -> None:
    def keys(**limits: object) -> set[str]:
        return {
            one.key for one in thresholds.crossed(_account_status("60", "1", pace="2"), _limits(**limits))
        }

    usual = keys()
    assert usual == {
        *(f"billing.2026-11.budget-50-{percent}" for percent in (50, 80, 100)),
        *("billing.2026-11.balance-5", "billing.2026-11.days-7"),
    }
    assert keys(monthly_budget="50", balance_floor="5", thresholds=[100, 80, 50]) == usual
    assert not usual & keys(monthly_budget="40.00", balance_floor="4.00", days_left_floor=6)


@pytest.mark.parametrize(
    ("reported", "outdone"),
    [
        ([], False),
        (["billing.2026-11.budget-50-50"], False),
        (["billing.2026-11.budget-50-80"], False),
        (["billing.2026-11.budget-50-100", "well.1"], True),
        (["billing.2026-10.budget-50-100", "billing.2026-11.budget-5-100"], False),
        (["billing.2026-11.balance-50", "again.2"], False),
    ],
)
def test_a_threshold_is_outdone_by_a_higher_one_of_the_same_month_and_budget(
    reported: list[str], outdone: bool
) -> None:
    (_, eighty) = thresholds.crossed(_account_status("41"), _limits())

    assert eighty.is_outdone(reported) is outdone


@pytest.mark.parametrize(
    ("balance", "pace", "unsettled"),
    [
        ("5.01", "0", []),
        (None, "2", [SpendingLimit.BALANCE, SpendingLimit.DAYS]),
        ("14.00", "2", [SpendingLimit.DAYS]),
        ("17.99", "2", [SpendingLimit.DAYS]),
        ("18.00", "2", []),
        ("-1", "2", []),
    ],
)
def test_a_limit_is_settled_where_it_can_be_compared_and_the_days_left_are_clearly_more(
    balance: str | None, pace: str, unsettled: list[SpendingLimit]
) -> None:
    assert (
        thresholds.unsettled(list(SpendingLimit), _account_status(balance=balance, pace=pace), _limits())
        == unsettled
    )
    assert thresholds.unsettled([], _account_status(balance=balance, pace=pace), _limits()) == []


def test_in_another_currency_only_the_days_are_settled_and_so_are_limits_that_are_off() -> None:
    in_reais = _account_status(currency="BRL")

    assert thresholds.unsettled(list(SpendingLimit), in_reais, _limits()) == [
        SpendingLimit.BUDGET,
        SpendingLimit.BALANCE,
    ]
    off = _limits(monthly_budget=None, balance_floor=None, days_left_floor=0)
    assert thresholds.unsettled(list(SpendingLimit), in_reais, off) == []
    assert thresholds.unsettled(list(SpendingLimit), _account_status(balance=None), off) == []


@given(st.integers(1, 365))
def test_clearly_more_days_are_more(floor: int) -> None:
    assert floor + 2 <= thresholds.clearly(floor) <= floor * 1.25 + 2


def test_of_the_budget_only_the_highest_threshold_is_worth_a_word() -> None:
    found = thresholds.crossed(_account_status("60", "1"), _limits())

    assert [(one.limit, one.percent) for one in thresholds.foremost(found)] == [
        (SpendingLimit.BUDGET, 100),
        (SpendingLimit.BALANCE, 0),
    ]


@given(
    st.decimals(0, 1000, places=4),
    st.decimals(0, 1000, places=4),
    st.lists(st.integers(1, 1000), max_size=6, unique=True),
)
def test_who_spends_more_crosses_all_that_less_had_crossed(
    less: Decimal, more: Decimal, thresholds: list[int]
) -> None:
    limits = _limits(thresholds=thresholds)
    less, more = sorted((less, more))

    assert set(_keys(_account_status(str(less)), limits)) <= set(_keys(_account_status(str(more)), limits))


@pytest.mark.parametrize(
    "wrong",
    [
        {"monthly_budget": 50.0},
        {"monthly_budget": "0"},
        {"monthly_budget": "fifty"},
        {"thresholds": [0]},
        {"currency": "dollars"},
        {"days_left_floor": -1},
    ],
    ids=str,
)
def test_a_wrong_limit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _limits(**wrong)

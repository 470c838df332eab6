"""A hundred and twenty days of an account, page by page, against a ledger that shares no code with the product."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from bot.core.settings import Configuration
from bot.rules import texts
from bot.rules.money import account as accounts
from bot.rules.money import bill as billing
from bot.rules.money import pages, thresholds
from bot.rules.money.account import AccountStatus, Balance, BillAnswers
from bot.rules.money.bill import TOTAL, Bill, Month, Usage
from bot.rules.money.style import PageStyle
from tests.own_ledger import GRAINS, MONTHS, RENT, ROWS, OwnLedger, calendar, number, written

FIRST = number(2026, 11, 20)
STYLE = PageStyle.of(
    texts.of("pt-BR"), Configuration.model_validate({"billing": {"monthly_budget": "60.00"}})
)


def _live(ledger: OwnLedger, day: int, chance: random.Random) -> None:
    """Let a day pass: traffic, and now and then a late fee, a correction, a credit, a fee that comes once, a top-up."""
    weekend = day % 7 in (2, 3)  # the first of January 2026 was a Thursday
    for _ in range(chance.randint(0, 3) if weekend else chance.randint(3, 12)):
        ledger.add(day, "sms-outbound-longcode", f"0.0{chance.randint(700, 899)}")
    ledger.add(day, "sms-inbound-longcode", "0.00750")
    ledger.add(day, "channels-messaging-outbound", f"0.0{chance.randint(100, 999)}")
    if calendar(day)[2] == 1:
        ledger.add(day, RENT, "1.15")
    if chance.random() < 0.3:
        ledger.add(day - 1, "sms-messages-carrierfees", "0.00301")  # comes a day late
    if chance.random() < 0.1:
        ledger.add(day - 1, "sms-outbound-longcode", "-0.07451")
    if chance.random() < 0.04:
        ledger.add(day, "recordings", f"-{chance.randint(1, 40)}.5")
    if chance.random() < 0.03:
        ledger.add(day, "calls-outbound", "15.00")
    if chance.random() < 0.15:
        ledger.paid += 20 * GRAINS


def _status(ledger: OwnLedger, today: int) -> AccountStatus:
    """Return what follows from Twilio's answers about these entries."""
    days: dict[str, defaultdict[date, Decimal]] = {"all": defaultdict(Decimal), "rent": defaultdict(Decimal)}
    for day, kind, amount in ledger.entries:
        at = date(*calendar(day))
        days["all"][at] += Decimal(amount) / GRAINS
        if kind == RENT:
            days["rent"][at] += Decimal(amount) / GRAINS
    balance = ledger.paid - sum(amount for _, _, amount in ledger.entries)
    now = date(*calendar(today))
    month = Month.of(now)
    return accounts.status(
        BillAnswers(
            now,
            _bill(ledger, month),
            _bill(ledger, month.before),
            days["all"],
            days["rent"],
            Balance(Decimal(balance) / GRAINS, "USD"),
        )
    )


def _bill(ledger: OwnLedger, month: Month) -> Bill:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for day, kind, amount in ledger.entries:
        if calendar(day)[:2] == (month.year, month.month):
            for category in (kind, TOTAL):
                sums[category] += Decimal(amount) / GRAINS
    return billing.bill(month, "USD", [Usage(name, price, 1) for name, price in sums.items()])


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_of_every_page_is_that_of_the_ledger(seed: int) -> None:
    chance, ledger = random.Random(seed), OwnLedger(40 * GRAINS)
    _live(ledger, FIRST, chance)  # a day later there is a complete one, and so a pace
    for today in range(FIRST + 1, FIRST + 120):
        _live(ledger, today, chance)
        now, own = _status(ledger, today), ledger.figures(today)
        page = pages.month_so_far(now, STYLE)

        year, month, day = calendar(today)
        name = MONTHS[month - 1].capitalize()
        sentence = f"**{name} de {year}, até {day:02}/{month:02}: {written(own.total)}.**"
        assert page.startswith(f"{sentence} Neste ritmo, o mês fecha em **{written(own.forecast)}**.")
        assert f"Saldo na Twilio: **{written(own.balance)}**." in page
        assert re.findall(r"cerca de (-?\d+)\.", page) == ([] if own.lasts is None else [str(own.lasts)])
        assert f"Ritmo: {written(own.pace, 4)} por dia" in page
        assert f"(aqui {own.complete})" in page
        _check_rows(page, own.rows, own.total)
        reached = [percent for percent in (50, 80, 100) if own.total * 100 >= 60 * GRAINS * percent]
        expected = [("budget", percent) for percent in reached]
        expected += [("balance", 0)] * (own.balance <= 5 * GRAINS)
        expected += [("days", 0)] * (own.lasts is not None and own.lasts < 7)
        assert [(one.limit, one.percent) for one in thresholds.crossed(now, STYLE.limits)] == expected


def _check_rows(page: str, rows: dict[str, int], total: int) -> None:
    """Each row is within a cent of the ledger's, and as they are shown they add up to the total."""
    shown = dict(re.findall(r"^\| ([^|*]+) \| \d* \| (-?US\$ [\d.,]+) \|", page, re.MULTILINE))
    cents = {name: _cents(amount) for name, amount in shown.items()}
    names = set(ROWS.values()) & set(cents)
    assert all(abs(cents[name] * GRAINS // 100 - rows.get(name, 0)) < GRAINS // 100 for name in names)
    assert sum(cents[name] for name in names) == _cents(written(total))


def _cents(amount: str) -> int:
    digits = int(re.sub(r"\D", "", amount.replace("US$", "")))
    return -digits if amount.startswith("-") else digits

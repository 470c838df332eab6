"""A month and its end, run by run against the emulated Twilio; the judge is a ledger that shares no code."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.spending import MARINA, alert_of, charge, check_bill, issues_about, reported_in, send
from tests.own_ledger import GRAINS, RENT, OwnAlarms, OwnLedger, calendar, number, written
from tests.stage import Stage

FIRST, LAST = number(2026, 12, 1), number(2027, 1, 4)
LIMITS = {"monthly_budget": "60.00", "balance_floor": "5.00", "days_left_floor": 7}
# What the phones read, by the words that name the alarm.
WORDS = {"orcamento": "budget", "chegou a": "balance", "dura menos": "days"}


class World:
    """The emulated account and the ledger, to which the same happens."""

    def __init__(self, stage: Stage, clock: MovedClock) -> None:
        self.stage, self.clock = stage, clock
        self.ledger = OwnLedger(25 * GRAINS)
        for month in (10, 11):
            self.ledger.add(number(2026, month, 1), RENT, "1.15")
        self.messages = 0

    def wake(self, day: int) -> None:
        self.clock.set(datetime(*calendar(day), 12, tzinfo=UTC))
        if calendar(day)[2] == 1:
            self.ledger.add(day, RENT, "1.15")

    def charge(self, day: int, kind: str, amount: str) -> None:
        self.ledger.add(day, kind, amount)
        charge(self.stage, datetime(*calendar(day), 10, tzinfo=UTC), amount, kind)

    def send(self, day: int, to: str, amount: str, text: str = "Oi") -> None:
        self.ledger.add(day, "sms-outbound-longcode", amount)
        self.messages += 1
        send(self.stage, to, text)

    def pay(self, amount: int) -> None:
        self.ledger.paid += amount * GRAINS
        self.stage.twilio.state.pay_in(Decimal(amount))

    def live(self, day: int, chance: random.Random) -> None:
        """Let a day pass: traffic, late fees, corrections the day after, a credit, fees that come once, top-ups."""
        weekend = day % 7 in (2, 3)
        self.charge(day, "sms-outbound-longcode", f"{0 if weekend else 1}.{chance.randint(30000, 90000)}")
        self.charge(day - 1, "sms-messages-carrierfees", f"0.0{chance.randint(1000, 9999)}")
        self.charge(day - 1, "sms-outbound-longcode", f"-0.0{chance.randint(1000, 3000)}")
        if calendar(day)[2] % 5 == 1:
            self.send(day, ANA, "0.15", "ã" * 71)
        self._unusual(day)

    def _unusual(self, day: int) -> None:
        match calendar(day)[2]:
            case 8:
                self.charge(day, "recordings", "-9.00")
            case 11:
                self.charge(day, "calls-outbound", "15.00")
            case 14:
                self.pay(12)
            case 18 | 22:
                self.pay(7)
            case 26:
                self.pay(60)
            case _:
                pass


@pytest.fixture(name="world")
def _world(installation: Stage, moved_clock: MovedClock) -> World:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": LIMITS})
    return World(installation, moved_clock)


def _heard(stage: Stage, before: int) -> list[str]:
    """Return which alarms the phones got since then: 50, 80, 100, balance, days."""
    heard = []
    for text in stage.sandbox.received(MARINA)[before:]:
        (kind,) = (kind for words, kind in WORDS.items() if words in text)
        heard.append(text.partition("%")[0] if kind == "budget" else kind)
    return heard


def test_a_month_of_daily_runs_agrees_with_the_ledger_to_the_last_digit(world: World) -> None:
    chance, alarms = random.Random(15), OwnAlarms(60 * GRAINS, 5 * GRAINS, 7)
    given = dict[int, list[str]]()
    for day in range(FIRST, LAST + 1):
        world.wake(day)
        world.live(day, chance)
        own, before = world.ledger.figures(day), len(world.stage.sandbox.received(MARINA))
        page = check_bill(world.stage).partition("# Custos das mensagens em ")[0]

        expected = alarms.run(day, own)
        assert _heard(world.stage, before) == expected
        given |= {day: expected} if expected else {}
        for _ in expected:
            world.ledger.add(day, "sms-outbound-longcode", "0.075")  # an alarm is a text too
        month = calendar(day)[1]
        assert f"até {calendar(day)[2]:02}/{month:02}: {written(own.total)}.**" in page
        assert (f"o mês fecha em **{written(own.forecast)}**" in page) is bool(own.complete)
        assert f"Saldo na Twilio: **{written(own.balance)}**." in page
        assert re.findall(r"cerca de (\d+)\.", page) == ([] if own.lasts is None else [f"{own.lasts}"])
        assert (f"Ritmo: {written(own.pace, 4)} por dia" in page) is bool(own.complete)

    told = [alarm for day in sorted(given) for alarm in given[day]]
    assert told.count("balance") >= 3, told  # it fell again each time it was paid in
    assert {"50", "80"} <= set(told)
    reported = [key for key in reported_in(alert_of(world.stage)) if key.startswith("billing.")]
    assert len(reported) == len(set(reported)) == len(told)
    _check_report(world)


def _check_report(world: World) -> None:
    """The report is of the whole month, corrected until its figures could no longer change."""
    own = world.ledger.figures(number(2026, 12, 31))
    (report,) = issues_about(world.stage, "Custos das mensagens em dezembro de 2026")
    assert f"**As mensagens de dezembro de 2026 custaram {written(own.total)}**" in report["body"]
    assert "Os dias somam" not in report["body"]
    assert "A barra de 01/12 inclui US$ 1,15 de aluguel de números." in report["body"]

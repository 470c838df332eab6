"""A ledger of an account's money, kept beside the product and sharing no code with it.

It has its own calendar (days are counted from the first of January 2026) and its own arithmetic: amounts are whole
grains, of which a dollar has 100,000, and what is divided stays a fraction until it is written.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

GRAINS = 100_000
RENT = "phonenumbers-local"
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = (
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
)
ROWS = {
    "sms-outbound-longcode": "SMS enviados",
    "sms-inbound-longcode": "SMS recebidos",
    "channels-messaging-outbound": "Mensagens de WhatsApp",
    "channels-whatsapp-template-utility": "Mensagens de WhatsApp",
    "sms-messages-carrierfees": "Taxas das operadoras",
    "failed-message-processing-fee": "Taxas de mensagens que falharam",
    RENT: "Aluguel de números",
    "calls-outbound": "Outros usos e ajustes",
    "recordings": "Outros usos e ajustes",
}


def _length(year: int, month: int) -> int:
    return 29 if month == 2 and year % 4 == 0 else LENGTHS[month - 1]


def number(year: int, month: int, day: int) -> int:
    """Return which day that is; the first of January 2026 is 0."""
    months = [(y, m) for y in range(2026, year + 1) for m in range(1, 13) if (y, m) < (year, month)]
    return sum(_length(*one) for one in months) + day - 1


@cache
def calendar(day: int) -> tuple[int, int, int]:
    """Return year, month and day of the month."""
    year, month = 2026, 1
    while day >= _length(year, month):
        day -= _length(year, month)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return year, month, day + 1


def grains(amount: str) -> int:
    whole, _, part = amount.lstrip("-").partition(".")
    value = int(whole) * GRAINS + int(part.ljust(5, "0"))
    return -value if amount.startswith("-") else value


def written(amount: Fraction | int, digits: int = 2) -> str:
    """Return grains as a page in Portuguese writes them, halves away from zero."""
    scaled = abs(Fraction(amount, GRAINS)) * 10**digits
    units = int(scaled + Fraction(1, 2))
    whole, part = divmod(units, 10**digits)
    grouped = ""
    while whole >= 1000:
        whole, rest = divmod(whole, 1000)
        grouped = f".{rest:03}{grouped}"
    return f"{'-' if amount < 0 and units else ''}US$ {whole}{grouped},{part:0{digits}}"


@dataclass
class Figures:
    """What a page must show on a day."""

    total: int
    rows: dict[str, int]
    pace: Fraction
    complete: int
    forecast: Fraction
    balance: int
    lasts: int | None


@dataclass
class OwnLedger:
    """The charges by day and kind, and what was paid in."""

    paid: int
    entries: list[tuple[int, str, int]] = field(default_factory=list)

    def add(self, day: int, kind: str, amount: str) -> None:
        self.entries.append((day, kind, grains(amount)))

    def figures(self, today: int) -> Figures:
        year, month, day = calendar(today)
        first, length = today - day + 1, _length(year, month)
        this = [(kind, amount) for at, kind, amount in self.entries if first <= at <= today]
        rows: defaultdict[str, int] = defaultdict(int)
        for kind, amount in this:
            rows[ROWS[kind]] += amount
        total = sum(amount for _, amount in this)
        pace, complete = self._pace(today)
        rented, before = (
            self._rent(first, today),
            self._rent(first - _length(*_before(year, month)), first - 1),
        )
        rest = max(pace - max(self._moving(today), 0), Fraction(0))
        forecast = total + rest + pace * (length - day) + max(before - rented, 0)
        balance = self.paid - sum(amount for _, _, amount in self.entries)
        a_day = pace + Fraction(max(rented, before), length)
        lasts = balance // a_day if balance > 0 and a_day > 0 else None
        return Figures(total, dict(rows), pace, complete, forecast, balance, lasts)

    def _moving(self, day: int) -> int:
        return sum(amount for at, kind, amount in self.entries if at == day and kind != RENT)

    def _rent(self, first: int, last: int) -> int:
        return sum(amount for at, kind, amount in self.entries if first <= at <= last and kind == RENT)

    def _pace(self, today: int) -> tuple[Fraction, int]:
        moving = [(back, self._moving(today - back)) for back in range(28, 0, -1)]
        while moving and moving[0][1] == 0:
            moving.pop(0)
        amounts = [max(amount, 0) for _, amount in moving]
        if len(amounts) >= 3:
            dearest, cheapest = amounts.index(max(amounts)), amounts.index(min(amounts))
            others = [amount for place, amount in enumerate(amounts) if place not in (dearest, cheapest)]
            if dearest != cheapest:
                amounts[dearest], amounts[cheapest] = max(others), min(others)
        twice = sum(amount for (back, _), amount in zip(moving, amounts, strict=True) if back <= 7)
        weight = len(moving) + sum(back <= 7 for back, _ in moving)
        return (Fraction(sum(amounts) + twice, weight) if weight else Fraction(0)), len(moving)


def _before(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)


@dataclass
class OwnAlarms:
    """Which alarms a run must give, by what the runs before gave: a budget once a month, a balance at each fall."""

    budget: int
    floor: int
    least_days: int
    percents: tuple[int, ...] = (50, 80, 100)
    _month: tuple[int, int] = (0, 0)
    _told: int = 0
    _low: bool = False
    _short: bool = False

    def run(self, today: int, figures: Figures) -> list[str]:
        """Return the alarms of a run: 50, 80, 100, balance, days."""
        month = calendar(today)[:2]
        is_new, self._month = month != self._month, month
        if is_new:
            self._told = 0
        alarms = []
        reached = [one for one in self.percents if figures.total * 100 >= self.budget * one]
        if reached and reached[-1] > self._told:
            self._told = reached[-1]
            alarms.append(f"{self._told}")
        low = figures.balance <= self.floor
        if low and (is_new or not self._low):
            alarms.append("balance")
        self._low = low
        short = figures.lasts is not None and figures.lasts < self.least_days
        if short and (is_new or not self._short):
            alarms.append("days")
        clear = figures.lasts is None or figures.lasts >= self.least_days + max(self.least_days // 4, 2)
        self._short = short or (self._short and not clear)
        return alarms

"""The rows of a bill as a table and as charts, and why these differ where they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.rules.money import charts
from bot.rules.money.bill import ZERO, Bill, Category, Month
from bot.rules.money.style import PageStyle
from bot.rules.money.thresholds import HUNDRED
from bot.rules.sending import costs


@dataclass(frozen=True, slots=True)
class Days:
    """What each day of a month cost, up to and including `until`, and the rent in that."""

    until: date
    spent: Mapping[date, Decimal]
    rent: Mapping[date, Decimal]

    def all(self) -> list[date]:
        """Return the days of the month up to `until`."""
        return [self.until.replace(day=number) for number in range(1, self.until.day + 1)]

    def total(self) -> Decimal:
        return sum((self.spent.get(day, ZERO) for day in self.all()), ZERO)


def table(bill: Bill, before: Bill | None, style: PageStyle) -> str:
    """Return the rows of a bill with their shares and the month before, if it is known; the cents add up."""
    texts = style.texts
    shown = [
        one for one in Category if bill.amount(one) or bill.rows[one].count or (before and before.amount(one))
    ]
    mine, theirs = _cents(bill, shown, style), _cents(before, shown, style)
    lines = [
        f"| {texts.category} | {texts.count} | {texts.amount} | {texts.share} | {texts.before} |",
        "|---|--:|--:|--:|--:|",
    ]
    for one in shown:
        share = _share(bill.amount(one), bill.total)
        cells = (
            texts.categories[one],
            str(bill.rows[one].count or ""),
            mine[one],
            share,
            theirs[one],
        )
        lines.append(f"| {' | '.join(cells)} |")
    total, earlier = _total(bill, style), _total(before, style)
    lines.append(f"| {texts.total} | | **{total}** | | {earlier} |")
    return "\n".join(lines)


def _share(amount: Decimal, total: Decimal) -> str:
    if total <= 0:
        return ""
    return f"{(amount * HUNDRED / total).quantize(Decimal(1), ROUND_HALF_UP)}%"


def _cents(bill: Bill | None, shown: Sequence[Category], style: PageStyle) -> dict[Category, str]:
    """Return the amounts as they are shown; nothing for a month that is not known."""
    if bill is None:
        return dict.fromkeys(shown, "")
    cents = costs.to_cents([bill.amount(one) for one in shown])
    return {one: style.money(amount, bill.currency) for one, amount in zip(shown, cents, strict=True)}


def _total(bill: Bill | None, style: PageStyle) -> str:
    return style.money(bill.total, bill.currency) if bill else ""


def drawn(bill: Bill | None, days: Days | None, currency: str, style: PageStyle) -> Iterator[str]:
    """Yield the charts of what is known of a month, each with what it cannot show."""
    if bill:
        # The cents of the table, which add up.
        cents = costs.to_cents([bill.amount(one) for one in Category])
        parts = [(style.texts.categories[one], amount) for one, amount in zip(Category, cents, strict=True)]
        chart = charts.pie(style.texts.pie_title.format(currency=currency), parts)
        yield from _with(chart, _beside_pie([amount for _, amount in parts], currency, style))
    if days:
        heights = [(str(day.day), days.spent.get(day, ZERO)) for day in days.all()]
        chart = charts.bars(style.texts.bars_title.format(currency=currency), currency, heights)
        yield from _with(chart, _beside_bars(bill, days, currency, style))


def _with(chart: str, notes: Iterator[str]) -> Iterator[str]:
    if chart:
        yield chart
        beside = " ".join(notes)
        if beside:
            yield f"<sub>{beside}</sub>"


def _beside_pie(parts: Sequence[Decimal], currency: str, style: PageStyle) -> Iterator[str]:
    credited = sum((amount for amount in parts if amount < 0), ZERO)
    if credited:
        yield style.texts.pie_without_credits.format(credits=style.money(credited, currency))


def _beside_bars(bill: Bill | None, days: Days, currency: str, style: PageStyle) -> Iterator[str]:
    texts = style.texts
    rented = [(day, days.rent[day]) for day in days.all() if days.rent.get(day)]
    for day, amount in rented:
        yield texts.bar_with_rent.format(day=style.day(day), rent=style.money(amount, currency))
    below = [style.day(day) for day in days.all() if days.spent.get(day, ZERO) < 0]
    if below:
        yield texts.bars_below_zero.format(days=", ".join(below))
    if bill and bill.month == Month.of(days.until):
        apart = (bill.total - days.total()).quantize(costs.CENTS, ROUND_HALF_UP)
        if apart:
            yield texts.bars_apart.format(
                days=style.money(days.total(), currency), apart=style.money(apart, currency)
            )

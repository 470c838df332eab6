"""The month so far as a page, and the sentences of its alerts. GitHub draws the charts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import ROUND_DOWN, Decimal

from bot.rules.money import tables, thresholds
from bot.rules.money.account import AccountStatus, Question
from bot.rules.money.style import PageStyle
from bot.rules.money.tables import Days
from bot.rules.money.thresholds import HUNDRED, CrossedLimit, SpendingLimit


def month_so_far(now: AccountStatus, style: PageStyle) -> str:
    """Return the month so far: in sentences, as a table and as charts, as far as Twilio answered."""
    known = now.answers
    blocks = [*_sentences(now, style), *unanswered(known.unanswered, style)]
    if known.bill:
        blocks.append(tables.table(known.bill, known.before, style))
    days = None if known.spent is None else Days(known.today, known.spent, known.rent or {})
    blocks += tables.drawn(known.bill, days, now.currency, style)
    if now.pace:
        blocks.append(_how(now, style))
    return "\n\n".join([*blocks, f"<sub>{style.texts.utc}</sub>"])


def unanswered(questions: Collection[Question], style: PageStyle) -> Iterator[str]:
    """Yield what the page lacks because Twilio did not answer."""
    lines = [style.texts.unanswered[one] for one in Question if one in questions]
    if lines:
        yield "\n".join(f"- {line}" for line in lines)


def _sentences(now: AccountStatus, style: PageStyle) -> Iterator[str]:
    if now.total is not None:
        yield _so_far(now, now.total, style)
        yield _against_budget(now, style)
    if Question.BALANCE not in now.answers.unanswered:
        yield _balance(now, style)


def _so_far(now: AccountStatus, total: Decimal, style: PageStyle) -> str:
    texts, month = style.texts, style.month(now.month)
    sentence = texts.so_far.format(
        month=month[:1].upper() + month[1:],
        day=style.day(now.answers.today),
        total=style.money(total, now.currency),
    )
    if now.pace and now.pace.days and now.forecast:  # without a pace there is no forecast
        sentence += f" {texts.closes_at.format(forecast=style.money(now.forecast.amount, now.currency))}"
    return sentence


def _against_budget(now: AccountStatus, style: PageStyle) -> str:
    texts, limits = style.texts, style.limits
    if not thresholds.comparable(now, limits):
        return texts.other_currency.format(ours=limits.currency, theirs=now.currency)
    used = thresholds.used(now, limits)
    if used is None or limits.monthly_budget is None:
        return texts.no_budget
    budget = style.money(limits.monthly_budget, limits.currency)
    if used < 0:
        return texts.budget_unused.format(budget=budget)
    if now.forecast is None:
        return texts.budget_was.format(percent=percent(used), budget=budget)
    share = percent(now.forecast.amount * HUNDRED / limits.monthly_budget)
    return texts.budget.format(percent=percent(used), budget=budget, forecast=share)


def _balance(now: AccountStatus, style: PageStyle) -> str:
    if now.balance is None:
        return style.texts.balance_unknown
    sentence = style.texts.balance.format(balance=style.money(now.balance.amount, now.balance.currency))
    return sentence if now.days_left is None else f"{sentence} {style.texts.lasts.format(days=now.days_left)}"


def _how(now: AccountStatus, style: PageStyle) -> str:
    """Return how pace and forecast were computed."""
    pace, to_come = now.pace, now.forecast
    if not pace or not pace.days:
        return style.texts.how_new
    sentence = style.texts.how_pace.format(pace=style.fine(pace.amount, now.currency), days=pace.days)
    if to_come is None:
        return sentence
    forecast = style.texts.how_forecast.format(
        today=style.money(to_come.today, now.currency),
        to_come=style.money(to_come.to_come, now.currency),
        left=to_come.days,
        rent=style.money(to_come.rent, now.currency),
    )
    return f"{sentence} {forecast}"


def crossed(one: CrossedLimit, now: AccountStatus, style: PageStyle) -> str:
    """Return what the alert shows about a limit."""
    limits, currency = style.limits, now.currency
    amounts = {
        "total": now.total,
        "budget": limits.monthly_budget,
        "floor": limits.balance_floor,
        "balance": now.balance.amount if now.balance else None,
    }
    return style.texts.crossed[one.limit].format(
        percent=one.percent,
        month=style.month(one.month),
        days=now.days_left,
        least=limits.days_left_floor,
        **{name: style.money(value or Decimal(0), currency) for name, value in amounts.items()},
    )


def unsettled(limit: SpendingLimit, now: AccountStatus, style: PageStyle) -> str:
    """Return why a limit that was reached keeps the alert open although it is not reached now."""
    wavers = limit is SpendingLimit.DAYS and now.days_left is not None
    least = style.limits.days_left_floor
    return style.texts.unsettled["wavers" if wavers else limit].format(
        days=now.days_left, least=least, clearly=thresholds.clearly(least)
    )


def phone_alert(one: CrossedLimit, issue: int, style: PageStyle) -> str:
    """Return the alert for the administrators' phones: the same on every run of the month."""
    limits = style.limits
    amounts = {"budget": limits.monthly_budget, "floor": limits.balance_floor}
    return style.texts.phone_alerts[one.limit].format(
        issue=issue,
        percent=one.percent,
        month=f"{one.month.month:02}/{one.month.year}",
        least=limits.days_left_floor,
        **{name: style.money(value or Decimal(0), limits.currency) for name, value in amounts.items()},
    )


def percent(value: Decimal) -> Decimal:
    """Cut the digits after the point: 79.9 percent must not look like the 80 of an alert."""
    return value.quantize(Decimal(1), ROUND_DOWN)

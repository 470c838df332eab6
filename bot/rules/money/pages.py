"""The bill as a page: the month so far, and what a past month cost. GitHub draws the charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from bot.core.settings import Configuration, Language
from bot.core.settings.billing import BillingSection
from bot.rules.money import charts, thresholds
from bot.rules.money.bill import Bill, Category, Month
from bot.rules.money.savings import SLIGHTLY, Findings, Saving, SavingKind
from bot.rules.money.thresholds import HUNDRED, AccountStatus, CrossedLimit, SpendingLimit
from bot.rules.sending import costs
from bot.rules.texts import Texts
from bot.rules.texts.billing import BillingTexts


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The language and the limits that a page is written with."""

    texts: BillingTexts
    language: Language
    config: Configuration

    @classmethod
    def of(cls, texts: Texts, config: Configuration) -> PageStyle:
        return cls(texts.billing, config.language.maintainers, config)

    @property
    def limits(self) -> BillingSection:
        return self.config.billing

    def money(self, amount: Decimal, currency: str) -> str:
        return costs.money(amount, currency, self.language, costs.CENTS)

    def fine(self, amount: Decimal, currency: str) -> str:
        """Write an amount where fractions of a cent matter."""
        return costs.money(amount, currency, self.language)

    def month(self, month: Month) -> str:
        return self.texts.month.format(name=self.texts.months[month.month - 1], year=month.year)

    def day(self, day: date) -> str:
        return self.texts.day.format(day=day.day, month=self.texts.short_months[day.month - 1])


@dataclass(frozen=True, slots=True)
class BillReport:
    """A month that is over. `read` is how many messages were read, if not all of them."""

    bill: Bill
    before: Bill
    spent: Mapping[date, Decimal]
    findings: Findings
    read: int | None = None


def month_so_far(now: AccountStatus, today: date, style: PageStyle) -> str:
    """Return the month so far: in sentences, as a table and as charts."""
    blocks = [*_month_so_far(now, today, style), table(now.bill, now.before, style)]
    blocks += _charts(now.bill, now.days.spent, today, style)
    return "\n\n".join([*blocks, _how(now, style), f"<sub>{style.texts.utc}</sub>"])


def _month_so_far(now: AccountStatus, today: date, style: PageStyle) -> list[str]:
    texts, bill = style.texts, now.bill
    month = style.month(bill.month)
    sentence = texts.so_far.format(
        month=month[:1].upper() + month[1:],
        day=style.day(today),
        total=style.money(bill.total, bill.currency),
    )
    if now.pace.days:  # without a pace there is no forecast
        sentence += f" {texts.closes_at.format(forecast=style.money(now.forecast.amount, bill.currency))}"
    return [sentence, _against_budget(now, style), _balance(now, style)]


def _against_budget(now: AccountStatus, style: PageStyle) -> str:
    texts, limits = style.texts, style.limits
    if not thresholds.comparable(now, limits):
        return texts.other_currency.format(ours=limits.currency, theirs=now.bill.currency)
    used = thresholds.used(now, limits)
    if used is None or limits.monthly_budget is None:
        return texts.no_budget
    return texts.budget.format(
        percent=_percent(used),
        budget=style.money(limits.monthly_budget, limits.currency),
        forecast=_percent(now.forecast.amount * HUNDRED / limits.monthly_budget),
    )


def _balance(now: AccountStatus, style: PageStyle) -> str:
    if now.balance is None:
        return style.texts.balance_unknown
    sentence = style.texts.balance.format(balance=style.money(now.balance.amount, now.balance.currency))
    return sentence if now.days_left is None else f"{sentence} {style.texts.lasts.format(days=now.days_left)}"


def _how(now: AccountStatus, style: PageStyle) -> str:
    if not now.pace.days:
        return style.texts.how_new
    to_come, currency = now.forecast, now.bill.currency
    return style.texts.how.format(
        pace=style.fine(now.pace.amount, currency),
        days=now.pace.days,
        today=style.money(to_come.today, currency),
        to_come=style.money(to_come.to_come, currency),
        left=to_come.days,
        rent=style.money(to_come.rent, currency),
    )


def crossed(one: CrossedLimit, now: AccountStatus, style: PageStyle) -> str:
    """Return what the alert shows about a limit."""
    limits, currency = style.limits, now.bill.currency
    amounts = {
        "total": now.bill.total,
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


def report_title(month: Month, style: PageStyle) -> str:
    return style.texts.report_title.format(month=style.month(month))


def report(done: BillReport, style: PageStyle) -> str:
    """Return the bill of a month: the headline, the rows, the charts, what failed, what would have cost less."""
    texts, bill = style.texts, done.bill
    blocks = [_headline(bill, done.before, style), *_each(done, style)]
    blocks.append(table(bill, done.before, style))
    blocks += _charts(bill, done.spent, bill.month.last, style)
    blocks += [f"## {texts.failed_title}", _failed(done, style)]
    blocks += [f"## {texts.savings_title}", _savings(done, style)]
    if done.read is not None:
        blocks.append(texts.partial.format(count=done.read))
    if done.findings.unpriced:
        blocks.append(texts.unpriced.format(count=done.findings.unpriced))
    return "\n\n".join([*blocks, f"<sub>{texts.utc}</sub>"])


def _headline(bill: Bill, before: Bill, style: PageStyle) -> str:
    return style.texts.headline.format(
        month=style.month(bill.month),
        total=style.money(bill.total, bill.currency),
        change=_change(bill, before, style),
    )


def _change(bill: Bill, before: Bill, style: PageStyle) -> str:
    if bill.currency != before.currency:
        return ""
    kind, percent = "first", Decimal(0)
    if before.total > 0:
        percent = ((bill.total - before.total) * HUNDRED / before.total).quantize(Decimal(1), ROUND_HALF_UP)
        kind = "more" if percent > 0 else "less" if percent < 0 else "same"
    return style.texts.changes[kind].format(percent=abs(percent), before=style.month(before.month))


def _each(done: BillReport, style: PageStyle) -> Iterator[str]:
    texts, bill, found = style.texts, done.bill, done.findings
    sentences = []
    if found.conversations and done.read is None:
        each = style.fine(bill.total / found.conversations, bill.currency)
        sentences.append(texts.each_conversation.format(conversation=each, conversations=found.conversations))
        each = style.fine(bill.total / found.messages, bill.currency)
        sentences.append(texts.each.format(message=each, messages=found.messages))
    budget = style.limits.monthly_budget
    if budget is not None and style.limits.currency == bill.currency:
        percent = _percent(bill.total * HUNDRED / budget)
        sentences.append(texts.budget_was.format(percent=percent, budget=style.money(budget, bill.currency)))
    if sentences:
        yield " ".join(sentences)


def _failed(done: BillReport, style: PageStyle) -> str:
    texts, found, currency = style.texts, done.findings, done.bill.currency
    fees = done.bill.amount(Category.FAILED)
    if not found.failed and not fees:
        return texts.failed_none
    sentence = texts.failed.format(
        count=found.failed,
        amount=style.fine(found.failed_amount + fees, currency),
        price=style.fine(found.failed_amount, currency),
        fees=style.fine(fees, currency),
    )
    return f"{sentence} {texts.failed_remedy.format(label=style.config.labels.failed)}"


def _savings(done: BillReport, style: PageStyle) -> str:
    found = done.findings.savings
    if not found:
        return style.texts.savings_none
    lines = [f"- {_saving(one, done, style)}" for one in found]
    return "\n".join([*lines, "", style.texts.savings_note] if len(lines) > 1 else lines)


def _saving(one: Saving, done: BillReport, style: PageStyle) -> str:
    currency = done.bill.currency
    values = {
        SavingKind.SIGNS: {"signs": f" ({' '.join(map(_shown, one.signs))})" if one.signs else ""},
        SavingKind.SLIGHTLY_LONG: {"characters": str(SLIGHTLY)},
        SavingKind.WHATSAPP: {"price": style.fine(done.findings.whatsapp_price or Decimal(0), currency)},
    }.get(one.kind, {})
    return style.texts.savings[one.kind].format(
        amount=style.fine(one.amount, currency), messages=one.messages, **values
    )


def _shown(sign: str) -> str:
    """Return a character as code, by its number where it would break the code span."""
    return f"`U+{ord(sign):04X}`" if sign == "`" else f"`{sign}`"


def table(bill: Bill, before: Bill, style: PageStyle) -> str:
    """Return the rows of a bill with their shares and the month before; the cents add up."""
    texts = style.texts
    shown = [one for one in Category if bill.amount(one) or before.amount(one) or bill.rows[one].count]
    mine = dict(zip(shown, costs.to_cents([bill.amount(one) for one in shown]), strict=True))
    theirs = dict(zip(shown, costs.to_cents([before.amount(one) for one in shown]), strict=True))
    lines = [
        f"| {texts.category} | {texts.count} | {texts.amount} | {texts.share} | {texts.before} |",
        "|---|--:|--:|--:|--:|",
    ]
    for one in shown:
        share = _share(bill.amount(one), bill.total)
        cells = (
            texts.categories[one],
            str(bill.rows[one].count or ""),
            style.money(mine[one], bill.currency),
            share,
            style.money(theirs[one], before.currency),
        )
        lines.append(f"| {' | '.join(cells)} |")
    total, earlier = style.money(bill.total, bill.currency), style.money(before.total, before.currency)
    lines.append(f"| {texts.total} | | **{total}** | | {earlier} |")
    return "\n".join(lines)


def _share(amount: Decimal, total: Decimal) -> str:
    if total <= 0:
        return ""
    return f"{(amount * HUNDRED / total).quantize(Decimal(1), ROUND_HALF_UP)}%"


def _percent(value: Decimal) -> Decimal:
    """Cut the digits after the point: 79.9 percent must not look like the 80 of an alert."""
    return value.quantize(Decimal(1), ROUND_DOWN)


def _charts(bill: Bill, spent: Mapping[date, Decimal], until: date, style: PageStyle) -> Sequence[str]:
    texts, currency = style.texts, bill.currency
    # The cents of the table, which add up.
    cents = costs.to_cents([bill.amount(one) for one in Category])
    parts = [(texts.categories[one], amount) for one, amount in zip(Category, cents, strict=True)]
    days = [
        (str(number), spent.get(bill.month.first.replace(day=number), Decimal(0)))
        for number in range(1, until.day + 1)
    ]
    drawn = (
        charts.pie(texts.pie_title.format(currency=currency), parts),
        charts.bars(texts.bars_title.format(currency=currency), currency, days),
    )
    return [chart for chart in drawn if chart]

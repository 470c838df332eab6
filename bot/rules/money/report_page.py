"""What a past month cost, as a page: the headline, the rows, what failed, and what would have cost less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.rules.money import tables
from bot.rules.money.account import Question
from bot.rules.money.bill import ZERO, Bill, Category, Month
from bot.rules.money.pages import percent, unanswered
from bot.rules.money.savings import SLIGHTLY, Findings, Saving, SavingKind
from bot.rules.money.style import PageStyle
from bot.rules.money.tables import Days
from bot.rules.money.thresholds import HUNDRED


@dataclass(frozen=True, slots=True)
class BillReport:
    """A month that is over; None is what Twilio did not answer. `read` is how many messages were read, if not all."""

    bill: Bill
    before: Bill | None
    spent: Mapping[date, Decimal] | None
    rent: Mapping[date, Decimal] | None
    findings: Findings | None
    read: int | None = None
    unanswered: frozenset[Question] = frozenset()

    @property
    def days(self) -> Days | None:
        if self.spent is None:
            return None
        return Days(self.bill.month.last, self.spent, self.rent or {})


def report_title(month: Month, style: PageStyle) -> str:
    return style.texts.report_title.format(month=style.month(month))


def report(done: BillReport, style: PageStyle) -> str:
    """Return the bill of a month: the headline, the rows, the charts, what failed, what would have cost less."""
    texts, bill, found = style.texts, done.bill, done.findings
    blocks = [_headline(bill, done.before, style), *unanswered(done.unanswered, style), *_each(done, style)]
    blocks.append(tables.table(bill, done.before, style))
    blocks += tables.drawn(bill, done.days, bill.currency, style)
    if found:
        blocks += [f"## {texts.failed_title}", _failed(bill, found, style)]
        blocks += [f"## {texts.savings_title}", _savings(found, bill.currency, style)]
        if done.read is not None:
            blocks.append(texts.partial.format(count=done.read))
        if found.unpriced:
            blocks.append(texts.unpriced.format(count=found.unpriced))
    return "\n\n".join([*blocks, f"<sub>{texts.utc}</sub>"])


def _headline(bill: Bill, before: Bill | None, style: PageStyle) -> str:
    month, total = style.month(bill.month), style.money(bill.total, bill.currency)
    if bill.total < 0:
        return style.texts.headline_of_credits.format(month=month, total=total)
    return style.texts.headline.format(month=month, total=total, change=_change(bill, before, style))


def _change(bill: Bill, before: Bill | None, style: PageStyle) -> str:
    if before is None or bill.currency != before.currency:
        return ""
    kind, change = "credits" if before.total < 0 else "first", Decimal(0)
    if before.total > 0:
        change = ((bill.total - before.total) * HUNDRED / before.total).quantize(Decimal(1), ROUND_HALF_UP)
        kind = "more" if change > 0 else "less" if change < 0 else "same"
    return style.texts.changes[kind].format(percent=abs(change), before=style.month(before.month))


def _each(done: BillReport, style: PageStyle) -> Iterator[str]:
    texts, bill, found = style.texts, done.bill, done.findings
    sentences = []
    if found and found.conversations and done.read is None and bill.total > 0:
        each = style.fine(bill.total / found.conversations, bill.currency)
        sentences.append(texts.each_conversation.format(conversation=each, conversations=found.conversations))
        each = style.fine(bill.total / found.messages, bill.currency)
        sentences.append(texts.each.format(message=each, messages=found.messages))
    budget = style.limits.monthly_budget
    if budget is not None and style.limits.currency == bill.currency:
        used, shown = percent(bill.total * HUNDRED / budget), style.money(budget, bill.currency)
        sentence = texts.budget_was if bill.total >= 0 else texts.budget_unused
        sentences.append(sentence.format(percent=used, budget=shown))
    if sentences:
        yield " ".join(sentences)


def _failed(bill: Bill, found: Findings, style: PageStyle) -> str:
    texts, currency = style.texts, bill.currency
    fees = bill.amount(Category.FAILED)
    if not found.failed and not fees:
        return texts.failed_none
    sentence = texts.failed.format(
        count=found.failed,
        amount=style.fine(found.failed_amount + fees, currency),
        price=style.fine(found.failed_amount, currency),
        fees=style.fine(fees, currency),
    )
    return f"{sentence} {texts.failed_remedy.format(label=style.config.labels.failed)}"


def _savings(found: Findings, currency: str, style: PageStyle) -> str:
    if not found.savings:
        return style.texts.savings_none
    lines = [f"- {_saving(one, found, currency, style)}" for one in found.savings]
    return "\n".join([*lines, "", style.texts.savings_note] if len(lines) > 1 else lines)


def _saving(one: Saving, found: Findings, currency: str, style: PageStyle) -> str:
    values = {
        SavingKind.SIGNS: {"signs": f" ({' '.join(map(_shown, one.signs))})" if one.signs else ""},
        SavingKind.SLIGHTLY_LONG: {"characters": str(SLIGHTLY)},
        SavingKind.WHATSAPP: {"prices": _whatsapp_prices(found, currency, style)},
    }.get(one.kind, {})
    return style.texts.savings[_sentence(one.kind, style)].format(
        amount=style.fine(one.amount, currency), messages=one.messages, **values
    )


def _sentence(kind: SavingKind, style: PageStyle) -> str:
    """Return which sentence fits: advice that config.yml follows already is not given again."""
    config = style.config
    followed = {
        SavingKind.ACCENTS: config.messages.transliterate,
        SavingKind.ACKNOWLEDGEMENTS: not config.acknowledgement.enabled,
    }
    return f"{kind}-followed" if followed.get(kind) else kind


def _whatsapp_prices(found: Findings, currency: str, style: PageStyle) -> str:
    prices, texts = found.whatsapp, style.texts
    answer, template = (
        style.fine(ZERO if price is None else price, currency) for price in (prices.answer, prices.template)
    )
    if prices.answer is None or prices.template is None:
        kind = "template" if prices.answer is None else "answer"
    else:
        kind = "one" if prices.answer == prices.template else "both"
    return texts.whatsapp_prices[kind].format(answer=answer, template=template)


def _shown(sign: str) -> str:
    """Return a character as code, by its number where it would break the code span."""
    return f"`U+{ord(sign):04X}`" if sign == "`" else f"`{sign}`"

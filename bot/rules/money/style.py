"""How amounts, months and days are written on a page about the bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.core.settings import Configuration, Language
from bot.core.settings.billing import BillingSection
from bot.rules.money.bill import Month
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

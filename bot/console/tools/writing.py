"""How figures are written on a page: short, alike in all places, in the language of who reads."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot.core.settings import Language
from bot.rules.sending import costs

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def number(value: int, language: Language) -> str:
    """Return a count, with its thousands apart: `1.234` in Portuguese, `1,234` in English."""
    return _localized(f"{value:,}", language)


def percent(share: float, language: Language) -> str:
    """Return a share of one as `97,5%`; what is not all of it is never written as 100%."""
    shown = int(share * 1000) / 10
    return _localized(f"{shown:g}", language) + "%"


def money(amount: Decimal, currency: str, language: Language) -> str:
    return costs.money(amount, currency, language, costs.CENTS)


def span(time: timedelta) -> str:
    """Return how long something takes in its two largest units, whose signs are the same in both languages."""
    seconds = round(max(time.total_seconds(), 0))
    if seconds < _MINUTE:
        return _in_units((seconds, "s"))
    if seconds < _HOUR:
        return _in_units((seconds // _MINUTE, "min"))
    if seconds < _DAY:
        return _in_units((seconds // _HOUR, "h"), (seconds % _HOUR // _MINUTE, "min"))
    return _in_units((seconds // _DAY, "d"), (seconds % _DAY // _HOUR, "h"))


def _in_units(first: tuple[int, str], second: tuple[int, str] = (0, "")) -> str:
    parts = [first, second] if second[0] else [first]
    return " ".join(f"{count}\N{NO-BREAK SPACE}{unit}" for count, unit in parts)


def _localized(written: str, language: Language) -> str:
    return written.translate(str.maketrans(",.", ".,")) if language is Language.PT_BR else written

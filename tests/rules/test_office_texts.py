"""How each language says when an office opens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules import texts
from bot.rules.text import plain_spelling
from tests.rules.phone_facts import GSM_7

OPENS = datetime(2026, 12, 1, 8, 30, tzinfo=ZoneInfo("America/Sao_Paulo"))


@pytest.mark.parametrize(
    ("language", "days", "expected"),
    [
        ("pt-BR", 0, "hoje às 8h30"),
        ("pt-BR", 1, "terça-feira às 8h30"),
        ("pt-BR", 6, "terça-feira às 8h30"),
        ("pt-BR", 7, "terça-feira, 1/12, às 8h30"),
        ("en", 0, "today at 8:30"),
        ("en", 6, "on Tuesday at 8:30"),
        ("en", 7, "on Tuesday, 1 Dec, at 8:30"),
    ],
)
def test_an_opening_is_said_as_one_says_it_on_that_day(language: str, days: int, expected: str) -> None:
    assert texts.of(language).office.when(OPENS, OPENS.date() - timedelta(days=days)) == expected


def test_a_full_hour_is_said_without_minutes() -> None:
    opens = OPENS.replace(hour=0, minute=0)

    assert texts.of("pt-BR").office.when(opens, opens.date()) == "hoje às 0h"
    assert texts.of("en").office.when(opens, opens.date()) == "today at 0:00"


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_what_is_said_fits_a_cheap_segment_behind_the_acknowledgement(language: str) -> None:
    said, greeting = texts.of(language).office, texts.of(language).acknowledgement.format(number=123456)
    for day in range(7):
        when = said.when(OPENS + timedelta(days=day), date(2026, 11, 1))
        for text in (f"{greeting} {said.back.format(opens=when)}", said.closed.format(opens=when)):
            plain = plain_spelling.plain(text)
            assert set(plain) <= GSM_7
            assert len(plain) <= 160

"""What is drawn is what Mermaid's grammar takes, whatever the names and amounts."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.money import charts

# The statements as Mermaid reads them: pie.langium and xychart.jison, with the strings they allow.
_STRING = r'"[^"\n;#]*"'
_NUMBER = r"\d+\.\d\d"
_COLOURS = r"%%\{init: \{\"themeVariables\": \{[\w\":{}, #]+\}\}\}%%\n"
PIE = re.compile(
    rf"```mermaid\n{_COLOURS}pie showData\n    title [^\n;#]*\n(?:    {_STRING} : {_NUMBER}\n)+```"
)
BARS = re.compile(
    rf"```mermaid\n{_COLOURS}xychart-beta\n    title {_STRING}\n    x-axis \[({_STRING}(?:, {_STRING})*)\]\n"
    rf"    y-axis {_STRING} 0 --> {_NUMBER}\n    bar \[({_NUMBER}(?:, {_NUMBER})*)\]\n```"
)

values = st.lists(st.tuples(st.text(max_size=20), st.decimals(-100, 10_000, places=5)), max_size=31)


def test_a_pie_shows_what_is_above_a_cent() -> None:
    drawn = charts.pie(
        "Por categoria", [("SMS", Decimal("1.234")), ("Nada", Decimal(0)), ("Menos", Decimal(-1))]
    )

    assert drawn.partition("%%\n")[2] == 'pie showData\n    title Por categoria\n    "SMS" : 1.23\n```'


def test_bars_are_side_by_side_and_none_goes_below() -> None:
    drawn = charts.bars("Por dia", "USD", [("1", Decimal("0.5")), ("2", Decimal(-3))])

    assert drawn.splitlines()[4:7] == [
        '    x-axis ["1", "2"]',
        '    y-axis "USD" 0 --> 0.50',
        "    bar [0.50, 0.00]",
    ]


def test_where_there_is_nothing_to_see_nothing_is_drawn() -> None:
    assert charts.pie("x", [("a", Decimal("0.004"))]) == charts.bars("x", "USD", [("a", Decimal(0))]) == ""
    assert charts.pie("x", []) == charts.bars("x", "USD", []) == ""


@given(st.text(max_size=30), values)
def test_every_chart_is_one_that_can_be_read(title: str, shown: list[tuple[str, Decimal]]) -> None:
    pie, bars = charts.pie(title, shown), charts.bars(title, title, shown)

    assert not pie or PIE.fullmatch(pie)
    found = BARS.fullmatch(bars)
    assert not bars or found
    assert not found or len(re.findall(_STRING, found[1])) == len(found[2].split(", ")) == len(shown)

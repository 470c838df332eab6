"""Labels can be read in light and in dark, whatever their colour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.github import label_colours
from bot.sandbox.github.values import Label

COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOURS)
def test_the_words_of_a_label_stand_out_from_its_colour(colour: tuple[int, int, int]) -> None:
    assert label_colours.contrast(label_colours.on_light(colour), colour) >= label_colours.WCAG_CONTRAST
    words, fill = label_colours.on_dark(colour), label_colours.tint(colour)
    assert label_colours.contrast(words, fill) >= label_colours.WCAG_CONTRAST


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(label_colours.contrast((0, 0, 0), (255, 255, 255))) == 21
    assert round(label_colours.contrast((118, 118, 118), (255, 255, 255)), 2) == 4.54  # their own example


def test_the_sheet_has_a_rule_for_each_label() -> None:
    sheet = label_colours.sheet([Label(7, "aguardando-resposta", "fbca04"), Label(8, "x</style>", "000000")])

    assert (
        ".label-7 { color: light-dark(#000000, #fbca04); background: light-dark(#fbca04, rgb(251 202 4 / 0.18))"
        in sheet
    )
    assert ".label-8" in sheet
    assert "<" not in sheet

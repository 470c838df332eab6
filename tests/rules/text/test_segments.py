"""What the carrier bills is counted exactly, and long texts leave in parts that are the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.rules.text import segments
from bot.rules.text.encoding import BASIC, EXTENSION
from bot.rules.text.segments import Encoding, ExpensiveCharacters, Measurement, TransliterationResult
from tests.making import texts

FAMILY = "👨\u200d👩\u200d👧"  # one character for people, eight units


# The first ten are the lengths and counts of Twilio's calculator, message-segment-calculator (MIT).
@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("1" * 160, Encoding.GSM_7, 160, 1),
        ("1" * 161, Encoding.GSM_7, 161, 2),
        ("1" * 307, Encoding.GSM_7, 307, 3),
        ("😜" + "1" * 68, Encoding.UCS_2, 70, 1),
        ("😜" + "1" * 69, Encoding.UCS_2, 71, 2),
        ("😜" + "1" * 133, Encoding.UCS_2, 135, 3),
        ("ç" * 70, Encoding.UCS_2, 70, 1),
        ("ç" * 71, Encoding.UCS_2, 71, 2),
        ("€" + "1" * 158, Encoding.GSM_7, 160, 1),
        ("€" + "1" * 159, Encoding.GSM_7, 161, 2),
        ("", Encoding.GSM_7, 0, 1),
        ("1" * 306, Encoding.GSM_7, 306, 2),
        ("\r\n" * 80, Encoding.GSM_7, 160, 1),
        ("|^€{}[]~\\\f" * 8, Encoding.GSM_7, 160, 1),
        ("|^€{}[]~\\\f" * 8 + "a", Encoding.GSM_7, 161, 2),
        ("ç" + "]" * 69, Encoding.UCS_2, 70, 1),
        ("ç" * 134, Encoding.UCS_2, 134, 2),
        ("ç" * 135, Encoding.UCS_2, 135, 3),
        ("`", Encoding.UCS_2, 1, 1),
        ("\t", Encoding.UCS_2, 1, 1),
        ("🇧🇷", Encoding.UCS_2, 4, 1),
    ],
)
def test_a_text_is_measured_as_twilio_bills_it(text: str, encoding: Encoding, units: int, count: int) -> None:
    measured = segments.measure(text)

    assert (encoding, units, count) == (measured.encoding, measured.units, measured.segments)


def test_two_septets_that_belong_together_are_never_divided() -> None:
    assert segments.measure("1" * 152 + "€" + "1" * 152).units == 306
    assert segments.measure("1" * 152 + "€" + "1" * 152).segments == 3
    assert segments.measure("1" * 151 + "€" + "1" * 153).segments == 2


@pytest.mark.parametrize("whole", ["😜", "🇧🇷", FAMILY, "e\u0301", "👍🏽", "❤\ufe0f"])
def test_what_people_see_as_one_character_is_never_divided(whole: str) -> None:
    size = segments.units(whole)

    assert segments.measure("ç" * (67 - size) + whole + "ç" * 67).segments == 2
    assert segments.measure("ç" * (67 - size + 1) + whole + "ç" * (67 - 1)).segments == 3


def test_a_heap_of_accents_larger_than_a_segment_is_counted_all_the_same() -> None:
    assert segments.measure("a" + "\u0301" * 133).segments == 2
    assert segments.measure("a" + "\u0301" * 134).segments == 3


@given(st.text(st.sampled_from(sorted(BASIC)), max_size=800))
def test_letters_of_the_alphabet_fill_segments_without_a_gap(text: str) -> None:
    expected = 1 if len(text) <= 160 else -(-len(text) // 153)

    assert Measurement(Encoding.GSM_7, len(text), expected) == segments.measure(text)


@given(texts())
def test_a_measure_agrees_with_itself(text: str) -> None:
    measured = segments.measure(text)

    assert (
        bool(measured.culprits)
        == (measured.encoding is Encoding.UCS_2)
        == bool(set(text) - BASIC - EXTENSION)
    )
    assert measured.segments == 1 or measured.units > measured.encoding.single
    assert measured.segments * measured.encoding.single >= measured.units
    assert all(culprit in text for culprit in measured.culprits)


def test_the_culprits_are_named_once_in_the_order_they_appear() -> None:
    assert segments.measure(f"Não, José: {FAMILY} não ó {FAMILY}").culprits == ("ã", FAMILY, "ó")


def test_a_few_characters_that_double_the_cost_are_pointed_out() -> None:
    assert segments.costly("a" * 150 + "ç") == ExpensiveCharacters(("ç",), 3, 1)
    assert segments.costly(f"{'a' * 100} {FAMILY}") == ExpensiveCharacters((FAMILY,), 2, 1)


@pytest.mark.parametrize("text", ["a" * 300, "Não", "áãçõ" * 100], ids=["none", "costs nothing", "many"])
def test_no_warning_where_nothing_is_lost_or_where_everything_would_have_to_be_rewritten(text: str) -> None:
    assert segments.costly(text) is None


def test_transliteration_shows_what_it_saved() -> None:
    written = segments.transliterate("Sua situação está regular. " * 5)

    assert written.text == "Sua situacao esta regular. " * 5
    assert (written.outcome, written.before, written.after, written.saved) == (
        TransliterationResult.DONE,
        3,
        1,
        2,
    )


@pytest.mark.parametrize("text", ["", "Café às 9: à vista", "{ok} €5"])
def test_a_text_in_the_alphabet_is_left_alone(text: str) -> None:
    written = segments.transliterate(text)

    assert (text, TransliterationResult.NOT_NEEDED, 0) == (written.text, written.outcome, written.saved)


@pytest.mark.parametrize(
    ("text", "culprits"),
    [
        ("Olá 😜, então", ("😜",)),
        ('Fale com "João" já', ("ã",)),
        ("Fale com “João” já", ("ã",)),
        ("Fale com «João» já", ("ã",)),
        ("Veja https://exemplo.com.br/ação já", ("ç", "ã")),
        ("你好, São Paulo", ("你", "好")),
    ],
)
def test_a_text_that_cannot_be_brought_into_the_alphabet_stays_and_shows_why(
    text: str, culprits: tuple[str, ...]
) -> None:
    text += " x" * 50
    written = segments.transliterate(text)

    assert (text, TransliterationResult.NOT_POSSIBLE, 0) == (written.text, written.outcome, written.saved)
    assert written.culprits == culprits


@given(texts())
def test_transliteration_is_whole_or_not_at_all_and_never_more_expensive(text: str) -> None:
    written = segments.transliterate(text)

    assert written.saved >= 0
    if written.outcome is TransliterationResult.DONE:
        assert segments.measure(written.text).encoding is Encoding.GSM_7
        assert segments.transliterate(written.text).outcome is TransliterationResult.NOT_NEEDED
    else:
        assert written.text == text


def test_no_text_is_shown_by_repr() -> None:
    assert "José" not in repr(segments.transliterate("ã José"))
    assert "ã" not in repr(segments.measure("ã"))


@given(texts())
def test_units_are_those_of_utf_16(text: str) -> None:
    assert len(text.encode("utf-16-le")) // 2 == segments.units(text)


@pytest.mark.parametrize("text", ["Olá João, amanhã", "ã" * 70, "…" * 60, "\u200b"])
def test_a_text_keeps_its_accents_where_they_cost_nothing(text: str) -> None:
    assert segments.worded(text, Channel.SMS, plain=True) == text
    assert segments.transliterate(text).outcome is TransliterationResult.NOT_NEEDED

"""A person's language is told by what they write, and only where that is sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.settings import Language
from bot.rules.text import person_language
from tests.rules.text.people_write import ENGLISH, NOT_SURE, PORTUGUESE

_OTHER = {Language.PT_BR: Language.EN, Language.EN: Language.PT_BR}
WRITTEN = [(text, Language.PT_BR) for text in PORTUGUESE] + [(text, Language.EN) for text in ENGLISH]


def test_there_are_enough_messages_to_judge_by() -> None:
    assert len(set(PORTUGUESE)) >= 60
    assert len(set(ENGLISH)) >= 60


@pytest.mark.parametrize(("text", "language"), WRITTEN)
def test_no_message_is_taken_for_the_other_language(text: str, language: Language) -> None:
    assert person_language.of([text]) is not _OTHER[language]
    assert person_language.of([text.upper()]) is not _OTHER[language]


@pytest.mark.parametrize("language", Language)
def test_most_messages_are_sure(language: Language) -> None:
    mine = [text for text, of in WRITTEN if of is language]

    assert sum(person_language.of([text]) is language for text in mine) > 0.9 * len(mine)


@pytest.mark.parametrize("text", NOT_SURE)
def test_what_is_short_mixed_or_in_another_language_is_not_sure(text: str) -> None:
    assert person_language.of([text]) is None


def test_several_short_messages_tell_together_what_none_tells_alone() -> None:
    parts = ["Hello", "I need help", "with my invoice", "please"]

    assert [person_language.of([part]) for part in parts] == [None] * 4
    assert person_language.of(parts) is Language.EN


def test_a_word_of_the_other_language_does_not_make_a_long_text_unsure() -> None:
    text = "Bom dia, vocês já receberam o feedback que eu mandei? Não sei se o meu e-mail foi, thanks"

    assert person_language.of([text]) is Language.PT_BR


@given(st.sampled_from(WRITTEN), st.sampled_from(WRITTEN))
def test_a_text_in_both_languages_is_not_sure(one: tuple[str, Language], other: tuple[str, Language]) -> None:
    found = person_language.of([one[0], other[0]])

    assert found is None or found in (one[1], other[1])
    if one[1] is other[1]:
        assert found is not _OTHER[one[1]]


@given(st.sampled_from(WRITTEN), st.text(alphabet="0123456789 .,;:!?()/-%$\n", max_size=40))
def test_figures_and_signs_around_it_change_nothing(written: tuple[str, Language], around: str) -> None:
    text, language = written

    assert person_language.of([f"{around} {text} {around}"]) is person_language.of([text])
    assert person_language.of([text]) in (language, None)


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_is_judged(texts: list[str]) -> None:
    assert person_language.of(texts) in (None, *Language)

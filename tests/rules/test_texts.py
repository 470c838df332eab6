"""Both languages have the same sentences with the same values."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Iterator, Mapping
from typing import Any

from bot.rules import texts
from bot.rules.text import commands
from bot.rules.text.plain_spelling import plain
from bot.rules.texts import Meaning
from tests.rules.phone_facts import CODES, GSM_7


def _sentences(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence with its name, those of the topics inside a language among them."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Meaning):
        yield name, f"{value.what} {value.remedy}"
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _sentences(entry, f"{name}.{key}")
    elif isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from _sentences(entry, f"{name}.{place}")
    else:
        for field in dataclasses.fields(value):
            yield from _sentences(getattr(value, field.name), f"{name}.{field.name}".removeprefix("."))


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _around_values(sentence: str) -> Iterator[str]:
    """Yield what a sentence says beside its values: there may be no word."""
    return (literal for literal, _, _, _ in string.Formatter().parse(sentence))


def test_both_languages_have_the_same_sentences_with_the_same_values() -> None:
    portuguese = {name: _values(sentence) for name, sentence in _sentences(texts.of("pt-BR"))}
    english = {name: _values(sentence) for name, sentence in _sentences(texts.of("en"))}

    assert portuguese == english


def test_no_sentence_is_empty_or_left_untranslated() -> None:
    same = {
        name
        for (name, portuguese), (_, english) in zip(
            _sentences(texts.of("pt-BR")), _sentences(texts.of("en")), strict=True
        )
        if portuguese == english and any(map(str.isalpha, "".join(_around_values(portuguese))))
    }

    assert not same
    assert all(sentence.strip() for _, sentence in _sentences(texts.of("pt-BR")))


def test_every_error_code_that_concerns_messages_is_explained() -> None:
    assert set(texts.of("pt-BR").codes) >= CODES


def test_every_command_is_explained() -> None:
    assert {definition.name for definition in commands.DEFINITIONS} == set(texts.of("en").commands)


def test_what_arrives_on_a_phone_fits_one_cheap_segment() -> None:
    for language in ("pt-BR", "en"):
        sentences = texts.of(language)
        greeting = sentences.acknowledgement.format(number=123456)
        for sentence in (
            greeting,
            sentences.opted_out,
            sentences.opted_in,
            sentences.keyword_help,
            sentences.sending.ceiling_phone,
        ):
            assert set(plain(sentence)) <= GSM_7
            assert len(plain(sentence)) <= 160


def test_the_advice_about_a_certificate_fits_two_cheap_segments() -> None:
    for language in ("pt-BR", "en"):
        advice = texts.of(language).inbound.certificate_advice
        assert set(plain(advice)) <= GSM_7
        assert len(plain(advice)) <= 306


def test_texts_about_a_persons_data_fit_one_cheap_segment_and_the_summary_two() -> None:
    figures = {"conversations": 12, "messages": 3456, "received": 1234, "sent": 1234, "files": 123}
    days = {"since": "01/11/2026", "until": "24/11/2026"}
    for language in ("pt-BR", "en"):
        sentences = texts.of(language).privacy
        question = sentences.confirm.format(**figures, hours=168, code="482913")
        for sentence in (
            question,
            sentences.wrong_code,
            sentences.handed_over,
            sentences.erased.format(number=123456),
        ):
            assert set(plain(sentence)) <= GSM_7
            assert len(plain(sentence)) <= 160
        everything = ", ".join(sentences.purposes.values())
        name = sentences.kept_name.format(name=f"{'N' * 40}...")
        for sentence in (
            name + sentences.kept_opted_out,
            name + sentences.kept_consents.format(purposes=everything),
        ):
            summary = sentences.kept.format(**figures, **days, consent=sentence)
            assert set(plain(summary)) <= GSM_7
            assert len(summary) <= 306

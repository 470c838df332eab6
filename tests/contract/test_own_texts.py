"""The names and braces in core are those of the sentences themselves, and what a phone is sent is among them."""

from __future__ import annotations

import pytest

from bot.core.settings import Configuration
from bot.core.settings.own_texts import FIELDS
from bot.core.settings.patterns import fields
from bot.jobs.sending import automatic
from bot.rules import texts
from bot.rules.sending.phone_sentences import EXAMPLES
from bot.rules.texts import own

LANGUAGES = ("pt-BR", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIELDS)
def test_a_sentence_has_the_braces_that_core_knows(name: str, language: str) -> None:
    assert sorted(fields(own.sentence(texts.of(language), name))) == sorted(FIELDS[name])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIELDS)
def test_a_changed_sentence_takes_the_place_of_that_one_alone(name: str, language: str) -> None:
    section: dict[str, object] = {}
    *before, last = name.split(".")
    place = section
    for step in before:
        place[step] = place = {}
    place[last] = new = " ".join(["Oi", *(f"{{{field}}}" for field in FIELDS[name])])
    whole = own.of(Configuration.model_validate({"texts": {language: section}}), language)

    assert own.sentence(whole, name) == new
    assert [
        other for other in FIELDS if own.sentence(whole, other) != own.sentence(texts.of(language), other)
    ] == [name]


def test_every_brace_has_an_example() -> None:
    assert {field for known in FIELDS.values() for field in known} == set(EXAMPLES)


def test_what_counts_as_automatic_is_among_the_sentences_people_are_sent() -> None:
    sent = {name for name in FIELDS if not name.startswith("alerts.")}
    parts = {name for name in sent if name.startswith(("privacy.kept_", "privacy.purposes.", "office_back"))}

    # The last word after an erasure is owed, and counts for no ceiling.
    assert set(automatic.SENTENCES) == sent - parts - {"privacy.erased"}

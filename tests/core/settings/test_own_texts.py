"""The office's own words are refused where they could not be filled in, sent or recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.settings import Configuration, Language, config
from bot.core.settings.own_texts import FIELDS, MOST_CHARACTERS
from tests.core.settings.faults import faults_of

OURS = "+551140001234"
OLA = "Olá! Protocolo {number}."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            'texts:\n  pt-BR:\n    acknowledgement: "Olá"',
            (
                'config.yml:3: texts.pt-BR.acknowledgement is "Olá"; expected each of these once in braces, and no '
                "other: {number}."
            ),
        ),
        (
            'texts:\n  en:\n    privacy:\n      confirm: "{code} {hours} x"',
            (
                'config.yml:4: texts.en.privacy.confirm is "{code} {hours} x"; expected each of these once in braces, '
                "and no other: {conversations}, {messages}, {files}, {hours}, {code}."
            ),
        ),
        (
            'texts:\n  en:\n    acknowledgement: "{number} {name} x"',
            (
                'config.yml:3: texts.en.acknowledgement is "{number} {name} x"; expected each of these once in braces, '
                "and no other: {number}."
            ),
        ),
        (
            'texts:\n  en:\n    acknowledgement: "No {number} and {number}"',
            (
                'config.yml:3: texts.en.acknowledgement is "No {number} and {number}"; expected each of these once in '
                "braces, and no other: {number}."
            ),
        ),
        (
            'texts:\n  en:\n    opted_out: "Bye {number}"',
            'config.yml:3: texts.en.opted_out is "Bye {number}"; expected a text without braces.',
        ),
        (
            'texts:\n  en:\n    opted_out: "Bye {"',
            'config.yml:3: texts.en.opted_out is "Bye {"; expected braces in pairs, such as {name}.',
        ),
        (
            'texts:\n  en:\n    acknowledgement: "{number}: ..."',
            'config.yml:3: texts.en.acknowledgement is "{number}: ..."; expected words, not signs or braces alone.',
        ),
        (
            'texts:\n  en:\n    opted_out: "Bye\\a"',
            'config.yml:3: texts.en.opted_out is "Bye\\u0007"; expected a text without control characters.',
        ),
        (
            f'texts:\n  en:\n    opted_out: "{"a" * (MOST_CHARACTERS + 1)}"',
            (
                f'config.yml:3: texts.en.opted_out is "{"a" * 59}…; expected a text of at most {MOST_CHARACTERS} '
                "characters."
            ),
        ),
        ("texts:\n  pt: {}", "config.yml:2: texts.pt is not a setting. Did you mean pt-BR?"),
        (
            "texts:\n  pt-BR:\n    acknowledgment: x",
            "config.yml:3: texts.pt-BR.acknowledgment is not a setting. Did you mean acknowledgement?",
        ),
        (
            f'texts:\n  numbers:\n    "{OURS}":\n      pt-BR:\n        acknowledgement: Oi',
            (
                f'config.yml:5: texts.numbers.{OURS}.pt-BR.acknowledgement is "Oi"; expected each of these once in '
                "braces, and no other: {number}."
            ),
        ),
    ],
)
def test_a_sentence_that_cannot_be_sent_is_refused_by_its_line(tmp_path: Path, text: str, fault: str) -> None:
    assert faults_of(tmp_path, text) == [fault]


def test_a_name_that_is_no_number_of_ours_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "texts:\n  numbers:\n    sms-sp:\n      en: {}")

    assert "config.yml:3: " in fault
    assert "a number in international form" in fault


@pytest.mark.parametrize("written", [OURS, f'"{OURS}"', "+55 11 4000-1234"])
def test_a_number_may_stand_without_quotes(tmp_path: Path, written: str) -> None:
    file = tmp_path / "config.yml"
    file.write_text(f"texts:\n  numbers:\n    {written}:\n      en: {{opted_out: Bye}}", encoding="utf-8")

    configuration, faults = config.read_file(file)

    assert faults == []
    assert configuration is not None
    assert configuration.texts.changed(Language.EN, OURS) == {"opted_out": "Bye"}


def test_alerts_are_of_a_language_and_not_of_a_number(tmp_path: Path) -> None:
    text = f'texts:\n  numbers:\n    "{OURS}":\n      en:\n        alerts: {{}}'

    assert "alerts is not a setting" in faults_of(tmp_path, text)[0]


def test_a_number_says_its_own_words_and_else_those_of_the_language() -> None:
    changed = Configuration.model_validate(
        {
            "texts": {
                "pt-BR": {"acknowledgement": OLA, "opted_out": "Certo."},
                "numbers": {OURS: {"pt-BR": {"acknowledgement": "Fiscal: {number}"}}},
            }
        }
    )

    assert changed.texts.changed(Language.PT_BR) == {"acknowledgement": OLA, "opted_out": "Certo."}
    assert changed.texts.changed(Language.PT_BR, OURS) == {
        "acknowledgement": "Fiscal: {number}",
        "opted_out": "Certo.",
    }
    assert changed.texts.changed(Language.EN, OURS) == {}


@pytest.mark.parametrize("name", FIELDS)
def test_every_sentence_can_be_changed_alone(name: str) -> None:
    section: dict[str, object] = {}
    *before, last = name.split(".")
    place = section
    for step in before:
        place[step] = place = {}
    place[last] = " ".join(["Oi", *(f"{{{field}}}" for field in FIELDS[name])])

    changed = Configuration.model_validate({"texts": {"en": section}})

    assert list(changed.texts.changed(Language.EN)) == [name]

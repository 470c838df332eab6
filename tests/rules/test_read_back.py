"""A sentence that comes back as plain English is known by its words, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from bot.core.sentences import Sentence
from bot.relay import run_causes
from bot.rules.texts import terminal
from bot.rules.texts.read_back import ReadBack
from tests.contract import wording

KNOWN = {
    "GitHub cannot be reached.": "O GitHub não pôde ser alcançado.",
    "GitHub refused (HTTP {status}: {message}).": "O GitHub recusou (HTTP {status}: {message}).",
    "It is full since {count:,} bytes.": "Está cheio: {count} bytes.",
    "The runs of {kind}.yml cannot be read.": "As execuções de {kind}.yml não podem ser lidas.",
    "{ended}: Issues are switched off.": "{ended}: as issues estão desligadas.",
    "The run {url} ended with {how}": "A execução {url} terminou com {how}",
    "{field} {reason}": "{reason} {field}",
}


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("GitHub cannot be reached.", "O GitHub não pôde ser alcançado."),
        (
            "GitHub refused (HTTP 404: Not (really) found).",
            "O GitHub recusou (HTTP 404: Not (really) found).",
        ),
        ("It is full since 12,345 bytes.", "Está cheio: 12,345 bytes."),
        (
            "The run a ended with b: Issues are switched off.",
            "A execução a terminou com b: as issues estão desligadas.",
        ),
        (
            "The runs of x.yml cannot be read. GitHub cannot be reached.",
            "As execuções de x.yml não podem ser lidas. O GitHub não pôde ser alcançado.",
        ),
        (
            "GitHub cannot be reached. Whatever {this} is.",
            "O GitHub não pôde ser alcançado. Whatever {this} is.",
        ),
        ("Two words", "Two words"),
        ("GitHub refused (HTTP : x).", "GitHub refused (HTTP : x)."),
        ("", ""),
    ],
)
def test_a_sentence_is_known_by_its_words_and_keeps_its_values(english: str, portuguese: str) -> None:
    assert ReadBack(KNOWN).shown(english) == portuguese


def test_every_cause_of_a_failed_run_is_known_again() -> None:
    found = [text for text, _ in wording.of_errors(run_causes.__name__) if text.count(" ") > 1]
    ended = Sentence("The run {url} ended with {conclusion}", url="https://x/1", conclusion="failure")
    sentences = [
        one.format(
            ended=ended,
            missing="No run of a.yml appeared within 5 minutes",
            url="u",
            conclusion="c",
            kind="a",
            minutes="5",
        )
        for one in found
    ]

    assert len(sentences) >= 6
    for one in sentences:
        assert terminal.read_back("pt-BR").shown(one) != one
        assert "The run" not in terminal.read_back("pt-BR").shown(one)
        assert terminal.read_back("en").shown(one) == one

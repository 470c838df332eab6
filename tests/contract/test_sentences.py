"""What maintainers read of a run comes from the texts of both languages; an error is translated by its pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from bot.jobs.upkeep.reconcile import STEPS
from bot.rules import texts
from bot.rules.text import commands
from tests.architecture import MODULES, everything_below
from tests.contract import wording

PATTERNS = texts.of("pt-BR").errors.patterns
JOBS = [name for name in MODULES if name.startswith("bot.jobs")]
# What every job has below it. Settings list what is wrong in config.yml as `bot config check` does, in English.
BELOW = sorted(
    name
    for name in everything_below("bot.jobs.runner").union(*map(everything_below, JOBS))
    if not name.startswith(("bot.jobs", "bot.core.settings", "bot.rules.texts"))
)
# What reaches only the log, or who started a command or asked the relay: they read English.
_IN_ENGLISH = {
    "bot.adapters.github.issue_eraser": {
        "ERASURE_TOKEN must belong to an administrator of the repository, with Issues: write."
    },
    "bot.adapters.relay_client": {
        "Give its address with --relay, in RELAY_URL or as relay.public_url in config.yml.",
        "Nothing was ordered.",
        "Something other than the relay answers there (HTTP {status}).",
        "The relay asks to slow down.",
        "The relay cannot be reached.",
        "The relay does not know this token.",
        "The relay is older than this command.",
        "Update it to the version of this checkout.",
        "The relay is out of order (HTTP {status}).",
        "The relay reports a status that this version of `bot` does not know.",
        "Update this checkout.",
        "Use one of its GATEWAY_API_TOKENS.",
    },
}
# In f-strings of jobs: names, and the formats of what systems read.
_NEUTRAL = {"Twilio ", "\n\nTwilio ", ", until ", "until ", "consent ", "ledger ", "gone "}
# What GitHub and Google call something, and an example of a message.
_NEUTRAL |= {
    *("Actions: read", "Contents: read and write", "Google Business Messages"),
    "Sua guia de FGTS vence amanhã.",
}


def _unknown(module: str, found: Iterable[tuple[str, bool]]) -> list[str]:
    """Return what reads like a sentence and has no translation."""
    return wording.unknown(module, found, PATTERNS.keys() | _NEUTRAL | _IN_ENGLISH.get(module, set()))


def test_a_job_words_nothing_itself() -> None:
    assert not [fault for module in JOBS for fault in _unknown(module, wording.all_strings(module))]


def test_an_error_below_a_job_is_translated() -> None:
    assert not [fault for module in BELOW for fault in _unknown(module, wording.of_errors(module))]


def test_no_translation_is_left_over() -> None:
    used = {text for name in (*JOBS, *BELOW) for text, _ in wording.all_strings(name)}

    assert not PATTERNS.keys() - used


def test_each_step_of_reconcile_has_a_heading() -> None:
    assert list(texts.of("pt-BR").summaries.steps) == list(STEPS)


def _sentences(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (sentence for one in value.values() for sentence in _sentences(one))
    elif isinstance(value, tuple):
        yield from (sentence for one in value for sentence in _sentences(one))
    elif is_dataclass(value):
        yield from (sentence for one in fields(value) for sentence in _sentences(getattr(value, one.name)))


def test_a_portuguese_sentence_names_a_command_in_portuguese() -> None:
    english = {one.name for one in commands.DEFINITIONS if len(one.names) > 1}
    named = {
        (name, sentence)
        for sentence in _sentences(texts.of("pt-BR"))
        for name in re.findall(r"(?<![\w/.>}])/([a-z]+)", sentence)
    }

    assert not {(name, sentence) for name, sentence in named if name in english}
    assert "esquecer" in {name for name, _ in named}

"""What terminals show, in Portuguese by the English sentence, as `bot/core/sentences.py` makes them.

English stands where a sentence arises; a module here for each part of the terminal has the other language. No job loads
them.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

from bot.rules.texts import errors
from bot.rules.texts.errors import ErrorTexts
from bot.rules.texts.terminal import doctor, doctor_here, doctor_relay, setup

_PORTUGUESE: Mapping[str, str] = ChainMap(
    *(dict(part.PORTUGUESE) for part in (doctor, doctor_here, doctor_relay, setup)),
    dict(errors.PT_BR.patterns),
)
_LANGUAGES = {"pt-BR": ErrorTexts(_PORTUGUESE), "en": ErrorTexts({})}


def of(language: str) -> ErrorTexts:
    """Return the sentences of a language, named as in config.yml."""
    return _LANGUAGES[language]

"""What terminals and pages show, in Portuguese by the English sentence, as `bot/core/sentences.py` makes them.

English stands where a sentence arises; a module here for each part of the terminal has the other language, each as
`PORTUGUESE`, and nobody has to list them. No job loads them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import ChainMap
from collections.abc import Mapping

from bot.rules.texts import errors
from bot.rules.texts.errors import ErrorTexts
from bot.rules.texts.read_back import ReadBack

PARTS: Mapping[str, dict[str, str]] = {
    found.name: importlib.import_module(f"{__name__}.{found.name}").PORTUGUESE
    for found in pkgutil.iter_modules(__path__)
}
ERRORS: Mapping[str, str] = errors.PT_BR.patterns  # which runs show too
_LANGUAGES = {
    "pt-BR": ErrorTexts(ChainMap(*PARTS.values(), dict(ERRORS))),
    "en": ErrorTexts({}),
}
_READ_BACK = {language: ReadBack(texts.patterns) for language, texts in _LANGUAGES.items()}


def of(language: str) -> ErrorTexts:
    """Return the sentences of a language, named as in config.yml."""
    return _LANGUAGES[language]


def read_back(language: str) -> ReadBack:
    """Return what finds sentences of ours in that language by their English text alone."""
    return _READ_BACK[language]

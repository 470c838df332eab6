"""The language of the terminal: that of the person who types, else that of the installation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from bot.core.settings import config

ENGLISH, PORTUGUESE = "en", "pt-BR"
FILE, VARIABLE = Path("config.yml"), "BOT_CONFIG"  # where --config is not given

# The order in which POSIX asks for the language of messages (IEEE 1003.1, chapter 8.2).
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
# A line of `language.maintainers`, also in a file that is no YAML otherwise: what is wrong with it is to be said.
_MAINTAINERS = re.compile(r"^[^#\n]*\bmaintainers\s*:\s*[\"']?(pt-BR|en)\b", re.MULTILINE)
_MOST_BYTES = 1_000_000


def config_file(environ: Mapping[str, str]) -> Path:
    """Return the configuration file where --config names none."""
    return Path(environ.get(VARIABLE) or FILE)


def choose(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language for a command line: of the locale, else `language.maintainers` of its file, else English.

    The locale C, which machines without any setting have, names no language.
    """
    for name in _LOCALES:
        spoken = re.match(r"(?i)(pt|en)(?![a-z])", environ.get(name, ""))
        if spoken:
            return PORTUGUESE if spoken[1].lower() == "pt" else ENGLISH
    return _of_file(_named(words) or config_file(environ))


def _named(words: Sequence[str]) -> Path | None:
    """Return the file that --config names, before anything else is understood of the command line."""
    for word, following in pairwise((*words, "")):
        option, equals, value = word.partition("=")
        if option == "--config":
            return Path(value if equals else following)
    return None


def _of_file(file: Path) -> str:
    try:
        if not file.is_file():
            return ENGLISH
        with file.open("rb") as opened:
            text = opened.read(_MOST_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ENGLISH
    found = _MAINTAINERS.search(text)
    return found[1] if found else PORTUGUESE  # the default of the setting


class _Chosen:
    language = ENGLISH


def decide(words: Sequence[str]) -> None:
    """Choose the language for this process, of which a command line asks something."""
    _Chosen.language = choose(words, config.process_environment())


def current() -> str:
    """Return the language that was chosen, named as in config.yml."""
    return _Chosen.language

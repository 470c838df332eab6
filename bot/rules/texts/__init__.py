"""Every sentence that people read on a phone or in an issue, in each language under the same name.

Braces hold values; both languages use the same ones. What belongs to one topic alone has a module of its own, with
its shape and both languages, and is in `Texts` under the name of that topic.

No texts are compared or printed as a whole. Their classes leave out what would do it: that is half of what they cost
each run to load.
"""

from bot.rules.texts import en, pt_br
from bot.rules.texts.meaning import Meaning
from bot.rules.texts.shape import Texts

_LANGUAGES = {"pt-BR": pt_br.TEXTS, "en": en.TEXTS}


def of(language: str) -> Texts:
    """Return the texts of a language, named as in config.yml."""
    return _LANGUAGES[language]


def everywhere() -> tuple[Texts, ...]:
    """Return the texts of every language."""
    return tuple(_LANGUAGES.values())


__all__ = ["Meaning", "Texts", "everywhere", "of"]

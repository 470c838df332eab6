"""Sentences with braces that people write in config.yml."""

import string
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.core.sentences import Sentence

# `person` is the name with the number in parentheses, or the one of them that is known; `network` the channel in
# Twilio's word, in capitals.
TITLE_FIELDS = ("channel", "network", "name", "number", "person", "words")
TITLE = "{channel} · {person}: {words}"
FORMER_TITLE = "Nova mensagem via Twilio - {network} - {number} - {words}"


def fields(pattern: str) -> list[str]:
    """Return the names in braces; raises ValueError where the braces are not what they should be."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise ValueError("braces in pairs, such as {name}") from None
    found = [(name, form, conversion) for _, name, form, conversion in parts if name is not None]
    if any(form or conversion or not name.isidentifier() for name, form, conversion in found):
        raise ValueError("braces around a name alone, such as {name}")
    return [name for name, _, _ in found]


def _title(pattern: str) -> str:
    unknown = [name for name in fields(pattern) if name not in TITLE_FIELDS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in TITLE_FIELDS)
        raise ValueError(Sentence("only these in braces: {known}", known=known))
    if not fields(pattern) or "\n" in pattern:
        raise ValueError("one line with something in braces, such as {channel} · {person}: {words}")
    return pattern


TitlePattern = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_title)]

"""Seals what issues and comments contain again, with the newest key."""

from __future__ import annotations

import json
import re

from bot.rules.people.sealing import Vault
from bot.rules.wire import markers

# Where a marker holds something sealed, and how a public repository shows a sealed message.
_SEALED_FIELDS = ("sealed", "what", "plan")
_SEALED_TEXT = re.compile(r"(^```\r?\n)(gAAAA[\w=-]{90,})(\r?\n```)", re.MULTILINE)


def resealed(body: str, vault: Vault) -> str:
    """Return a body that the bot wrote with its sealed parts sealed with the newest key.

    Parts already sealed with it, and everything else, stay unchanged. Raises SealError if no key opens a part.
    """
    first, newline, rest = body.partition("\n")
    found = markers.LINE.fullmatch(first.rstrip("\r"))
    if found:
        first = _resealed_line(first, found[1], vault)
    rest = _SEALED_TEXT.sub(lambda token: f"{token[1]}{_resealed(token[2], vault)}{token[3]}", rest)
    return f"{first}{newline}{rest}"


def _resealed_line(line: str, text: str, vault: Vault) -> str:
    try:
        content = json.loads(text)
    except ValueError:
        return line  # somebody edited it
    if not isinstance(content, dict):
        return line
    sealed = {
        name: _resealed(content[name], vault)
        for name in _SEALED_FIELDS
        if isinstance(content.get(name), str) and content[name]
    }
    return (
        markers.line({**content, **sealed}) if any(content[name] != sealed[name] for name in sealed) else line
    )


def _resealed(token: str, vault: Vault) -> str:
    return token if vault.is_current(token) else vault.reseal(token)

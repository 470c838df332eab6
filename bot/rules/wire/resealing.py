"""Seals what issues and comments contain again, with the newest key."""

from __future__ import annotations

import re
from typing import Any

from bot.rules.people.sealing import Vault
from bot.rules.wire import binding

# Where a marker holds something sealed, and how a public repository shows a sealed message.
_SEALED_FIELDS = ("sealed", "merged", "called", "what", "plan")
_SEALED_TEXT = re.compile(r"(^```\r?\n)(gAAAA[\w=-]{90,})(\r?\n```)", re.MULTILINE)


def resealed(body: str, vault: Vault) -> str:
    """Return a body that the bot wrote with its sealed parts sealed with the newest key.

    Parts already sealed with it, and everything else, stay unchanged. Raises SealError if no key opens a part.
    """
    first, newline, rest = body.partition("\n")
    held = binding.content(first)
    if held:
        first = _resealed_line(first, held, vault)
    rest = _SEALED_TEXT.sub(lambda token: f"{token[1]}{_resealed(token[2], vault)}{token[3]}", rest)
    return f"{first}{newline}{rest}"


def _resealed_line(line: str, held: dict[str, Any], vault: Vault) -> str:
    """Return the line sealed again, and signed again for its issue if its signature fitted."""
    sealed = {
        name: _resealed(held[name], vault)
        for name in _SEALED_FIELDS
        if isinstance(held.get(name), str) and held[name]
    }
    if all(held[name] == sealed[name] for name in sealed):
        return line
    return binding.signed_again(held, sealed, vault)


def _resealed(token: str, vault: Vault) -> str:
    return token if vault.is_current(token) else vault.reseal(token)

"""The signature that binds a hidden line to its issue: a line copied or moved to another issue means nothing there.

The number of a new issue is not known when its text is written. Its line is signed without one, with the moment, and
signed again with the number right afterwards.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core import clock
from bot.rules.people.sealing import Vault

_LINE = re.compile(r"<!-- auditoria360 (\{.*\}) -->")
_ISSUE, _MADE, _SIGNATURE = "issue", "made", "bound"
_NOT_CONTENT = (_ISSUE, _MADE, _SIGNATURE)


class Binding(StrEnum):
    """How a hidden line stands to the issue it was found in."""

    BOUND = "bound"
    NEW = "new"  # signed before the issue had a number
    EARLIER = "earlier"  # written before lines were signed, or its signature was removed
    ELSEWHERE = "elsewhere"  # signed for another issue: copied, or its issue was transferred
    CHANGED = "changed"  # not as it was signed


def first_line(body: str) -> str:
    return body.partition("\n")[0].rstrip("\r")


def content(body: str) -> dict[str, Any]:
    """Return what the hidden first line holds, signature and all; nothing if there is no such line."""
    found = _LINE.fullmatch(first_line(body))
    try:
        read = json.loads(found[1]) if found else {}
    except (ValueError, RecursionError):  # somebody edited it
        return {}
    return read if isinstance(read, dict) else {}


def line(held: dict[str, Any]) -> str:
    """Return the hidden line that holds this value."""
    # "--" may not be inside an HTML comment, and a sealed token may hold it.
    text = json.dumps(held, separators=(",", ":")).replace("--", "-\\u002d")
    return f"<!-- auditoria360 {text} -->"


def bound_line(held: dict[str, Any], vault: Vault, issue: int) -> str:
    """Return the line signed for that issue."""
    return line(_signed({**plain(held), _ISSUE: issue}, vault))


def new_line(held: dict[str, Any], vault: Vault) -> str:
    """Return the line signed for an issue that is about to be opened."""
    return line(_signed({**plain(held), _ISSUE: 0, _MADE: clock.iso(clock.now())}, vault))


def signed_again(held: dict[str, Any], changed: dict[str, Any], vault: Vault) -> str:
    """Return the line with these values changed, and signed for the same issue if it was signed before."""
    fits = _fits(held, vault)
    whole = {**held, **changed}
    return line(_signed(whole, vault) if fits else whole)


def of(body: str, vault: Vault, issue: int) -> Binding | None:
    """Return how the hidden line of a body stands to the issue it is in; None if there is no line."""
    held = content(body)
    if not held:
        return None
    if _SIGNATURE not in held:
        return Binding.EARLIER
    if not _fits(held, vault):
        return Binding.CHANGED
    if held[_ISSUE] == 0:
        return Binding.NEW
    return Binding.BOUND if held[_ISSUE] == issue else Binding.ELSEWHERE


def signed_for(body: str) -> int:
    """Return the issue that a line says it belongs to, 0 if none."""
    number = content(body).get(_ISSUE)
    return number if isinstance(number, int) else 0


def made_at(body: str) -> datetime | None:
    """Return when the line of a new issue was signed; None for any other."""
    try:
        return datetime.fromisoformat(content(body)[_MADE])
    except (KeyError, TypeError, ValueError):
        return None


def bind(body: str, vault: Vault, issue: int) -> str:
    """Return the body with its hidden line signed for that issue. The caller decides whether the line is to count."""
    head, newline, rest = body.partition("\n")
    held = content(head)
    return f"{bound_line(held, vault, issue)}{newline}{rest}" if held else body


def plain(held: dict[str, Any]) -> dict[str, Any]:
    """Return what a line holds beside its signature: equal for a line and its copy in another issue."""
    return {name: value for name, value in held.items() if name not in _NOT_CONTENT}


def _signed(held: dict[str, Any], vault: Vault) -> dict[str, Any]:
    whole = {name: value for name, value in held.items() if name != _SIGNATURE}
    return {**whole, _SIGNATURE: vault.sign(_bytes(whole))}


def _fits(held: dict[str, Any], vault: Vault) -> bool:
    whole = {name: value for name, value in held.items() if name != _SIGNATURE}
    signature = held.get(_SIGNATURE)
    numbered = type(held.get(_ISSUE)) is int
    return numbered and isinstance(signature, str) and vault.has_signed(_bytes(whole), signature)


def _bytes(held: dict[str, Any]) -> bytes:
    return b"marker " + json.dumps(held, sort_keys=True, separators=(",", ":")).encode()

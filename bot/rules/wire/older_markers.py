"""What the hidden lines of earlier versions lack: the name of their kind, and a word for the verdict of a note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.marks import Outcome

# The oldest markers do not name their kind: the first of these keys that a marker has gives its kind.
_UNNAMED: Mapping[str, str] = {
    "sealed": "conversation",
    "about": "note",
    "order": "order",
    "scheduled": "scheduled",
    "wish": "request",
    "ledger": "ledger",
    "consent": "consent",
    "erasure": "erasure",
    "receipt": "receipt",
    "erased": "erased",
    "topic": "topic",
    "said": "keyed",
    "sids": "messages",
}


def kind(content: Mapping[str, Any]) -> str:
    """Return the kind of a marker that does not name it; raises StopIteration if it is none."""
    return next(_UNNAMED[key] for key in _UNNAMED if key in content)


def verdict(content: Mapping[str, Any]) -> Outcome:
    """Return the verdict of a note; of a word that only a later version knows, whether it is final. Raises KeyError."""
    word = content.get("verdict")
    if word in set(Outcome):
        return Outcome(word)
    if not content["final"]:
        return Outcome.WAITING
    # Without a word, parts were counted only where Twilio refused one of them.
    return Outcome.FAILED if word is None and int(content["sent"]) else Outcome.EXPLAINED

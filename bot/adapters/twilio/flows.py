"""What a person entered into a form of a WhatsApp Flow, as lines that people can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_MAX_DEPTH = 8
_NOT_ENTERED = frozenset(
    {"flow_token"}
)  # what the form was sent with (Meta: WhatsApp Flows, receiving the response)


def readable(entered: str) -> str:
    """Return the fields of a JSON text as lines `name: value`; anything else unchanged.

    JSON may name half of a surrogate pair, which UTF-8 cannot hold.
    """
    try:
        return "\n".join(_lines("", json.loads(entered), 0))
    except (ValueError, RecursionError):
        return entered


def _lines(name: str, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(("{", "[")):  # Twilio puts JSON texts into JSON
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            yield f"{name}: {value}" if name else value
            return
    if isinstance(value, dict | list) and depth < _MAX_DEPTH:
        pairs = value.items() if isinstance(value, dict) else ((name, entry) for entry in value)
        for key, entry in pairs:
            if key not in _NOT_ENTERED or len(value) == 1:
                yield from _lines(str(key), entry, depth + 1)
        return
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    yield f"{name}: {shown}" if name else shown

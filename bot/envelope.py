"""Events <-> the client_payload of a dispatch: versioned, compressed, sealed, within GitHub's size."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import BotError
from bot.messages import BatchId, Event
from bot.sealing import Vault

VERSION = 1
MAX_BODY_BYTES = 60_000  # GitHub refuses client payloads over 65,535 characters (docs: repository_dispatch)
MAX_EVENTS = 50  # GitHub allows 80 new issues and comments a minute; one run stays below that

_events: TypeAdapter[list[Event]] = TypeAdapter(list[Event])


def dump_event(event: Event) -> bytes:
    """Return one event as JSON, for the relay's store."""
    return _events.dump_json([event])


def load_event(content: bytes) -> Event:
    return _events.validate_json(content)[0]


def seal(events: Sequence[Event], batch: BatchId, vault: Vault) -> dict[str, Any]:
    """Return the client_payload that carries the events."""
    content = zlib.compress(_events.dump_json(list(events)), 9)
    return {"v": VERSION, "batch": batch, "count": len(events), "sealed": vault.seal(content)}


def open_sealed(payload: Any, vault: Vault) -> tuple[BatchId, list[Event]]:
    """Return batch id and events of a client_payload, in the order the relay took them in.

    Raises BotError where the payload is not one of ours, SealError where the key does not fit.
    """
    if (
        not isinstance(payload, dict)
        or payload.get("v") != VERSION
        or not isinstance(payload.get("sealed"), str)
    ):
        raise BotError(
            f"The dispatched payload is not of version {VERSION}.",
            "Run the same version of the bot in the relay and on the default branch of the repository.",
        )
    try:
        events = _events.validate_json(zlib.decompress(vault.open(payload["sealed"])))
    except (zlib.error, ValidationError) as error:
        raise BotError("The dispatched payload is damaged.", "The relay sends it again.") from error
    return BatchId(str(payload.get("batch", ""))), sorted(events, key=lambda event: event.sequence)


def body_bytes(event_type: str, payload: dict[str, Any]) -> int:
    """Return the size of the request body that dispatches the payload."""
    return len(json.dumps({"event_type": event_type, "client_payload": payload}).encode())


def fits(event_type: str, events: Sequence[Event], batch: BatchId, vault: Vault) -> bool:
    """Tell whether the events can go in one dispatch."""
    return len(events) <= MAX_EVENTS and body_bytes(event_type, seal(events, batch, vault)) <= MAX_BODY_BYTES

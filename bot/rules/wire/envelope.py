"""Events, reports, orders <-> the client_payload of a dispatch: versioned, compressed, sealed, within the size."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any, TypeVar, assert_never

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.core.errors import BotError
from bot.core.messages import BatchId, DeliveryReport, DeliveryStatus, Event, Order
from bot.rules.people.sealing import Vault

VERSION = 1
MAX_BODY_BYTES = 60_000  # GitHub refuses client payloads over 65,535 characters (docs: repository_dispatch)
MAX_EVENTS = 50  # GitHub allows 80 new issues and comments a minute; one run stays below

Item = Event | DeliveryReport | Order
AnyItem = TypeVar("AnyItem", Event, DeliveryReport, Order)

# What each event type carries; the names are those of the jobs.
RECORD_MESSAGES, RECORD_DELIVERY, SEND_NOTIFICATION = (
    "record-messages",
    "record-delivery",
    "send-notification",
)
CARRIES: dict[str, type[Item]] = {
    RECORD_MESSAGES: Event,
    RECORD_DELIVERY: DeliveryReport,
    SEND_NOTIFICATION: Order,
}
_EVENT_TYPES = {carried: name for name, carried in CARRIES.items()}

_ADAPTERS: dict[type[Item], TypeAdapter[Any]] = {
    # Each is built on first use: a run needs one of them.
    kind: TypeAdapter(list[kind], config=ConfigDict(defer_build=True))  # type: ignore[valid-type]  # made at run time
    for kind in CARRIES.values()
}


def event_type(item: Item) -> str:
    """Return the event type that dispatches an item."""
    return _EVENT_TYPES[type(item)]


def key_of(item: Item) -> str:
    """Return the key that identifies a repeated item; no two kinds share a key."""
    match item:
        case Event():
            return item.message.sid
        case DeliveryReport():
            # "read" adds nothing to "delivered", and would cost a run of its own.
            status = DeliveryStatus.DELIVERED if item.status.has_arrived else item.status
            return f"{item.sid}:{status}"
        case Order():
            return item.id
        case _:
            assert_never(item)


def dump_item(item: Item) -> bytes:
    """Return one item as JSON, for the relay's store."""
    return _ADAPTERS[type(item)].dump_json([item])


def load_item(content: bytes, kind: type[AnyItem]) -> AnyItem:
    item: AnyItem = _ADAPTERS[kind].validate_json(content)[0]
    return item


def load_any(content: bytes, event_type: str) -> Item:
    """Return an item of the kind that the event type carries."""
    item: Item = _ADAPTERS[CARRIES[event_type]].validate_json(content)[0]
    return item


def seal(items: Sequence[Item], batch: BatchId, vault: Vault) -> dict[str, Any]:
    """Return the client_payload that carries the items, all of one kind."""
    content = _ADAPTERS[type(items[0])].dump_json(list(items)) if items else b"[]"
    return {
        "v": VERSION,
        "batch": batch,
        "count": len(items),
        "sealed": vault.seal(zlib.compress(content, 9)),
    }


def open_sealed(payload: Any, vault: Vault, kind: type[AnyItem]) -> tuple[BatchId, list[AnyItem]]:
    """Return the batch id and the items of a client_payload, in the order in which the relay stored them.

    Raises BotError where the payload is not one of ours, SealError where it was sealed with another key.
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
        items = _ADAPTERS[kind].validate_json(zlib.decompress(vault.open(payload["sealed"])))
    except (zlib.error, ValidationError) as error:
        raise BotError("The dispatched payload is damaged.", "The relay sends it again.") from error
    return BatchId(str(payload.get("batch", ""))), sorted(items, key=lambda item: item.sequence)


def body_bytes(event_type: str, payload: dict[str, Any]) -> int:
    """Return the size of the request body that dispatches the payload."""
    return len(json.dumps({"event_type": event_type, "client_payload": payload}).encode())


def fits(event_type: str, items: Sequence[Item], batch: BatchId, vault: Vault) -> bool:
    """Whether the items fit into one dispatch."""
    return len(items) <= MAX_EVENTS and body_bytes(event_type, seal(items, batch, vault)) <= MAX_BODY_BYTES

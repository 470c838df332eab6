"""Events, reports, orders <-> the client_payload of a dispatch: versioned, compressed, sealed, within the size.

The relay seals each item as it comes and cannot open it any more; a dispatch carries the sealed items as they are. Of a
batch that does not fit it carries the first, and the run asks the relay for the rest (see `batch_rest`).
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar, assert_never

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.core.errors import BotError, SealError
from bot.core.messages import BatchId, DeliveryReport, DeliveryStatus, Event, Order
from bot.core.sentences import Sentence
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.people.sealing import Vault

VERSION = 2
WITH_REST = 3  # an earlier version would take the part for the whole
_BATCH = re.compile("[0-9a-z-]{1,36}")
MAX_BODY_BYTES = 60_000  # GitHub refuses client payloads over 65,535 characters (docs: repository_dispatch)
_AROUND_ITEM, _AROUND_ALL = 26, 500
# Of a batch whose run asks for the rest: a run handles so much in its time.
MAX_BATCH_BYTES = 1_000_000
_SHORT_WINDOW, _SHORT_MEMORY = 12, 5  # 24 KiB in all (zlib.net/manual.html, deflateInit2), for 4 KiB of text
MAX_EVENTS = 50
# Whose messages are in a batch, at most: as many short ones as fit. GitHub allows 80 new issues and comments a minute,
# so that a run of more waits for its second minute. That pays only if nobody is left for another run then: while more
# wait, each run takes a minute's worth, and the next one starts meanwhile.
MAX_PEOPLE = 110
PEOPLE_OF_A_MINUTE = 75

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


def most_of(kind: str) -> int:
    """Return how many items a batch of a kind holds at most; of messages, those of how many people."""
    return MAX_PEOPLE if kind == RECORD_MESSAGES else MAX_EVENTS


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
    """Return one item as JSON, without what is as usual."""
    return _ADAPTERS[type(item)].dump_json([item], exclude_defaults=True)


def load_item(content: bytes, kind: type[AnyItem]) -> AnyItem:
    item: AnyItem = _ADAPTERS[kind].validate_json(content)[0]
    return item


@dataclass(frozen=True, slots=True)
class SealedItem:
    """An item as the relay stores and dispatches it: its place in the relay's order, and its token."""

    sequence: int
    token: str


def seal_message(event: Event, vault: Vault) -> str:
    """Return one message for a public repository, which shows it sealed."""
    return vault.seal(zlib.compress(dump_item(event)))


def open_message(sealed: str, vault: Vault) -> Event:
    """Return a message that a public repository shows sealed."""
    content = vault.open(sealed)
    # Earlier versions did not compress: their JSON begins with a bracket.
    return load_item(content if content.startswith(b"[") else zlib.decompress(content), Event)


def seal_item(item: Item, keys: RelayKeys) -> str:
    """Return the token of an item, which only a holder of CONTACT_KEY can open."""
    return keys.seal_item(_compressed(dump_item(item)), event_type(item))


def _compressed(content: bytes) -> bytes:
    """Compress in little memory: what zlib clears for a large window takes longer than all the rest of a short text."""
    bits, memory = (
        (_SHORT_WINDOW, _SHORT_MEMORY) if len(content) <= 1 << _SHORT_WINDOW else (zlib.MAX_WBITS, 8)
    )
    compressor = zlib.compressobj(9, zlib.DEFLATED, bits, memory)
    return compressor.compress(content) + compressor.flush()


def payload(
    items: Sequence[SealedItem], batch: BatchId, keys: RelayKeys, made: datetime | None = None, rest: int = 0
) -> dict[str, Any]:
    """Return the client_payload that carries the items, all of one kind; the batch was `made` after the last came.

    `rest` is how many more items of the batch the relay keeps for its run.
    """
    pairs = [(item.sequence, item.token) for item in items]
    known = {"made": keys.seal(json.dumps([batch, made.timestamp()]).encode())} if made else {}
    return {
        **known,
        **({"rest": rest} if rest else {}),
        "v": WITH_REST if rest else VERSION,
        "batch": batch,
        "count": len(items) + rest,
        "items": pairs,
        "proof": keys.prove(_proven(batch, pairs, rest)),
    }


def dispatched(
    items: Sequence[SealedItem], batch: BatchId, keys: RelayKeys, made: datetime | None = None
) -> dict[str, Any]:
    """Return the client_payload of a batch, which carries as many of its items as fit."""
    carried = fitting(items)
    return payload(carried, batch, keys, made, len(items) - len(carried))


@dataclass(frozen=True, slots=True)
class Opened(Generic[AnyItem]):
    """The items of a batch, in the order in which the relay stored them; `lost` were sealed for a key that is gone.

    `rest` is how many more the relay keeps for this run.
    """

    batch: BatchId
    items: list[AnyItem]
    lost: int = 0
    rest: int = 0

    def with_rest(self, more: Opened[AnyItem]) -> Opened[AnyItem]:
        """Take in what the relay kept of the batch, and return the batch."""
        self.items.extend(more.items)
        self.items.sort(key=attrgetter("sequence"))
        return replace(self, lost=self.lost + more.lost, rest=0)

    def must_be_whole(self) -> None:
        """Raise an error if an item is lost or missing, once the others are done: the relay sends the batch again."""
        if self.lost:
            raise SealError
        if self.rest:
            raise BotError(
                Sentence("The relay has not handed over {count} messages of this batch.", count=self.rest),
                "It sends them again, in smaller batches.",
            )


def open_payload(payload: Any, vault: Vault, kind: type[AnyItem]) -> Opened[AnyItem]:
    """Return what a client_payload carries.

    Raises BotError where the payload is not one of ours, SealError where no holder of our keys made it.
    """
    if not isinstance(payload, dict) or payload.get("v") not in (VERSION, WITH_REST):
        raise BotError(
            Sentence("The dispatched payload is not of version {version}.", version=VERSION),
            "Run the same version of the bot in the relay and on the default branch of the repository.",
        )
    batch, pairs, proof = payload.get("batch"), _pairs(payload.get("items")), payload.get("proof")
    rest = payload.get("rest", 0) if payload["v"] == WITH_REST else 0
    if not isinstance(batch, str) or not isinstance(proof, str) or pairs is None or type(rest) is not int:
        raise BotError("The dispatched payload is damaged.", "The relay sends it again.")
    if not vault.relay_keys.has_proven(_proven(batch, pairs, rest), proof):
        raise SealError
    if not _BATCH.fullmatch(batch):  # it is printed in logs and summaries
        raise BotError("The dispatched payload is damaged.", "The relay sends it again.")
    items, made = [], _made(payload.get("made"), batch, vault)
    for sequence, token in sorted(pairs, key=itemgetter(0)):
        with suppress(SealError):
            item = _opened(token, vault, kind)
            # The relay's clock may have been ahead when the item came, and corrected since.
            received_at = min(item.received_at, made or item.received_at)
            items.append(replace(item, sequence=sequence, received_at=received_at))
    return Opened(BatchId(batch), items, len(pairs) - len(items), rest)


def named_batch(payload: Any) -> BatchId | None:
    """Return the batch that a payload names, whoever made it, None if it names none."""
    batch = payload.get("batch") if isinstance(payload, dict) else None
    return BatchId(batch) if isinstance(batch, str) and _BATCH.fullmatch(batch) else None


def _opened(token: str, vault: Vault, kind: type[AnyItem]) -> AnyItem:
    content = vault.open_item(token, _EVENT_TYPES[kind])
    try:
        # A relay that sealed with CONTACT_KEY itself did not compress.
        return load_item(content if content.startswith(b"[") else zlib.decompress(content), kind)
    except (zlib.error, ValidationError) as error:
        raise BotError("The dispatched payload is damaged.", "The relay sends it again.") from error


def _made(sealed: Any, batch: str, vault: Vault) -> datetime | None:
    """Return when the batch was made, None if the payload does not tell, as those of earlier versions."""
    try:
        of, seconds = json.loads(vault.relay_keys.open(sealed)) if isinstance(sealed, str) else ("", 0)
        return datetime.fromtimestamp(seconds, UTC) if of == batch else None
    except (SealError, ValueError, TypeError, OverflowError):
        return None


def _pairs(items: Any) -> list[tuple[int, str]] | None:
    """Return sequences and tokens, or None for anything else."""
    try:
        pairs = [(sequence, token) for sequence, token in items]
    except (TypeError, ValueError):
        return None
    return pairs if all(type(one) is int and isinstance(two, str) for one, two in pairs) else None


def _proven(batch: str, pairs: Sequence[tuple[int, str]], rest: int) -> bytes:
    """Return what the proof of a payload is made of."""
    return json.dumps([batch, pairs, *([rest] if rest else [])], separators=(",", ":")).encode()


def fitting(items: Sequence[SealedItem], most: int = MAX_BODY_BYTES) -> Sequence[SealedItem]:
    """Return the most items, from the first on, that fit into one dispatch; a single one is assumed to fit."""
    room = most - _AROUND_ALL
    for count, item in enumerate(items):
        room -= _bytes_of(item.token)
        if room < 0 and count:
            return items[:count]
    return items


def fits(token: str) -> bool:
    """Whether an item can be dispatched at all."""
    return _bytes_of(token) <= MAX_BODY_BYTES - _AROUND_ALL


def _bytes_of(token: str) -> int:
    """Return what an item takes of the request, with its sequence and the marks around both."""
    return len(token) + _AROUND_ITEM


def body_bytes(event_type: str, payload: dict[str, Any]) -> int:
    """Return the size of the request body that dispatches the payload."""
    return len(json.dumps({"event_type": event_type, "client_payload": payload}).encode())

"""The list of people who wait for a conversation: its dispatch from the relay, and what an issue hides of it.

It is a batch of another form, whose run records nothing: it shows the first message of each person, whom the relay
records later as ever.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.core.errors import BotError, SealError
from bot.core.messages import Address, BatchId, Event, MessageSid
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.envelope import SealedItem

MOST = 300  # people in one dispatch, if so many fit
_FIRST = "w"  # no id of another batch begins with it, and the proof of a payload covers the id
_HANDLE = re.compile(r"[Aa](\d{1,15})")


def batch_id(new: str) -> BatchId:
    """Return the id of the dispatch of a list, made of a new id."""
    return BatchId(_FIRST + new[1:])


def is_list(payload: Any) -> bool:
    """Return whether a client_payload holds a list of people, whoever made it."""
    return (envelope.named_batch(payload) or "").startswith(_FIRST)


def payload(
    items: Sequence[SealedItem], counts: Mapping[int, int], batch: BatchId, keys: RelayKeys, made: datetime
) -> dict[str, Any]:
    """Return the client_payload of a list; `counts` is how many messages wait of the person of each item."""
    numbers = [counts[item.sequence] for item in items]
    sealed = keys.seal(json.dumps([batch, made.timestamp(), numbers]).encode())
    return {**envelope.payload(items, batch, keys), "waiting": sealed}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was dispatched: when it was made, the first message of each person, and how many wait of each."""

    batch: BatchId
    made: datetime
    people: tuple[tuple[Event, int], ...]


def open_payload(payload: Any, vault: Vault) -> Listed:
    """Return the list that a client_payload carries; raises as `envelope.open_payload` does."""
    opened = envelope.open_payload(payload, vault, Event)
    try:
        batch, made, numbers = json.loads(vault.relay_keys.open(str(payload.get("waiting"))))
        sequences = [sequence for sequence, _ in payload["items"]]
        counts = dict(zip(sequences, map(int, numbers), strict=True))
        if batch != opened.batch:
            raise SealError
        moment = datetime.fromtimestamp(made, UTC)
    except (ValueError, TypeError, OverflowError) as error:
        raise BotError("The dispatched payload is damaged.", "The relay sends it again.") from error
    return Listed(opened.batch, moment, tuple((event, counts[event.sequence]) for event in opened.items))


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A person as a list shows them; `ours` is the number that they wrote to, `words` how their message begins."""

    sequence: int
    sid: MessageSid
    people: tuple[Address, ...]
    ours: Address
    since: datetime
    count: int
    words: str = field(default="", repr=False)

    @property
    def handle(self) -> str:
        """What maintainers call the person by: the same as long as that message waits, and nobody else's ever."""
        return f"A{self.sequence}"


def read_handle(text: str) -> int | None:
    """Return the sequence that a handle names; None for anything else."""
    found = _HANDLE.fullmatch(text.strip().strip("`*_.,:;"))
    return int(found[1]) if found else None


def seal_rows(rows: Sequence[WaitingRow], vault: Vault) -> str:
    """Return what an issue hides of the rows that it shows."""
    content = [
        (
            row.sequence,
            row.sid,
            [one.wire for one in row.people],
            row.ours.wire,
            row.since.timestamp(),
            row.count,
            row.words,
        )
        for row in rows
    ]
    return vault.seal(zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 9))


def open_rows(state: str, vault: Vault) -> list[WaitingRow]:
    """Return the rows that an issue hides; raises SealError if no key opens them."""
    try:
        return [
            WaitingRow(
                int(sequence),
                MessageSid(sid),
                tuple(map(Address.parse, people)),
                Address.parse(ours),
                datetime.fromtimestamp(since, UTC),
                int(count),
                words,
            )
            for sequence, sid, people, ours, since, count, words in json.loads(
                zlib.decompress(vault.open(state))
            )
        ]
    except (ValueError, TypeError, zlib.error, OverflowError) as error:
        raise SealError from error

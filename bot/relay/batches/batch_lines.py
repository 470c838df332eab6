"""The line of the log that says which messages travel in a batch, so that one can follow each by its id. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.logs import Line
from bot.relay.batches.batch import Batch


def of(name: str, batch: Batch, keys: Iterable[str]) -> Line:
    """Return the line; see `envelope.key_of`: the key of a delivery report also holds its status."""
    return name, {
        "batch": batch.id,
        "event": batch.kind,
        "count": batch.count,
        "messages": ",".join(keys),
    }

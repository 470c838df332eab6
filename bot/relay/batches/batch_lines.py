"""The lines of the log that say which messages travel in a batch, so that one can follow each by its id. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.logs import Line
from bot.relay.batches.batch import Batch
from bot.rules.wire import envelope


def of_items(batch: Batch, keys: Iterable[str]) -> list[Line]:
    """Return a line for each item; see `envelope.key_of`: that of a delivery report also holds its status."""
    if batch.kind != envelope.RECORD_DELIVERY:
        return [("message-batched", {"message": key, "batch": batch.id}) for key in keys]
    reports = [key.partition(":") for key in keys]
    return [
        ("message-batched", {"message": sid, "status": status, "batch": batch.id})
        for sid, _, status in reports
    ]

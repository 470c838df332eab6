"""Counts how the runs of batches ended, and how long messages took from webhook to issue."""

from __future__ import annotations

from datetime import datetime

from bot.relay import counts
from bot.relay.batches.batch import Batch
from bot.relay.run_results import RunFailed, RunMissing, RunPending, RunResult, RunSucceeded
from bot.relay.store.batches import Batches
from bot.rules.wire import envelope


def add(batch: Batch, result: RunResult, batches: Batches, now: datetime) -> None:
    """Count what the runs of a batch show; raises StoreError."""
    match result:
        case RunSucceeded():
            counts.add(counts.RUNS, batch.kind, "succeeded")
            if batch.kind == envelope.RECORD_MESSAGES:
                counts.observe([(now - at).total_seconds() for at in batches.received_at(batch)])
        case RunFailed():
            counts.add(counts.RUNS, batch.kind, "failed")
        case RunMissing():
            counts.add(counts.RUNS, batch.kind, "missing")
        case RunPending():
            return

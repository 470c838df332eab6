"""How many batches of a kind are at GitHub at a time, and which go first: those that never failed. Pure.

GitHub lets one run of a kind work at a time, so everybody behind a run that fails waits for it in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.relay.batches.batch import LEFT_ALONE, Batch, BatchState
from bot.relay.batches.pacing import RUN_FAILED

# With a run that waits or works: each that starts in vain, as while a limit lasts, is billed as a minute. Two that wait
# are enough for the next to begin without the relay.
MAX_AT_GITHUB = 3
# Among them: what has failed before delays what is new by one run at most.
MAX_RETRIES_AT_GITHUB = 1
# Where no run can be read: GitHub keeps at most 100 waiting runs of one concurrency group.
MAX_UNSEEN_AT_GITHUB = 50
# Unfinished batches made since one has succeeded: by then everything fails, not somebody's alone.
MAX_IN_VAIN = 100
# Beyond that, one of what came meanwhile shows whether it is over.
PROBE_EVERY = timedelta(minutes=15)


def has_room(mine: Sequence[Batch], now: datetime, *, again: bool, seen: bool) -> bool:
    """Return whether GitHub gets one more batch of the kind of these, which are all that are unfinished.

    `again`: it has failed before. One place is kept for such a batch that is due, so that it is not put off for ever.
    `seen`: their runs can be read; if not, they may have ended long ago.
    """
    at_github = [batch for batch in mine if batch.state is BatchState.DISPATCHED]
    if not seen:
        return len(at_github) < MAX_UNSEEN_AT_GITHUB
    retries = sum(batch.has_failed for batch in at_github)
    if again:
        return retries < MAX_RETRIES_AT_GITHUB and len(at_github) < MAX_AT_GITHUB
    kept = any(batch.waits_again and batch.next_attempt_at <= now for batch in mine) and not retries
    return len(at_github) < MAX_AT_GITHUB - kept


def is_blocked(mine: Sequence[Batch], last_success: datetime | None, now: datetime) -> bool:
    """Return whether a kind gets no new batch for now, since it would fail as all the others do.

    `mine` are its unfinished batches, the oldest first.
    """
    in_vain = _in_vain(mine, last_success)
    return len(in_vain) >= MAX_IN_VAIN and now < in_vain[-1].created_at + PROBE_EVERY


def waits_for_others(
    batch: Batch, mine: Sequence[Batch], last_success: datetime | None, now: datetime
) -> bool:
    """Return whether another one's attempt counts as one of this batch, since nothing of their kind gets through.

    So all together cost no more runs than one does. Short waits are not shared, nor what somebody asked for.
    """
    in_vain = [one for one in _in_vain(mine, last_success) if one.has_failed]
    if batch not in in_vain or batch.next_attempt_at <= batch.last_attempt + LEFT_ALONE:
        return False
    tried = max((one.last_attempt for one in in_vain if one is not batch), default=batch.last_attempt)
    return now < tried + timedelta(seconds=RUN_FAILED.wait(len(batch.judged), 0))


def _in_vain(mine: Sequence[Batch], last_success: datetime | None) -> list[Batch]:
    """Return the batches since whose making none of their kind has got through."""
    return [batch for batch in mine if last_success is None or batch.created_at >= last_success]


def in_order(due: Sequence[Batch]) -> list[Batch]:
    """Return batches in the order in which they go: whoever failed least has the best prospects."""
    return sorted(due, key=lambda batch: (len(batch.judged), batch.created_at, batch.id))

"""Which messages travel together: when a batch is made, and what goes into it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.messages import DeliveryReport
from bot.rules.wire import envelope
from bot.rules.wire.envelope import Item

EVENT_TYPES = tuple(envelope.CARRIES)


@dataclass(frozen=True, slots=True)
class Backlog:
    """The items of one kind without a batch: how many, when the first is due, and since when one has been due."""

    count: int
    due_at: datetime
    since: datetime


def due_at(item: Item, gather_delivered: timedelta) -> datetime | None:
    """Return when an item is due, None for at once: only reports of success wait for others to join them."""
    if isinstance(item, DeliveryReport) and item.status.has_arrived:
        return item.received_at + gather_delivered
    return None


def ripe_at(backlog: Backlog, gather: timedelta, now: datetime, *, busy: bool) -> datetime:
    """Return when to make a batch of the backlog; `busy`: one of its kind is under way."""
    if backlog.count >= envelope.MAX_EVENTS:
        return now
    if backlog.due_at > now:
        return backlog.due_at
    return backlog.since + gather if busy else now

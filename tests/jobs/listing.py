"""Lists of people who wait, as the relay dispatches them, for tests without a relay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from bot.rules.wire import waiting_list
from tests.payloads import sealed
from tests.stage import Stage

MADE = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)


def listed(stage: Stage, events: Sequence[Event], made: datetime = MADE, count: int = 1) -> dict[str, Any]:
    """Return the event that lists people, as the relay dispatches it."""
    vault = stage.tools.vault
    items = sealed(events, vault)
    batch = waiting_list.batch_id("019aaaaa-0000-7000-8000-000000000000")
    counts = {event.sequence: count for event in events}
    return {"client_payload": waiting_list.payload(items, counts, batch, vault.relay_keys, made)}


def lists(stage: Stage, *events: Event, made: datetime = MADE, count: int = 1) -> list[str]:
    return record_messages.run(listed(stage, events, made, count), stage.new_tools())


def rows(stage: Stage, number: int = 1) -> list[str]:
    """Return the rows that an issue and its comments show."""
    issue = stage.sandbox.issue(number)
    bodies = [issue["body"], *(one["body"] for one in issue["comments"])]
    return [line for body in bodies for line in body.splitlines() if line.startswith("| [A")]

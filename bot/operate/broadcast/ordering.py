"""Orders the messages of a broadcast one by one, no faster than the relay takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.adapters import relay_client
from bot.adapters.relay_client import OverCeilingError
from bot.core import clock
from bot.core.gateway import Gateway
from bot.core.sentences import joined
from bot.operate.broadcast.planning import Broadcast, BroadcastLine
from bot.relay.batches import creations
from bot.rules.sending.order_form import InvalidFieldsError
from bot.rules.wire.order_status import KnownOrder, OrderReport, OrderStatus

# With a longer wait for a ceiling, the command ends and is run again later.
LONGEST_WAIT = timedelta(hours=1, minutes=1)
_AT_ONCE = 5  # messages of which none waits for another
_SHARE = 0.9  # of what the relay takes from a token in a minute: others may order with it too
PEOPLE_AN_HOUR = creations.MOST_IN_AN_HOUR - creations.KEPT_FOR_PEOPLE
_ABOUT_ONE_PERSON = frozenset({"destination", "idempotency_key"})

Waiting = Callable[[timedelta], None]


def pause(per_minute: int) -> float:
    """Return how many seconds are between two orders."""
    return 60 / (per_minute * _SHARE)


def duration(count: int, per_minute: int) -> timedelta:
    """Return how long it takes to order so many, while no ceiling is reached."""
    return timedelta(seconds=max(0, count - _AT_ONCE) * pause(per_minute))


def hours_of_ceiling(segments: int, per_hour: int) -> timedelta:
    """Return how long the ceiling of an hour holds up so many segments."""
    return timedelta(hours=max(0, segments - 1) // per_hour)


def leaving(count: int) -> timedelta:
    """Return how long messages to so many people take to leave: GitHub lets the workflows note no more in an hour."""
    return timedelta(hours=max(0, count - 1) // PEOPLE_AN_HOUR)


def ordered(
    broadcast: Broadcast, lines: Sequence[BroadcastLine], gateway: Gateway, per_minute: int, waiting: Waiting
) -> Iterator[BroadcastLine]:
    """Yield each line once it is ordered, or is one that the relay does not take.

    Where the ceiling of an hour is reached it waits, and says so to `waiting`. Raises OverCeilingError where that
    would take longer, and otherwise as `relay_client.place_order` does; to go on, order the same again.
    """
    begun, between = clock.steady(), pause(per_minute)
    for place, line in enumerate(lines):
        clock.sleep(max(0.0, begun + (place - _AT_ONCE) * between - clock.steady()))
        try:
            order = _placed(_content(broadcast, line), line.key, gateway, waiting)
        except InvalidFieldsError as error:
            if not {fault.field for fault in error.faults} <= _ABOUT_ONE_PERSON:
                raise
            yield replace(line, not_taken=joined((fault.reason for fault in error.faults), "; "))
        else:
            yield replace(line, known=KnownOrder(OrderReport(order, OrderStatus.QUEUED), clock.now()))


def _placed(content: Mapping[str, Any], key: str, gateway: Gateway, waiting: Waiting) -> str:
    while True:
        try:
            return relay_client.place_order(gateway.url, gateway.token, content, key)
        except OverCeilingError as error:
            wait = timedelta(seconds=error.free_in)
            if wait > LONGEST_WAIT:
                raise
            waiting(wait)
            clock.sleep(error.free_in)


def _content(broadcast: Broadcast, line: BroadcastLine) -> dict[str, Any]:
    """Return the order as the API accepts it."""
    person = line.recipient.person
    return {
        "destination": person.value,
        "type": person.channel.value,
        "purpose": broadcast.purpose.value,
        "template": broadcast.template,
        "variables": dict(line.recipient.variables),
    }

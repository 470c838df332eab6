"""The messages of a batch person by person."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.messages import Event
from bot.rules.people import contacts

Group = list[Event]


def groups(events: Sequence[Event]) -> list[Group]:
    """Return the events person by person and channel by channel, each in order of arrival."""
    group_of: dict[tuple[str, str], int] = {}
    places: dict[int, list[int]] = {}
    for place, event in enumerate(events):
        message = event.message
        keys = [(message.sender.network, contacts.canonical(address)) for address in message.people]
        first, *others = sorted({group_of[key] for key in keys if key in group_of}) or [place]
        for other in others:  # this message names two people of before together
            places[first] += places.pop(other)
            group_of |= {key: first for key, group in group_of.items() if group == other}
        places.setdefault(first, []).append(place)
        group_of |= dict.fromkeys(keys, first)
    return [[events[place] for place in sorted(group)] for _, group in sorted(places.items())]

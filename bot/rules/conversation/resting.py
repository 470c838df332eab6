"""A conversation that rests: until when, who asked for it, and what has ended it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.wire.markers import Marker, MessagesMarker
from bot.rules.wire.rest_markers import RestMarker, RestOverMarker


@dataclass(frozen=True, slots=True)
class Rest:
    """The newest pause of a conversation, as our comment `comment` says it; see `RestMarker`.

    `ended_at` is when the person wrote again or a comment of ours ended it, None if neither did; `ended_by` is the
    command that did, and `by_message` says that the person wrote. Whether it still rests is what its label says.
    """

    marker: RestMarker
    comment: int
    begun_at: datetime
    ended_at: datetime | None = None
    ended_by: int = 0
    by_message: bool = False

    def over_at(self, now: datetime) -> datetime:
        """Return when it ended, for one that is over: where nothing says it, somebody took off the label."""
        return self.ended_at or min(self.marker.until, now)


def newest(comments: Iterable[tuple[int, datetime, Marker | None]]) -> Rest | None:
    """Return the newest pause; a comment is its id, when it was written and its marker, the oldest first."""
    found: Rest | None = None
    for comment, at, marker in comments:
        match marker:
            case RestMarker():
                found = Rest(marker, comment, at)
            case RestOverMarker(_, ended_by) if found and not found.ended_at:
                found = replace(found, ended_at=at, ended_by=ended_by)
            case MessagesMarker() if found and not found.ended_at:
                found = replace(found, ended_at=at, by_message=True)
            case _:
                pass
    return found

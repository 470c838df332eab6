"""A pause of a conversation: until when, who asked for it, and what ended it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.wire.markers import Marker, MessagesMarker
from bot.rules.wire.pause_markers import PauseMarker, PauseOverMarker


@dataclass(frozen=True, slots=True)
class Pause:
    """The newest pause of a conversation, as our comment `comment` says it; see `PauseMarker`.

    `ended_at` is when the person wrote again or a comment of ours ended it, None if neither did; `ended_by` is the
    command that did, and `by_message` says that the person wrote. Whether the pause still lasts is what the label says.
    """

    marker: PauseMarker
    comment: int
    begun_at: datetime
    ended_at: datetime | None = None
    ended_by: int = 0
    by_message: bool = False

    def over_at(self, now: datetime) -> datetime:
        """Return when it ended, for one that is over: where nothing says it, somebody took off the label."""
        return self.ended_at or min(self.marker.until, now)


def newest(comments: Iterable[tuple[int, datetime, Marker | None]]) -> Pause | None:
    """Return the newest pause; a comment is its id, when it was written and its marker, the oldest first."""
    found: Pause | None = None
    for comment, at, marker in comments:
        match marker:
            case PauseMarker():
                found = Pause(marker, comment, at)
            case PauseOverMarker(_, ended_by) if found and not found.ended_at:
                found = replace(found, ended_at=at, ended_by=ended_by)
            case MessagesMarker() if found and not found.ended_at:
                found = replace(found, ended_at=at, by_message=True)
            case _:
                pass
    return found

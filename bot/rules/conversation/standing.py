"""How a conversation stands: whom it waits for, since when, and what became of the last text to the person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.marks import Mark, Outcome
from bot.rules.conversation.history import HistoryStep
from bot.rules.conversation.pausing import Pause


class WaitsFor(StrEnum):
    """Whose turn it is."""

    OFFICE = "office"
    PERSON = "person"
    NOBODY = "nobody"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a conversation waits for whom; `last` is the newest text to the person, None if there is none.

    One that waits for LATER is paused `until` then; None where nothing says until when.
    """

    waits_for: WaitsFor
    since: datetime
    last: HistoryStep | None = None
    until: datetime | None = None

    @property
    def fate(self) -> str:
        """What became of the newest text, in a word: an outcome, or `delivered`; empty if there is none."""
        if self.last is None:
            return ""
        if self.last.outcome is Outcome.DONE and Mark.DELIVERED in self.last.marks:
            return "delivered"
        return str(self.last.outcome)


def of(
    begun_at: datetime,
    closed_at: datetime | None,
    received: Iterable[datetime],
    sent: Sequence[HistoryStep],
    *,
    waits: bool,
) -> Standing:
    """Return how a conversation stands that was `begun_at` a moment.

    `received` are the moments of the person's messages, `sent` the steps that send the person a text, oldest first, as
    far as they were read. `waits` says that its label names the office.
    """
    last = sent[-1] if sent else None
    answered = max((step.comment.created_at for step in sent if step.command and step.has_left), default=None)
    if closed_at:
        return Standing(WaitsFor.NOBODY, closed_at, last)
    if waits:
        # GitHub's times have whole seconds: a message may have come in that of the answer before it.
        later = [at for at in received if answered is None or at >= answered]
        return Standing(WaitsFor.OFFICE, min(later, default=begun_at), last)
    return Standing(WaitsFor.PERSON, answered or begun_at, last)


def paused(found: Standing, pause: Pause | None, now: datetime, *, is_paused: bool) -> Standing:
    """Return the state with its newest pause considered: a wait starts again at the end of that.

    `is_paused` says that it has the label.
    """
    if found.waits_for is WaitsFor.NOBODY:
        return found
    if is_paused:
        begun, until = (pause.begun_at, pause.marker.until) if pause else (found.since, None)
        return Standing(WaitsFor.LATER, begun, found.last, until)
    if pause and found.waits_for is WaitsFor.OFFICE:
        return replace(found, since=max(found.since, pause.over_at(now)))
    return found

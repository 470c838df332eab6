"""What the relay's machine knows of messages: by its log where reports belong, by its store what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.core import log_lines
from bot.core.messages import MessageSid
from bot.relay.store import trail
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store
from bot.rules.wire import envelope
from bot.rules.wire.about import About


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far the relay got with a person's message: whether it took it, and since when and why it waits."""

    is_taken: bool = False
    since: datetime | None = None
    problem: str = ""


@dataclass(slots=True)
class RelayNotes:
    """Reads both where they are on this machine. `unreadable` says why the store could not be read."""

    log: Path
    store: Store | None = None
    unreadable: str = ""
    _places: Mapping[str, About] | None = field(default=None, repr=False)

    def reported_on(self, sid: MessageSid) -> About | None:
        """Return the comment that a message of ours belongs to, as Twilio's reports on it brought back."""
        if self._places is None:
            self._places = _places(self.log)
        return self._places.get(sid)

    def waiting(self, sid: MessageSid) -> Waiting:
        """Return how far a person's message got; of a store that is not here nothing is known."""
        if self.store is None:
            return Waiting()
        try:
            known = trail.of(sid, self.store)
        except StoreError as error:
            self.store, self.unreadable = None, error.reason
            return Waiting()
        found = [item for item in known.items if item.kind == envelope.RECORD_MESSAGES]
        if not found:
            return Waiting(is_taken=known.is_remembered)
        item = found[-1]
        if item.batch and item.batch.done_at:
            return Waiting(is_taken=True)
        problem = item.batch.problem.sentence if item.batch and item.batch.problem else ""
        return Waiting(is_taken=True, since=item.received_at, problem=problem)


def _places(log: Path) -> dict[str, About]:
    found: dict[str, About] = {}
    try:
        for step in log_lines.holding(log, ("message", "issue", "comment")):
            issue, comment = step.fields["issue"], step.fields["comment"]
            if issue.isdecimal() and comment.isdecimal():
                found[step.fields["message"]] = About(int(issue), int(comment))
    except OSError:  # what it would show is found by the person's conversation
        pass
    return found

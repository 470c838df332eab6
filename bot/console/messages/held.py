"""What is held, on the page *Messages*: batches that failed or wait, why, and what sends them again at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, g, render_template, request, url_for

from bot.console.entry import returning, visitor
from bot.core import clock, logs
from bot.core.messages import BatchId
from bot.core.sentences import counted
from bot.relay.batches.batch import Batch, BatchState
from bot.relay.mounting import RelayParts
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.texts import terminal
from bot.rules.wire import envelope

_KINDS = {
    envelope.RECORD_MESSAGES: ("1 message of a person", "{count} messages of people"),
    envelope.SEND_NOTIFICATION: ("1 ordered message", "{count} ordered messages"),
    envelope.RECORD_DELIVERY: ("1 delivery report", "{count} delivery reports"),
}
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class HeldBatch:
    """A batch that is held up; `next_at` is None where it is due, or under way."""

    id: BatchId
    what: str
    since: datetime
    cause: str
    remedy: str
    next_at: datetime | None
    is_under_way: bool


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held; `behind` counts what waits for it, and `unshown` the batches that are not listed."""

    batches: Sequence[HeldBatch]
    behind: int = 0
    unshown: int = 0

    @property
    def digest(self) -> str:
        """What changes when anything does that is shown."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def held_in(store: Store, language: str) -> Held:
    """Return what is held, in the language of the page; raises StoreError."""
    batches, now = Batches(store), clock.now()
    unfinished = batches.unfinished()
    troubled = [batch for batch in unfinished if batch.problem]
    if not troubled:
        return Held(())
    shown = [_shown(batch, language, now) for batch in troubled[:_MOST_SHOWN]]
    return Held(shown, batches.held_back(), len(troubled) - len(shown))


def _shown(batch: Batch, language: str, now: datetime) -> HeldBatch:
    stored = terminal.read_back(language)
    problem = batch.problem
    is_under_way = batch.state is BatchState.DISPATCHED
    return HeldBatch(
        batch.id,
        counted(*_KINDS[batch.kind], batch.count),
        batch.created_at,
        stored.shown(problem.sentence) if problem else "",
        stored.shown(problem.remedy) if problem else "",
        batch.next_attempt_at if batch.next_attempt_at > now and not is_under_way else None,
        is_under_way,
    )


def add_routes(area: Blueprint, parts: RelayParts) -> None:
    """Add what shows again, and sends again, what is held."""

    @area.get("/messages/held")
    def held() -> Response:
        """Return the section where it has changed since the page has shown it."""
        found = held_in(parts.store, str(g.language))
        if request.args.get("shown") == found.digest:
            return Response(status=204)
        return _section(found)

    @area.post("/messages/held")
    def retry() -> Response:
        """Send one batch again, or all, as `bot relay retry` does: the relay with the lease does it within seconds."""
        given = request.form.get("batch", "")
        batches = Batches(parts.store)
        only = next((one.id for one in batches.unfinished() if one.id == given), None)
        waiting = batches.retry(only) if only or not given else []
        parts.store.database.bell.ring()
        count, who = sum(batch.count for batch in waiting), visitor.visitor().name
        logs.step("console-retry", reason=who, count=count, batch=only or ("none" if given else "all"))
        if request.headers.get("HX-Request"):
            return _section(held_in(parts.store, str(g.language)))
        return returning.to(url_for("messages.page"))


def _section(held: Held) -> Response:
    """Return the section; once nothing is held any more the page's list is asked for again."""
    answer = Response(render_template("messages_held.html", held=held, was_held=True))
    if not held.batches:
        answer.headers["HX-Trigger"] = "released"
    return answer

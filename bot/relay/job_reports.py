"""What jobs report: until when GitHub grants them no requests, when they are needed next, and who is to be next.

They ask for the rest of a batch here too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import Forbidden, NotFound

from bot.core import clock, logs
from bot.core.errors import SealError
from bot.relay import job_figures, json_body, overflow
from bot.relay.api_tokens import RequestQuota
from bot.relay.store import batch_parts, job_reach, known, unopened
from bot.relay.store.notes import SharedNotes
from bot.relay.store.store import Store
from bot.relay.waker import Waker
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire import api_limit, batch_rest, due_report, envelope, wanted_report

RESTS_PER_MINUTE = 60

Report = TypeVar("Report")


def blueprint(store: Store, waker: Waker) -> Blueprint:
    """Return the addresses at which jobs report."""
    area = Blueprint("job-reports", __name__)
    _add_rests(area, store)

    @area.post("/limit")
    def limit() -> Response:
        """Pause dispatching while GitHub grants the jobs no requests."""
        now = clock.now()
        found = _opened("The limit", api_limit.open_sealed, store, now)
        job_reach.note(store, now)
        store.note_limit(found.resets)
        logs.step("limit-reported", seconds=round(max(0.0, (found.resets - now).total_seconds())))
        return Response(status=204)

    @area.post("/due")
    def due() -> Response:
        """Store when a scheduled workflow is needed next."""
        now = clock.now()
        report = _opened("What is due", due_report.open_sealed, store, now)
        if known.is_known(f"due {report}", store):
            logs.step("due-known", count=len(report.due), event=report.done or "none")
            return Response(status=204)  # the same job again, or somebody who captured what it sent
        job_reach.note(store, now)
        waker.take(report, now)
        job_figures.keep(report, SharedNotes(store), now)
        known.remember(f"due {report}", now, store, 2 * due_report.FRESH)
        logs.step("due-noted", count=len(report.due), event=report.done or "none")
        return Response(status=204)

    @area.post("/wanted")
    def wanted() -> Response:
        """Note whose messages a maintainer wants recorded next."""
        now = clock.now()
        report = _opened("Who is wanted", wanted_report.open_sealed, store, now)
        job_reach.note(store, now)
        overflow.want(report.wanted, store, now)
        store.database.bell.ring()
        logs.step("wanted-noted", count=len(report.wanted))
        return Response(status=204)

    @area.post("/batches/<batch>/unopened")
    def report_unopened(batch: str) -> Response:
        """Note that a job has another key than this relay: it can seal nothing that would be understood here."""
        _note_unopened(batch, store)
        return Response(status=204)

    return area


def _add_rests(area: Blueprint, store: Store) -> None:
    """Add the address at which runs ask for the rest of their batch."""
    quota = RequestQuota(RESTS_PER_MINUTE, store, "jobs")

    @area.post("/batches/<batch>/rest")
    def rest(batch: str) -> Response:
        """Return what the dispatch of a batch could not carry, sealed as the relay has it."""
        now = clock.now()
        question = _opened("The question", batch_rest.open_sealed, store, now)
        quota.take("rest")
        found = batch_parts.rest(store, question.batch, question.after)
        if found is None or batch != question.batch:
            raise NotFound("No batch of that id is known.")
        items, made = found
        job_reach.note_fetched(question.batch, store, now)
        logs.step("rest-fetched", batch=question.batch, count=len(items))
        return jsonify(envelope.payload(items, question.batch, store.keys, made))


def _opened(
    what: str, open_sealed: Callable[[str, RelayKeys, datetime], Report], store: Store, now: datetime
) -> Report:
    try:
        return open_sealed(json_body.sealed(), store.keys, now)
    except SealError as error:
        raise Forbidden(f"{what} is not sealed with a key that this relay knows, or it is old.") from error


def _note_unopened(batch: str, store: Store) -> None:
    is_new = unopened.note(batch, store, clock.now())
    if is_new is None:
        raise NotFound("No batch of that id is under way.")
    if is_new:
        logs.trouble("batch-unopened", batch=batch, reason="A job cannot open what a relay has sealed.")

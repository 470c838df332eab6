"""What jobs report: until when GitHub grants them no requests, when they are needed next, and who is to be next."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import Forbidden, NotFound

from bot.core import clock, logs
from bot.core.errors import SealError
from bot.relay import job_figures, json_body, overflow
from bot.relay.store import known, unopened
from bot.relay.store.notes import SharedNotes
from bot.relay.store.store import Store
from bot.relay.waker import Waker
from bot.rules.wire import api_limit, due_report, wanted_report


def blueprint(store: Store, waker: Waker) -> Blueprint:
    """Return the addresses at which jobs report."""
    area = Blueprint("job-reports", __name__)

    @area.post("/limit")
    def limit() -> Response:
        """Pause dispatching while GitHub grants the jobs no requests."""
        now = clock.now()
        try:
            found = api_limit.open_sealed(json_body.sealed(), store.keys, now)
        except SealError as error:
            raise Forbidden("The limit is not sealed with a key that this relay knows.") from error
        store.note_limit(found.resets)
        logs.step("limit-reported", seconds=round(max(0.0, (found.resets - now).total_seconds())))
        return Response(status=204)

    @area.post("/due")
    def due() -> Response:
        """Store when a scheduled workflow is needed next."""
        now = clock.now()
        try:
            report = due_report.open_sealed(json_body.sealed(), store.keys, now)
        except SealError as error:
            raise Forbidden(
                "What is due is not sealed with a key that this relay knows, or it is old."
            ) from error
        if known.is_known(f"due {report}", store):
            logs.step("due-known", count=len(report.due), event=report.done or "none")
            return Response(status=204)  # the same job again, or somebody who captured what it sent
        waker.take(report, now)
        job_figures.keep(report, SharedNotes(store), now)
        known.remember(f"due {report}", now, store, 2 * due_report.FRESH)
        logs.step("due-noted", count=len(report.due), event=report.done or "none")
        return Response(status=204)

    @area.post("/wanted")
    def wanted() -> Response:
        """Note whose messages a maintainer wants recorded next."""
        now = clock.now()
        try:
            report = wanted_report.open_sealed(json_body.sealed(), store.keys, now)
        except SealError as error:
            raise Forbidden(
                "Who is wanted is not sealed with a key that this relay knows, or it is old."
            ) from error
        overflow.want(report.wanted, store, now)
        store.database.bell.wake()
        logs.step("wanted-noted", count=len(report.wanted))
        return Response(status=204)

    @area.post("/batches/<batch>/unopened")
    def report_unopened(batch: str) -> Response:
        """Note that a job has another key than this relay: it can seal nothing that would be understood here."""
        _note_unopened(batch, store)
        return Response(status=204)

    return area


def _note_unopened(batch: str, store: Store) -> None:
    is_new = unopened.note(batch, store, clock.now())
    if is_new is None:
        raise NotFound("No batch of that id is under way.")
    if is_new:
        logs.trouble("batch-unopened", batch=batch, reason="A job cannot open what this relay seals.")

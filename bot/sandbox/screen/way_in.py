"""The way of a person's message: phone, Twilio, relay, dispatch, workflow, issue."""

from __future__ import annotations

from datetime import datetime

from bot.core.sentences import Sentence
from bot.relay.batches.batch import Batch, BatchState
from bot.relay.store.trail import StoredItem
from bot.rules.wire import envelope
from bot.sandbox.screen.seen import Seen, SeenPlace
from bot.sandbox.screen.stations import Light, Station
from bot.sandbox.twilio.values import Message
from bot.sandbox.workflows.runs import Run

_RECOVERS = ("reconcile",)


def stations(message: Message, seen: Seen) -> tuple[Station, ...]:
    """Return the stations of a message from a person, as far as it has got."""
    items = seen.stored[message.sid].items if message.sid in seen.stored else ()
    item = next((one for one in items if one.kind == envelope.RECORD_MESSAGES), None)
    place = seen.places.get(message.sid)
    runs = seen.runs_of(item.batch.id) if item and item.batch else []
    if not item and place:  # reconcile found it at Twilio, or the relay has purged it
        found = seen.run_at(place.at, _RECOVERS)
        runs = [found] if found else []
    return (
        Station("Phone", Light.REACHED, message.created_at),
        _twilio(message, item, place, seen),
        _relay(item, place, runs),
        _dispatch(item, place, seen),
        _run(item, runs, place),
        _issue(place),
    )


def _twilio(message: Message, item: StoredItem | None, place: SeenPlace | None, seen: Seen) -> Station:
    alert = seen.alerts.get(message.sid)
    if item or (place and not alert):
        return Station("Twilio", Light.REACHED, message.created_at)
    if not alert:
        return Station("Twilio", Light.WORKING, says="It calls the relay.")
    if place:
        return Station(
            "Twilio", Light.REACHED, alert.at, says="Nobody answered its calls; it kept the message."
        )
    why = Sentence(
        "Its calls failed (error {code}), and it has given up. The workflow reconcile finds the message here:"
        " start it among the switches.",
        code=alert.error_code,
    )
    return Station("Twilio", Light.WAITING, alert.at, says=why)


def _relay(item: StoredItem | None, place: SeenPlace | None, runs: list[Run]) -> Station:
    if item:
        return Station("Relay", Light.REACHED, item.received_at, says="Stored, sealed.")
    if place:
        return Station("Relay", Light.PASSED_BY, says="Found at Twilio by reconcile." if runs else "")
    return Station("Relay")


def _dispatch(item: StoredItem | None, place: SeenPlace | None, seen: Seen) -> Station:
    name = "To GitHub"
    if not item:
        return Station(name, Light.PASSED_BY if place else Light.AHEAD)
    batch = item.batch
    if batch and _was_dispatched(batch):
        return Station(name, Light.REACHED, batch.dispatched_at or batch.created_at)
    if not seen.relay_runs:
        return Station(name, Light.WAITING, says="The relay is down; it goes on once it is started again.")
    for one in (batch, *seen.unfinished):  # its own trouble, or that of the ones before it
        if one and one.problem:
            return Station(name, Light.WAITING, says=one.problem.sentence, again_at=one.next_attempt_at)
    return Station(name, Light.WORKING, says="In the queue.")


def _was_dispatched(batch: Batch) -> bool:
    """Return whether GitHub has it, or had it: of one whose run failed the next station says so."""
    return batch.state in (BatchState.DISPATCHED, BatchState.DONE) or bool(batch.judged)


def _run(item: StoredItem | None, runs: list[Run], place: SeenPlace | None) -> Station:
    batch = item.batch if item else None
    if runs:
        again = batch if batch and batch.state is BatchState.READY else None
        return of_run(_decisive(runs), again.next_attempt_at if again else None)
    if batch and batch.judged and batch.problem:
        return Station("Workflow", Light.WAITING, says=batch.problem.sentence, again_at=batch.next_attempt_at)
    return Station("Workflow", Light.REACHED, place.at) if place else Station("Workflow")


def _decisive(runs: list[Run]) -> Run:
    """Return the first run that succeeded, since later ones find the work done, else the newest, which comes first."""
    return next((run for run in reversed(runs) if run.conclusion == "success"), runs[0])


def of_run(run: Run, again_at: datetime | None = None) -> Station:
    """Return the station of a run; one that failed may be followed by another."""
    if run.status == "queued":
        return Station("Workflow", Light.WORKING, says="Queued.", run=run.id)
    if run.active:
        return Station("Workflow", Light.WORKING, run.started_at, says="Running.", run=run.id)
    if run.conclusion in ("success", "skipped"):
        return Station("Workflow", Light.REACHED, run.started_at, run=run.id)
    says = "Its run failed; its log says why."
    light = Light.WAITING if again_at else Light.FAILED
    return Station("Workflow", light, run.updated_at, says=says, again_at=again_at, run=run.id)


def _issue(place: SeenPlace | None) -> Station:
    if place is None:
        return Station("Issue")
    says = Sentence(
        "A comment on #{number}." if place.about.comment else "Opened #{number}.", number=place.about.issue
    )
    return Station(
        "Issue", Light.REACHED, place.at, says=says, issue=place.about.issue, comment=place.about.comment
    )

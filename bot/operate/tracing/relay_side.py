"""What the relay's machine shows of a message: its log and its store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.core import log_lines
from bot.core.log_lines import LoggedStep
from bot.operate.tracing.steps import SeenIn, TraceStep
from bot.relay.store import trail as store_trail
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store
from bot.relay.store.trail import StoredItem, StoredTrail
from bot.rules.texts.tracing import TraceTexts
from bot.rules.wire import envelope
from bot.rules.wire.about import About

_STORED = {
    envelope.RECORD_MESSAGES: "message-stored",
    envelope.RECORD_DELIVERY: "status-stored",
    envelope.SEND_NOTIFICATION: "order-stored",
}
# Of a batch, not of this message in it; earlier versions had a line for each.
_OF_OTHERS = frozenset({"batch-made", "message-batched"})
_SAME = {"batch-found": "batch-dispatched"}
_NUMBERS = frozenset({"issue", "comment", "code", "count", "run", "sequence"})


@dataclass(slots=True)
class RelaySide:
    """Reads the log and the store, where they are on this machine; what is missing is named in `unseen`.

    `written` writes a moment for people.
    """

    log: Path
    texts: TraceTexts
    written: Callable[[datetime], str]
    store: Store | None = None
    unseen: list[str] = field(default_factory=list)
    stored: StoredTrail = field(default_factory=StoredTrail)

    def steps(self, message: str) -> list[TraceStep]:
        """Return what is known of a message, an order or a comment."""
        self._read_store(message)
        found = [
            *self._logged("message", message),
            *(_batched(step, message) for step in self._logged("messages", message)),
            *self._logged("order", message),
            *(self._logged("comment", message) if message.isdigit() else ()),
        ]
        batches = {str(step.fields["batch"]) for step in found if "batch" in step.fields}
        batches |= {item.batch.id for item in self.stored.items if item.batch}
        found += [step for step in self._logged("batch", *batches) if step.name not in _OF_OTHERS]
        known = {_sameness(step) for step in found}
        return found + [step for step in self._of_store(message) if _sameness(step) not in known]

    def about(self, about: About) -> list[TraceStep]:
        """Return what Twilio reported about the messages of a comment, or of a whole issue (comment 0)."""
        mine = [str(about.comment)] if about.comment else []
        found = self._logged("comment", *mine) if mine else self._logged("issue", str(about.issue))
        return [
            step
            for step in found
            if (step.fields.get("issue"), step.fields.get("comment")) == (about.issue, about.comment)
        ]

    def say_what_is_missing(self, steps: Collection[TraceStep]) -> None:
        """Say what the log does not hold, once the steps are read."""
        try:
            begins = log_lines.begins(self.log)
        except OSError as error:
            self.unseen.append(self.texts.log_unreadable.format(why=error.strerror))
            return
        if begins is None:
            self.unseen.insert(0, self.texts.no_log)
        elif not any(step.source is SeenIn.LOG for step in steps) or any(step.at < begins for step in steps):
            self.unseen.insert(0, self.texts.log_begins.format(when=self.written(begins)))

    def _read_store(self, message: str) -> None:
        if self.store is None:
            return
        try:
            self.stored = store_trail.of(message, self.store)
        except StoreError as error:
            self.unseen.append(self.texts.store_unreadable.format(why=error.reason))
        if self.stored.is_remembered:
            self.unseen.append(self.texts.purged)

    def _logged(self, name: str, *values: str) -> list[TraceStep]:
        if not values:
            return []
        try:
            return [_step(line) for line in log_lines.about(self.log, name, values)]
        except OSError:
            return []  # say_what_is_missing names it

    def _of_store(self, message: str) -> Iterator[TraceStep]:
        for item in self.stored.items:
            yield from _steps_of(item, message)
        order = self.stored.order
        if order and order.status:
            yield TraceStep(
                order.updated_at,
                "order-status",
                SeenIn.STORE,
                {"message": message, "status": order.status, "code": order.code},
            )


def runs(steps: Collection[TraceStep], stored: StoredTrail) -> dict[int, str]:
    """Return the runs that are named, each with its batch."""
    found = {
        int(step.fields["run"]): str(step.fields.get("batch", "")) for step in steps if "run" in step.fields
    }
    for item in stored.items:
        if item.batch and item.batch.run_id:
            found.setdefault(item.batch.run_id, item.batch.id)
    return found


def _steps_of(item: StoredItem, message: str) -> Iterator[TraceStep]:
    named: dict[str, str | int] = {"message": message}
    if item.status:
        named["status"] = item.status
    stored = _STORED.get(item.kind, "message-stored")
    yield TraceStep(item.received_at, stored, SeenIn.STORE, {**named, "sequence": item.sequence})
    batch = item.batch
    if batch is None:
        return
    yield TraceStep(batch.created_at, "message-batched", SeenIn.STORE, {**named, "batch": batch.id})
    of_batch = {"batch": batch.id, "event": batch.kind}
    if batch.dispatched_at:
        yield TraceStep(batch.dispatched_at, "batch-dispatched", SeenIn.STORE, of_batch)
    if batch.problem:
        why = {**of_batch, "reason": batch.problem.sentence}
        yield TraceStep(batch.problem.since, "batch-waits", SeenIn.STORE, why)
    if batch.done_at and batch.run_id:
        yield TraceStep(batch.done_at, "run-succeeded", SeenIn.STORE, {**of_batch, "run": batch.run_id})


def _step(line: LoggedStep) -> TraceStep:
    fields = {
        key: int(value) if key in _NUMBERS and value.lstrip("-").isdigit() else value
        for key, value in line.fields.items()
    }
    return TraceStep(line.at, line.name, SeenIn.LOG, fields)


def _batched(step: TraceStep, message: str) -> TraceStep:
    """Return what the line of a batch says of one of the messages in it."""
    keys = [key.partition(":") for key in str(step.fields["messages"]).split(",")]
    status = next(status for key, _, status in keys if key == message)
    named = {"message": message, **({"status": status} if status else {}), "batch": step.fields["batch"]}
    return TraceStep(step.at, "message-batched", SeenIn.LOG, named)


def _sameness(step: TraceStep) -> tuple[str, str]:
    """Return what two sources say of the same step alike."""
    name, fields = _SAME.get(step.name, step.name), step.fields
    if name in ("message-batched", "batch-dispatched", "run-succeeded"):
        return name, str(fields.get("batch", ""))
    return name, str(fields.get("status", ""))

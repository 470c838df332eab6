"""The way of a message as a line of stations: what was seen at each, what is still to come, what cannot be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.operate.tracing.steps import IdKind, TraceStep, Trail


class StationState(StrEnum):
    """The state of a station."""

    REACHED = "reached"
    TROUBLED = "troubled"
    TO_COME = "to-come"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class SaidStep:
    """A step in the language of the page; `at` is None for what has no time, `url` empty without an address."""

    at: datetime | None
    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """A station: its title in English, its state, what was seen there."""

    title: str
    state: StationState
    steps: Sequence[SaidStep] = ()


_RECEIVED, _STORED, _DISPATCHED, _RUN = "Received", "Stored", "Dispatched to GitHub", "Recorded by a run"
_ISSUE, _REPLIED, _WRITTEN, _NOTED = "In the issue", "Replied", "Written in the issue", "Noted in the issue"
_LEFT, _DELIVERED = "Sent", "Delivered"
_LINES: Mapping[IdKind, Sequence[str]] = {
    IdKind.RECEIVED: (_RECEIVED, _STORED, _DISPATCHED, _RUN, _ISSUE, _REPLIED, _DELIVERED),
    IdKind.ORDER: (_STORED, _DISPATCHED, _RUN, _ISSUE, _DELIVERED),
    IdKind.SENT: (_WRITTEN, _LEFT, _DELIVERED, _NOTED),
    IdKind.COMMENT: (_WRITTEN, _LEFT, _DELIVERED),
}
# The first beginning of a step's name that fits.
_OF_STEPS = (
    ("received-at-twilio", _RECEIVED),
    ("sent-at-twilio", _LEFT),
    (("message-batched", "batch-", "dispatch-"), _DISPATCHED),
    (("message-", "fallback-", "order-stored", "order-repeated"), _STORED),
    ("run-", _RUN),
    (("recorded", "order-shown"), _ISSUE),
    ("reply", _REPLIED),
    (("status-", "order-status"), _DELIVERED),
)
_FIRST_MARKS = frozenset({"eyes", "rocket"})
_TROUBLE = frozenset(
    {"message-not-stored", "batch-waits", "dispatch-failed", "dispatch-held", "run-failed", "run-missing"}
)
_BAD = frozenset({"failed", "undelivered", "canceled", "confused"})


def line_of(trail: Trail, said: Mapping[TraceStep, SaidStep]) -> Sequence[Station]:
    """Return the stations in their order; `said` has the sentence of each step."""
    titles = _LINES[trail.kind]
    seen: dict[str, list[TraceStep]] = {title: [] for title in titles}
    for step in trail.steps:
        seen[_title(step, titles)].append(step)
    last = max((place for place, title in enumerate(titles) if seen[title]), default=-1)
    return [
        Station(title, _state(seen[title], passed=place < last), [said[step] for step in seen[title]])
        for place, title in enumerate(titles)
    ]


def with_word_of_twilio(stations: Sequence[Station], sentence: str, *, good: bool) -> Sequence[Station]:
    """Return the stations with what Twilio says became of a message of ours, of which its reports may be elsewhere."""
    state = StationState.REACHED if good else StationState.TROUBLED
    return [
        replace(one, state=state, steps=[*one.steps, SaidStep(None, sentence)])
        if one.title == _DELIVERED
        else one
        for one in stations
    ]


def _title(step: TraceStep, titles: Sequence[str]) -> str:
    """Return the station of a step on this line: of one that it does not have, the nearest."""
    if step.name.startswith("mark"):
        first = step.fields.get("mark") in _FIRST_MARKS
        wanted: tuple[str, ...] = (_LEFT, _REPLIED, _DELIVERED) if first else (_DELIVERED,)
    else:
        title = next((title for begins, title in _OF_STEPS if step.name.startswith(begins)), _STORED)
        wanted = (title, _NOTED) if title in (_DISPATCHED, _RUN) else (title, _WRITTEN)
    return next((title for title in wanted if title in titles), titles[-1])


def _state(steps: Sequence[TraceStep], *, passed: bool) -> StationState:
    if not steps:
        return StationState.UNSEEN if passed else StationState.TO_COME
    last = steps[-1]
    bad = last.name in _TROUBLE or {last.fields.get("status"), last.fields.get("mark")} & _BAD
    return StationState.TROUBLED if bad and not (passed and last.name in _TROUBLE) else StationState.REACHED

"""The way of an order as its steps, like that of a parcel: each with its time, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.sentences import Sentence
from bot.relay.store.orders import OrderWay
from bot.rules.texts import Texts
from bot.rules.wire.order_status import OrderStatus


class StepState(StrEnum):
    """The state of a step; the names are those of the page's styles."""

    DONE = "done"
    NOW = "now"
    WAITS = "waits"
    FAILED = "failed"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class FateStep:
    """A step: its name in English; `said` and `remedy` are sentences, `said` possibly in English too."""

    name: str
    state: StepState
    at: datetime | None = None
    said: str = ""
    remedy: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderFate:
    """What is known of an order: a word for all of it, and the steps."""

    way: OrderWay
    word: str
    tone: str  # of the badge: "" or good, bad, warn, accent
    steps: Sequence[FateStep]

    @property
    def is_final(self) -> bool:
        return self.way.report.status in _FINAL

    def is_followed(self, now: datetime) -> bool:
        """Whether a page that shows it looks again by itself, which ends some time: reports may never come."""
        return not self.is_final and now - self.way.since < _FOLLOWED


_FINAL = (OrderStatus.DELIVERED, OrderStatus.FAILED, OrderStatus.REFUSED)
_FOLLOWED = timedelta(minutes=15)
_WORDS = {
    OrderStatus.QUEUED: ("in the queue", ""),
    OrderStatus.DISPATCHED: ("on its way", "accent"),
    OrderStatus.HANDLED: ("processed", "accent"),
    OrderStatus.DEFERRED: ("held until later", "warn"),
    OrderStatus.SCHEDULED: ("scheduled", "warn"),
    OrderStatus.UNKNOWN: ("not known", "warn"),
    OrderStatus.SENT: ("sent", "accent"),
    OrderStatus.DELIVERED: ("delivered", "good"),
    OrderStatus.FAILED: ("not delivered", "bad"),
    OrderStatus.REFUSED: ("not sent", "bad"),
}
_SAID = {
    OrderStatus.DEFERRED: "The policy holds it; it is judged again then.",
    OrderStatus.SCHEDULED: "Twilio keeps it until then.",
    OrderStatus.UNKNOWN: "Twilio may have taken it, and nobody can tell. It is not sent again.",
}


def of(way: OrderWay, texts: Texts) -> OrderFate:
    """Return the fate of an order; `texts` are those of the reader."""
    word, tone = _WORDS[way.report.status]
    steps = (_taken(way), _dispatched(way), _handled(way), _sent(way, texts), _delivered(way, texts))
    return OrderFate(way, word, tone, steps)


def _taken(way: OrderWay) -> FateStep:
    return FateStep("Taken by the relay", StepState.DONE, way.ordered_at)


def _dispatched(way: OrderWay) -> FateStep:
    if way.report.status is not OrderStatus.QUEUED:
        return FateStep("Handed to GitHub", StepState.DONE, way.dispatched_at)
    if way.problem:
        return FateStep("Handed to GitHub", StepState.WAITS, said=way.problem)
    return FateStep("Handed to GitHub", StepState.NOW)


def _handled(way: OrderWay) -> FateStep:
    state = {OrderStatus.QUEUED: StepState.AHEAD, OrderStatus.DISPATCHED: StepState.NOW}
    return FateStep("Judged by the workflow", state.get(way.report.status, StepState.DONE), _done_at(way))


def _done_at(way: OrderWay) -> datetime | None:
    """Return when the run ended, unless what it did is known from before: a step is never later than the next one."""
    return (
        way.done_at
        if way.done_at and (way.done_at <= way.since or way.report.status is OrderStatus.HANDLED)
        else None
    )


def _sent(way: OrderWay, texts: Texts) -> FateStep:
    name, report = "Taken by Twilio", way.report
    match report.status:
        case OrderStatus.QUEUED | OrderStatus.DISPATCHED:
            return FateStep(name, StepState.AHEAD)
        case OrderStatus.HANDLED:
            return FateStep(name, StepState.NOW, said="The workflow has reported nothing yet.")
        case OrderStatus.DEFERRED | OrderStatus.SCHEDULED | OrderStatus.UNKNOWN:
            said = _because(way, texts) or _SAID[report.status]
            return FateStep(name, StepState.WAITS, way.since, said, until=report.until)
        case OrderStatus.REFUSED:
            said, remedy = _refusal(way, texts)
            return FateStep("Not sent", StepState.FAILED, way.since, said, remedy)
        case OrderStatus.SENT:
            return FateStep(name, StepState.DONE, way.since)
        case OrderStatus.DELIVERED | OrderStatus.FAILED:
            return FateStep(name, StepState.DONE)


def _delivered(way: OrderWay, texts: Texts) -> FateStep:
    name, report = "Delivered to the phone", way.report
    match report.status:
        case OrderStatus.DELIVERED:
            return FateStep(name, StepState.DONE, way.since)
        case OrderStatus.SENT:
            return FateStep(name, StepState.NOW, said="Some carriers never report a delivery.")
        case OrderStatus.FAILED:
            said, remedy = _refusal(way, texts)
            return FateStep("Not delivered", StepState.FAILED, way.since, said, remedy)
        case _:
            return FateStep(name, StepState.AHEAD)


def _because(way: OrderWay, texts: Texts) -> str:
    """Return the policy's reason, empty where it is none of its rules."""
    return _capital(texts.reasons.get(way.report.cause, ""))


def _refusal(way: OrderWay, texts: Texts) -> tuple[str, str]:
    """Return why a message was not sent or did not arrive, and what to do."""
    report = way.report
    if report.code:
        meaning = texts.codes.get(report.code, texts.other_code)
        what = _capital(meaning.what.format(code=report.code))
        return Sentence("Twilio {code}: {what}", code=report.code, what=what), meaning.remedy
    return _because(way, texts) or report.cause or "The reason is not known.", ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]

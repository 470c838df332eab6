"""Puts together the way of one message: from the relay's log, its store and GitHub, each as far as it is seen here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from bot.adapters.twilio.message_log import LoggedMessage
from bot.adapters.twilio.parameters import SID
from bot.core.errors import BotError
from bot.operate.tracing import relay_side
from bot.operate.tracing.github_side import GithubSide, TracePlace
from bot.operate.tracing.relay_side import RelaySide
from bot.operate.tracing.steps import IdKind, SeenIn, TraceStep, Trail
from bot.rules.wire import envelope
from bot.rules.wire.about import About

_ORDER = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# Of a comment: ten digits for years to come. With eleven and more it may be somebody's phone number.
_NUMBER = re.compile(r"[1-9]\d{0,9}", re.ASCII)
_RECEIVED = frozenset({"message-stored", "message-repeated", "message-not-stored"})


def read_id(written: str) -> str:
    """Return an id as it is logged; raises BotError for anything else, which may be a number of a person."""
    text = written.strip()
    known = text[:2].upper() + text[2:].lower() if text[:2].upper() in ("SM", "MM") else text.lower()
    if not any(form.fullmatch(known) for form in (SID, _ORDER, _NUMBER)):
        raise BotError(
            "That is not the id of a message.",
            "Give the SM... or MM... of Twilio, the id of an order, or the number at the end of a comment's address.",
        )
    return known


def follow(
    message: str, relay: RelaySide, github: GithubSide | None, twilio: LoggedMessage | None = None
) -> Trail:
    """Return the way of a message, as far as is given what sees it; without any step nothing is known of it."""
    steps = relay.steps(message)
    relay.say_what_is_missing(steps)
    kind = _kind_of(message, steps, relay)
    if twilio:
        kind = IdKind.RECEIVED if twilio.inbound else IdKind.SENT
        steps.append(TraceStep(twilio.created_at, f"{kind}-at-twilio", SeenIn.TWILIO, {"message": message}))
    since = min((step.at for step in steps), default=_made_at(message))
    if github is None:
        return _trail(message, kind, steps, relay.unseen)
    batches = [item.batch for item in relay.stored.items if item.batch]
    waiting = [batch for batch in batches if batch.dispatched_at and not batch.done_at]
    steps += github.runs(relay_side.runs(steps, relay.stored), waiting)
    about = _named(message, steps)
    # Of a message of ours no issue holds the id: where no report names its comment, nothing does.
    looked_for = None if twilio and kind is IdKind.SENT else github.place_of
    place = github.place(about) if about else looked_for and looked_for(message, since)
    if place:
        steps += _of_place(place, kind, relay, github)
    return _trail(message, kind, steps, [*relay.unseen, *github.unseen])


def _trail(message: str, kind: IdKind, steps: Sequence[TraceStep], unseen: Sequence[str]) -> Trail:
    return Trail(message, kind, tuple(sorted(set(steps), key=lambda step: step.turn)), tuple(unseen))


def _of_place(place: TracePlace, kind: IdKind, relay: RelaySide, github: GithubSide) -> list[TraceStep]:
    """Return what happened where the message is shown; and of a person's, what became of the reply to it."""
    names = {IdKind.RECEIVED: "recorded", IdKind.ORDER: "order-shown"}
    steps = [_shown(place, names.get(kind, "reply"))]
    if kind is not IdKind.RECEIVED:
        return [*steps, *relay.about(place.about), *github.marks(place)]
    if not place.about.comment:  # it began the conversation, which is confirmed to the person
        steps += [*relay.about(place.about), *github.marks(place)]
    reply = github.reply_to(place)
    if reply:
        steps += [_shown(reply, "reply"), *relay.about(reply.about), *github.marks(reply)]
    return steps


def _shown(place: TracePlace, name: str) -> TraceStep:
    about: dict[str, str | int] = {"issue": place.about.issue, "comment": place.about.comment}
    return TraceStep(place.at, name, SeenIn.GITHUB, {**about, "url": place.url})


def _kind_of(message: str, steps: Sequence[TraceStep], relay: RelaySide) -> IdKind:
    if message.isdigit():
        return IdKind.COMMENT
    if not SID.fullmatch(message):
        return IdKind.ORDER
    kinds = {item.kind for item in relay.stored.items}
    received = envelope.RECORD_MESSAGES in kinds or any(step.name in _RECEIVED for step in steps)
    is_ours = envelope.RECORD_DELIVERY in kinds or any(step.name.startswith("status-") for step in steps)
    return IdKind.SENT if is_ours and not received else IdKind.RECEIVED


def _named(message: str, steps: Sequence[TraceStep]) -> About | None:
    """Return the comment that the reports on a message of ours name; that of the id itself, if it is a comment's."""
    found = (
        About(int(step.fields["issue"]), int(step.fields["comment"]))
        for step in steps
        if "issue" in step.fields and "comment" in step.fields
    )
    return next(found, About(0, int(message)) if message.isdigit() else None)


def _made_at(message: str) -> datetime | None:
    """Return when an order's id was made: a UUID of version 7 holds the time (RFC 9562)."""
    if not _ORDER.fullmatch(message):
        return None
    return datetime.fromtimestamp((UUID(message).int >> 80) / 1000, UTC)

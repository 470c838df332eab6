"""The way of a message of ours: comment or issue, workflow, Twilio, phone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from bot.core.sentences import Sentence
from bot.rules.text import commands
from bot.rules.wire.about import ABOUT, About
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.github.values import Comment
from bot.sandbox.screen import way_in
from bot.sandbox.screen.seen import Seen, SeenPlace, comment_of
from bot.sandbox.screen.stations import Light, Station
from bot.sandbox.twilio.values import Message
from bot.sandbox.workflows.runs import Run

# By a comment, by an order, by a message that is confirmed, by the clock.
_SENDING = (
    "send-replies",
    "send-notification",
    "record-messages",
    "begin-conversation",
    "reconcile",
    "check-billing",
)
_FAILED = frozenset({"failed", "undelivered", "canceled"})


def about_of(message: Message) -> About | None:
    """Return what a message of ours belongs to, as its callback address says."""
    found = parse_qs(urlsplit(message.status_callback).query).get(ABOUT, ())
    return About.parse(found[0]) if found else None


def stations(message: Message, seen: Seen) -> tuple[Station, ...]:
    """Return the stations of a message that Twilio has taken."""
    about = about_of(message)
    run = seen.run_at(message.created_at, _SENDING, about.comment if about else 0)
    return (
        _start(about, seen),
        way_in.of_run(run) if run else Station("Workflow", Light.PASSED_BY),
        Station("Twilio", Light.REACHED, message.created_at),
        _phone(message),
    )


def is_sending(comment: Comment, *, every_comment: bool) -> bool:
    """Return whether a comment asks for a text to be sent."""
    command = commands.parse(comment.body, every_comment=every_comment)
    return comment.author != JOB_LOGIN and command is not None and commands.sends_text(command)


def before_twilio(comment: Comment, seen: Seen) -> tuple[Station, ...]:
    """Return the stations of a comment of which Twilio has nothing yet, or never will."""
    place = SeenPlace(About(comment.issue, comment.id), comment.created_at, comment.author)
    run = next((run for run in seen.runs if comment_of(run) == comment.id), None)
    workflow = (
        way_in.of_run(run) if run else Station("Workflow", Light.WAITING, says="No workflow has begun yet.")
    )
    return (_of_place(place), workflow, _unsent(run), Station("Phone"))


def _unsent(run: Run | None) -> Station:
    """Return Twilio's station of what it does not have."""
    if run is None or run.active:
        return Station("Twilio", Light.AHEAD)
    if run.conclusion in ("success", "skipped"):
        return Station("Twilio", Light.FAILED, says="Nothing was sent; the issue says why.")
    return Station("Twilio", Light.WAITING, says="Nothing was sent yet: reconcile starts the workflow again.")


def _start(about: About | None, seen: Seen) -> Station:
    if about is None:
        return Station("Issue", Light.PASSED_BY)
    comment = seen.comments.get(about.comment)
    place = seen.openings.get(about.issue)
    if comment:
        place = SeenPlace(about, comment.created_at, comment.author)
    return _of_place(place) if place else Station("Issue", Light.PASSED_BY)


def _of_place(place: SeenPlace) -> Station:
    about = place.about
    says = Sentence("Confirmation of #{number}.", number=about.issue)
    if about.comment:
        says = Sentence("{login} on #{number}", login=place.author, number=about.issue)
    name = "The comment" if about.comment else "Issue"
    return Station(name, Light.REACHED, place.at, says=says, issue=about.issue, comment=about.comment)


def _phone(message: Message) -> Station:
    status, at = message.status, message.updated_at
    if status in ("delivered", "read"):
        return Station("Phone", Light.REACHED, at, says="Read." if status == "read" else "Delivered.")
    if status in _FAILED:
        why = Sentence("Not delivered (error {code}).", code=message.error_code or 0)
        return Station("Phone", Light.FAILED, at, says=why)
    if status == "sent":
        return Station("Phone", Light.WORKING, at, says="Sent; nothing is known of its arrival.")
    if status == "scheduled":
        return Station(
            "Phone", Light.WAITING, says="Twilio holds it until its time.", again_at=message.send_at
        )
    return Station("Phone", Light.WORKING)

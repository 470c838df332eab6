"""The history of a conversation: what became of each command and order, from comments, notes and our own marks.

The only place that decides it. A note says the verdict in a word; what left without a word bears our mark. Nobody
else's reaction is looked at, and no other verdict is read from a reaction, so that nothing but a text that Twilio
failed to deliver can be sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from bot.core.issues import Comment
from bot.core.marks import LEFT, Mark, Outcome
from bot.rules.text import commands
from bot.rules.text.command_types import (
    Command,
    Retry,
)
from bot.rules.text.commands import CommandKind
from bot.rules.wire.markers import NoteMarker

_ANSWERED = frozenset({CommandKind.ANSWERS, CommandKind.ACTS})
_RETRIED = frozenset({Outcome.FAILED, Outcome.UNDELIVERED, Outcome.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Notes:
    """Our notes about one comment: the verdict, in the comment `judged`, the delay, and what a /retry sends.

    `delayed` is the comment that announced the delay, `doubted` the one that said that nobody knows whether the message
    left; `has_left` is set once it has.
    """

    verdict: NoteMarker | None = None
    judged: int = 0
    delayed: int = 0
    doubted: int = 0
    has_left: bool = False
    resending: NoteMarker | None = None

    def add(self, comment: int, note: NoteMarker) -> Notes:
        """Return these notes with another, read from that comment; the first verdict stays that yields to no other."""
        if note.verdict is Outcome.RESENDING:
            return replace(self, resending=self.resending or note)
        if not note.verdict.is_final:
            left = self.has_left or note.verdict is Outcome.LEFT
            return replace(self, delayed=self.delayed or comment, has_left=left)
        if self.verdict and not self.verdict.verdict.yields_to(note.verdict):
            return self
        doubted = comment if note.verdict is Outcome.UNKNOWN else self.doubted
        return replace(self, verdict=note, judged=comment, doubted=doubted)


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A command, or an order (without `command`), and what became of it.

    The first `sent` of `parts` message parts of its text have left; where `parts` is 0, their number is not known. It
    began with the part `first`. For a /retry, `source` is the step whose text it sends.
    `judged` is the comment with the verdict, its own if there is none. `doubted` is the one that said that nobody knows
    whether it left, 0 if none did. `has_left` says that all of its text has left.
    """

    comment: Comment
    command: Command | None
    outcome: Outcome
    judged: int
    marks: frozenset[str] = frozenset()
    sent: int = 0
    parts: int = 0
    first: int = 0
    doubted: int = 0
    source: HistoryStep | None = field(default=None, repr=False)

    @property
    def is_open(self) -> bool:
        return not self.outcome.is_final

    @property
    def is_taken(self) -> bool:
        """Whether a run has begun to send it."""
        return Mark.TAKEN in self.marks

    @property
    def sends_text(self) -> bool:
        return self.command is None or commands.sends_text(self.command)

    @property
    def origin(self) -> HistoryStep:
        """The step that was written with the text."""
        return self.source.origin if self.source else self

    @property
    def has_left(self) -> bool:
        left = self.outcome in (Outcome.DONE, Outcome.UNDELIVERED) or bool(self.marks & LEFT)
        return left and self.sends_text and self.outcome is not Outcome.CANCELED

    @property
    def may_be_retried(self) -> bool:
        """Whether Twilio failed to deliver it, or may have; what the policy held is written again instead."""
        return self.outcome in _RETRIED

    @property
    def is_held(self) -> bool:
        """Whether the policy held its own text; of a /retry that was held, the text failed before."""
        return self.outcome is Outcome.HELD and not isinstance(self.command, Retry)

    def first_to_retry(self, parts: int) -> int:
        """Return the part that a /retry begins with, if its text has so many now; 0 if it was parted otherwise."""
        if self.parts != parts:
            return 0
        return self.sent if self.outcome is Outcome.FAILED else self.first

    @property
    def left(self) -> slice:
        """Which parts of its text this step itself has sent."""
        return slice(self.first, None if self.has_left else max(self.first, self.sent))


@dataclass(frozen=True, slots=True)
class History:
    """The steps of a conversation, in the order of their comments."""

    steps: tuple[HistoryStep, ...] = ()

    def put(self, step: HistoryStep) -> History:
        """Return the history with what became of a command meanwhile."""
        return History(tuple(step if one.comment.id == step.comment.id else one for one in self.steps))

    def step(self, comment: int) -> HistoryStep | None:
        return next((one for one in self.steps if one.comment.id == comment), None)

    def is_overtaken(self, step: HistoryStep) -> bool:
        """Return whether a later command has been carried out: they are in order, so this one was none at the time."""
        return any(one.comment.id > step.comment.id and not one.is_open for one in self.steps if one.command)

    def unsent(self) -> HistoryStep | None:
        """Return the newest answer that did not get through, if no answer written since its verdict has left.

        Either it may be retried, or the policy held it. What was refused is never returned.
        """
        given = [one for one in self.steps if one.command and one.sends_text]
        arrived = [one for one in given if one.outcome is Outcome.DONE]
        again = {one.origin.comment.id for one in arrived if one.source}
        left_at = max((one.comment.id for one in arrived), default=0)
        found = [
            one
            for one in given
            if (one.may_be_retried or one.is_held)
            and one.judged > left_at
            and one.origin.comment.id not in again
        ]
        return max(found, key=lambda one: one.judged, default=None)

    def known_since(self) -> HistoryStep | None:
        """Return the newest answer that left, if nobody knew that until Twilio reported it."""
        left = [one for one in self.steps if one.command and one.has_left]
        newest = max(left, key=lambda one: one.comment.id, default=None)
        return newest if newest and newest.doubted and newest.outcome is Outcome.DONE else None


def notes(found: Iterable[tuple[int, NoteMarker]]) -> dict[int, Notes]:
    """Return our notes by the comment they are about; `found` has the ids of their own comments, in order."""
    known: dict[int, Notes] = {}
    for comment, note in found:
        known[note.about] = known.get(note.about, NO_NOTES).add(comment, note)
    return known


def read(
    given: Iterable[tuple[Comment, Command | None]],
    noted: Mapping[int, Notes],
    marks: Mapping[int, AbstractSet[str]],
) -> History:
    """Return what became of each command, and of each order, which has no command.

    `marks` holds our own reactions, by comment.
    """
    history = History()
    for comment, command in given:
        about = noted.get(comment.id, NO_NOTES)
        step = _step(comment, command, about, frozenset(marks.get(comment.id, ())))
        if isinstance(command, Retry):
            step = _with_source(step, about.resending, history)
        history = History((*history.steps, step))
    return history


def done(step: HistoryStep) -> HistoryStep:
    """Return the step of a command that has just been carried out without a word."""
    return replace(step, outcome=Outcome.DONE, marks=step.marks | {Mark.SENT})


def denied(step: HistoryStep) -> HistoryStep:
    """Return the step of a command that was refused without a word, since its author may give none."""
    return replace(step, outcome=Outcome.DENIED, marks=step.marks | {Mark.FAILED})


def retrying(step: HistoryStep, failure: HistoryStep | None) -> HistoryStep:
    """Return the step of a /retry with the step whose text it would send, if that may be retried."""
    return replace(step, source=failure.origin if failure and failure.may_be_retried else None)


def judge(step: HistoryStep, note: NoteMarker, at: int) -> HistoryStep:
    """Return the step after a note about it, which was written in the comment `at`."""
    if note.verdict is Outcome.RESENDING:
        return replace(step, first=note.sent, parts=note.parts)
    if not note.verdict.is_final:
        return replace(step, outcome=note.verdict)
    return replace(step, outcome=note.verdict, judged=at, sent=note.sent, parts=note.parts)


def _step(comment: Comment, command: Command | None, about: Notes, marks: frozenset[str]) -> HistoryStep:
    step = HistoryStep(comment, command, _outcome(command, about, marks), comment.id, marks)
    if about.verdict is None:
        return step
    sent, parts = about.verdict.sent, about.verdict.parts
    return replace(step, judged=about.judged, doubted=about.doubted, sent=sent, parts=parts)


def _outcome(command: Command | None, about: Notes, marks: frozenset[str]) -> Outcome:
    if about.verdict and about.verdict.verdict is Outcome.EXPLAINED:
        if command and commands.kind_of(command) in _ANSWERED:
            return Outcome.DONE
        # What has left was reported on later; of anything else it is not known why it did not leave.
        return Outcome.UNDELIVERED if marks & LEFT else Outcome.REFUSED
    if about.verdict:
        return about.verdict.verdict
    if about.has_left or Mark.SENT in marks:
        return Outcome.DONE
    if Mark.FAILED in marks:
        return Outcome.REFUSED  # somebody has deleted the note that gave the reason
    return Outcome.WAITING if about.delayed else Outcome.PENDING


def _with_source(step: HistoryStep, resending: NoteMarker | None, before: History) -> HistoryStep:
    """Return the step of a /retry with the step whose text it sends, and the part it began with."""
    if resending:
        parts = step.parts or resending.parts
        return replace(step, source=before.step(resending.source), first=resending.sent, parts=parts)
    if not step.has_left and step.outcome is not Outcome.FAILED:
        return step
    # An earlier version: it sent all of the last text that had not left.
    sending = (one for one in reversed(before.steps) if one.command and one.sends_text and not one.source)
    return replace(step, source=next((one for one in sending if one.outcome is not Outcome.DONE), None))

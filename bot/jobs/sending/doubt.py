"""Messages of which it is not known whether they left: a run died, or Twilio did not answer, and its list may lag.

A mark says that a run began to hand a message over, and is taken back where it is certain that nothing left. With the
mark and without a verdict, the message may have left. It is sent again only where Twilio's list is known to be complete
(`Messages.lists_all_until`). Where that does not come within LAG, the verdict is `unknown`, and a maintainer decides.

Where Twilio certainly refused to take a part now, a run leaves a halt: how many parts have left, so that the next goes
on from there without the list, which a quiet account cannot prove complete. It is void before anything is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import partial

from bot.core import calls, clock, service_clocks
from bot.core.issues import Comment
from bot.core.marks import REPORTED, Mark
from bot.jobs.sending import explaining
from bot.jobs.sending.outbound import Delayed, OutgoingMessage
from bot.jobs.tools import Tools
from bot.rules.wire.about import About
from bot.rules.wire.markers import KeyedMarker

LAG = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Halt:
    """Our note of where the last run certainly stopped, after `left` parts; None: a run has gone on since."""

    note: Comment
    left: int | None


@dataclass(frozen=True, slots=True)
class EarlierRuns:
    """What earlier runs left of a message: whether one has begun to hand it over, and their newest notes about it.

    By the moment of the note `doubted`, every attempt to send it had ended.
    """

    has_begun: bool = False
    doubted: Comment | None = None
    halt: Halt | None = None

    @property
    def left(self) -> int | None:
        """How many parts have certainly left, and no more; None if that is not known."""
        return self.halt.left if self.halt else None


def earlier(about: About, comments: Iterable[Comment], tools: Tools, *, taken: bool) -> EarlierRuns:
    """Return what earlier runs left of a message; `taken` says that the comment bears the mark of one.

    `comments` are those that may be notes about it, also where its conversation goes on.
    """
    found = EarlierRuns(taken)
    for comment in comments:
        match _read(about, comment, tools):
            case _NoteKind.BEGUN, _:
                found = replace(found, has_begun=True)
            case _NoteKind.DOUBT, _:
                found = replace(found, doubted=comment)
            case _NoteKind.HALT, value:
                found = replace(found, halt=Halt(comment, int(value) if value.isdecimal() else None))
    return found if found.has_begun else EarlierRuns()


def continued(message: OutgoingMessage, about: About, known: EarlierRuns, tools: Tools) -> OutgoingMessage:
    """Return a message as it goes on from what earlier runs left; a note of theirs is void before more leaves."""
    if known.halt and known.left is not None:
        void = partial(tools.conversations.mark_again, known.halt.note, _marker(_NoteKind.HALT, about, ""))
        return replace(message, left=known.left, before_repeat=void)
    if known.doubted:
        void = partial(
            tools.conversations.mark_again, known.doubted, KeyedMarker(f"doubted-{known.doubted.id}")
        )
        return replace(message, attempted=known.doubted.created_at, before_repeat=void)
    return message


def is_lasting(about: About, note: Comment | None, tools: Tools) -> bool:
    """Return whether a message in doubt has been so for LAG; where nobody has noted it yet, note it.

    What Twilio has reported on since this run read the marks is left to the next run, which sees that.
    """
    ahead = service_clocks.ahead(calls.GITHUB)
    over = (note.created_at - ahead if note else clock.now()) + LAG
    if note is None:
        sentence = tools.maintainers.sending.in_doubt.format(minutes=LAG // timedelta(minutes=1))
        marker = _marker(_NoteKind.DOUBT, about, clock.iso(clock.now()))
        tools.conversations.comment(about.issue, marker, sentence)
    if clock.now() < over:
        tools.agenda.note(over)
        return False
    login = tools.settings.config.conversations.bot_login
    if tools.repository.reactions_by(login, about.issue, about.comment) & REPORTED:
        tools.agenda.note(clock.now())
        return False
    return True


def begin(about: About, tools: Tools, *, takes_marks: bool) -> None:
    """Show that a run begins to hand a message over; where GitHub takes no mark, where the conversation goes on."""
    if not (takes_marks and explaining.mark(tools, about, Mark.TAKEN)):
        begun = tools.maintainers.sending.begun_elsewhere
        tools.conversations.comment(about.issue, _marker(_NoteKind.BEGUN, about), begun)


def release(about: About, tools: Tools) -> bool:
    """Take our mark back, since nothing has left: then the next run is free to send it; return whether GitHub did."""
    return explaining.unmark(tools, about, Mark.TAKEN)


def halt(about: About, outcome: Delayed, known: Halt | None, tools: Tools) -> None:
    """Write down how far a message certainly got; where nothing has left, our mark is taken back."""
    if outcome.untouched and known is None and release(about, tools):
        return
    if not outcome.is_certain:
        return
    marker = _marker(_NoteKind.HALT, about, str(outcome.sent))
    if known:
        tools.conversations.mark_again(known.note, marker)
        return
    sentence = tools.maintainers.sending.halted.format(sent=outcome.sent, total=outcome.parts)
    tools.conversations.comment(about.issue, marker, sentence)


class _NoteKind(StrEnum):
    """What a note about a message says, as its key begins; the comment follows, and a value."""

    BEGUN = "begun"
    DOUBT = "doubt"
    HALT = "halt"


def _marker(kind: _NoteKind, about: About, value: str | None = None) -> KeyedMarker:
    return KeyedMarker(f"{kind}-{about.comment}" + ("" if value is None else f"-{value}"))


def _read(about: About, comment: Comment, tools: Tools) -> tuple[_NoteKind, str] | None:
    """Return what a note says about a message, and its value; None for any other comment."""
    marker = tools.conversations.marker(comment)
    kind, _, rest = marker.key.partition("-") if isinstance(marker, KeyedMarker) else ("", "", "")
    number, _, value = rest.partition("-")
    return (_NoteKind(kind), value) if kind in set(_NoteKind) and number == str(about.comment) else None

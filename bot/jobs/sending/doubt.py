"""Messages of which it is not known whether they left: a run died, or Twilio did not answer, and its list may lag.

A mark says that a run began to hand a message over, and is taken back where it is certain that nothing left. With the
mark and without a verdict, the message may have left. It is sent again only where Twilio's list is known to be complete
(`Messages.lists_all_until`). Where that does not come within LAG, the verdict is `unknown`, and a maintainer decides.

Where Twilio certainly refused to take a part now, a run leaves a halt: how many parts have left, so that the next goes
on from there without the list, which a quiet account cannot prove complete. It is void before anything is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.core import calls, clock, service_clocks
from bot.core.issues import Comment
from bot.core.marks import REPORTED, Mark
from bot.jobs.sending import explaining
from bot.jobs.sending.outbound import Delayed
from bot.jobs.tools import Tools
from bot.rules.wire.about import About
from bot.rules.wire.markers import KeyedMarker

LAG = timedelta(minutes=15)


def noted(about: About, comments: Iterable[Comment], tools: Tools) -> Comment | None:
    """Return our newest note of the doubt about a comment: by then, every attempt to send it had ended."""
    found = [
        comment
        for comment in comments
        if isinstance(marker := tools.conversations.marker(comment), KeyedMarker)
        and marker.key.startswith(_key(about))
    ]
    return found[-1] if found else None


def is_lasting(about: About, note: Comment | None, tools: Tools) -> bool:
    """Return whether a message in doubt has been so for LAG; where nobody has noted it yet, note it.

    What Twilio has reported on since this run read the marks is left to the next run, which sees that.
    """
    ahead = service_clocks.ahead(calls.GITHUB)
    over = (note.created_at - ahead if note else clock.now()) + LAG
    if note is None:
        sentence = tools.maintainers.sending.in_doubt.format(minutes=LAG // timedelta(minutes=1))
        key = KeyedMarker(f"{_key(about)}{clock.iso(clock.now())}")
        tools.conversations.comment(about.issue, key, sentence)
    if clock.now() < over:
        tools.agenda.note(over)
        return False
    login = tools.settings.config.conversations.bot_login
    if tools.repository.reactions_by(login, about.issue, about.comment) & REPORTED:
        tools.agenda.note(clock.now())
        return False
    return True


def end(note: Comment, tools: Tools) -> None:
    """Let a note count no more, since the message is about to be handed over again."""
    tools.conversations.mark_again(note, KeyedMarker(f"doubted-{note.id}"))


def begin(about: About, tools: Tools, *, takes_marks: bool) -> None:
    """Show that a run begins to hand a message over; where GitHub takes no mark, where the conversation goes on."""
    if not (takes_marks and explaining.mark(tools, about, Mark.TAKEN)):
        tools.conversations.comment(about.issue, _begun(about), tools.maintainers.sending.begun_elsewhere)


def has_begun(about: About, comments: Iterable[Comment], tools: Tools) -> bool:
    """Return whether a comment says that a run began to hand a message over."""
    return any(tools.conversations.marker(comment) == _begun(about) for comment in comments)


def release(about: About, tools: Tools) -> bool:
    """Take our mark back, since nothing has left: then the next run is free to send it; return whether GitHub did."""
    return explaining.unmark(tools, about, Mark.TAKEN)


@dataclass(frozen=True, slots=True)
class Halt:
    """Our note of where the last run certainly stopped, after `left` parts; None: a run has gone on since."""

    note: Comment
    left: int | None


def halted(about: About, comments: Iterable[Comment], tools: Tools) -> Halt | None:
    """Return where the last run of a message stopped, if one of them knew."""
    prefix, found = _halt(about, None).key, None
    for comment in comments:
        marker = tools.conversations.marker(comment)
        if isinstance(marker, KeyedMarker) and marker.key.startswith(prefix):
            left = marker.key.removeprefix(prefix)
            found = Halt(comment, int(left) if left.isdecimal() else None)
    return found


def halt(about: About, outcome: Delayed, known: Halt | None, tools: Tools) -> None:
    """Write down how far a message certainly got; where nothing has left, our mark is taken back."""
    if outcome.untouched and known is None and release(about, tools):
        return
    if not outcome.is_certain:
        return
    if known:
        tools.conversations.mark_again(known.note, _halt(about, outcome.sent))
        return
    sentence = tools.maintainers.sending.halted.format(sent=outcome.sent, total=outcome.parts)
    tools.conversations.comment(about.issue, _halt(about, outcome.sent), sentence)


def go_on(about: About, known: Halt, tools: Tools) -> None:
    """Let a halt count no more, since the next part is about to be handed over."""
    tools.conversations.mark_again(known.note, _halt(about, None))


def _halt(about: About, left: int | None) -> KeyedMarker:
    return KeyedMarker(f"halt-{about.comment}-{'' if left is None else left}")


def _begun(about: About) -> KeyedMarker:
    return KeyedMarker(f"begun-{about.comment}")


def _key(about: About) -> str:
    return f"doubt-{about.comment}-"

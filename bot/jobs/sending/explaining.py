"""Refusals and failures in words a maintainer understands: one comment, one label, one mark."""

from __future__ import annotations

from collections.abc import Callable

from bot.core import logs
from bot.core.errors import UnwritableIssueError
from bot.core.marks import Mark, Outcome
from bot.jobs.sending.outbound import Refused
from bot.jobs.tools import Tools
from bot.rules.texts import Texts
from bot.rules.wire.about import About
from bot.rules.wire.markers import NoteMarker


def why_refused(outcome: Refused, texts: Texts) -> str:
    """Return what Twilio's refusal means, what to do, and what had left before."""
    meaning = texts.codes.get(outcome.code, texts.other_code)
    explanation = texts.refused.format(code=outcome.code, what=meaning.what, remedy=meaning.remedy)
    left = texts.partly_sent.format(sent=outcome.sent, total=outcome.parts)
    return f"{explanation}\n\n{left}" if outcome.sent else explanation


def mark(tools: Tools, about: About, reaction: Mark) -> bool:
    """Mark a comment; return whether GitHub took the mark, which it does not where the conversation is locked."""
    return _tried(tools.repository.react, about, reaction)


def unmark(tools: Tools, about: About, reaction: Mark) -> bool:
    """Take our mark back from a comment; return whether GitHub did."""
    return _tried(tools.repository.take_back, about, reaction)


def _tried(change: Callable[[int, int, Mark], None], about: About, reaction: Mark) -> bool:
    try:
        change(about.issue, about.comment, reaction)
    except UnwritableIssueError as error:
        logs.trouble("not-marked", issue=about.issue, comment=about.comment, reason=error.message)
        return False
    return True


def sent(tools: Tools, about: About) -> None:
    """Show that all of a text has left: by a mark, or else by a note where the conversation goes on."""
    if not mark(tools, about, Mark.SENT):
        done = NoteMarker(about.comment, Outcome.DONE)
        tools.conversations.comment_once(about.issue, done, tools.maintainers.sending.sent_elsewhere)


def refused(tools: Tools, about: About, outcome: Refused) -> None:
    """Show that Twilio refused a message."""
    marker = NoteMarker(about.comment, Outcome.FAILED, outcome.sent, outcome.parts)
    tools.repository.add_label(about.issue, tools.labels.failed)
    _conclude(tools, about, marker, why_refused(outcome, tools.maintainers))


def failed(tools: Tools, about: About, verdict: Outcome, sentence: str) -> bool:
    """Label, explain, then mark: once the mark is there, all is done; return whether GitHub took it."""
    tools.repository.add_label(about.issue, tools.labels.failed)
    return dismissed(tools, about, verdict, sentence)


def dismissed(tools: Tools, about: About, verdict: Outcome, sentence: str) -> bool:
    """Explain once that a message will not be sent, and mark it; nobody has to fix anything."""
    return _conclude(tools, about, NoteMarker(about.comment, verdict), sentence)


def note(tools: Tools, about: About, outcome: Outcome, sentence: str) -> None:
    """Comment once what became of a message, unless a verdict stands that does not yield to it."""
    _note_once(tools, about, NoteMarker(about.comment, outcome), sentence)


def _conclude(tools: Tools, about: About, marker: NoteMarker, sentence: str) -> bool:
    _note_once(tools, about, marker, sentence)
    return mark(tools, about, Mark.FAILED)


def _note_once(tools: Tools, about: About, marker: NoteMarker, sentence: str) -> None:
    standing = [one for one in Outcome if one.is_final and not one.yields_to(marker.verdict)]
    instead = [NoteMarker(about.comment, one) for one in standing]
    tools.conversations.comment_once(about.issue, marker, sentence, *instead)

"""Refusals and failures in words a maintainer understands: one comment, one label, one mark."""

from __future__ import annotations

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
    try:
        tools.repository.react(about.issue, about.comment, reaction)
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
    note = NoteMarker(about.comment, Outcome.FAILED, outcome.sent, outcome.parts)
    tools.repository.add_label(about.issue, tools.labels.failed)
    _conclude(tools, about, note, why_refused(outcome, tools.maintainers))


def failed(tools: Tools, about: About, verdict: Outcome, sentence: str) -> None:
    """Label, explain, then mark: once the mark is there, all is done; after a crash, nothing is repeated."""
    tools.repository.add_label(about.issue, tools.labels.failed)
    dismissed(tools, about, verdict, sentence)


def dismissed(tools: Tools, about: About, verdict: Outcome, sentence: str) -> None:
    """Explain once that a message will not be sent, and mark it; nobody has to fix anything."""
    _conclude(tools, about, NoteMarker(about.comment, verdict), sentence)


def note_deferred(tools: Tools, about: About, sentence: str) -> None:
    """Comment once that a message is deferred."""
    deferred = NoteMarker(about.comment, Outcome.WAITING)
    tools.conversations.comment_once(about.issue, deferred, sentence, *_verdicts_on(about.comment))


def _conclude(tools: Tools, about: About, note: NoteMarker, sentence: str) -> None:
    tools.conversations.comment_once(about.issue, note, sentence, *_verdicts_on(about.comment))
    mark(tools, about, Mark.FAILED)


def _verdicts_on(comment: int) -> list[NoteMarker]:
    """Return every final note that may stand about a comment: the first one counts."""
    return [NoteMarker(comment, verdict) for verdict in Outcome if verdict.is_final]

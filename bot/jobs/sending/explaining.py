"""Refusals and failures in words a maintainer understands: one comment, one label, one mark."""

from __future__ import annotations

from bot.core.marks import Mark
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


def refused(tools: Tools, about: About, outcome: Refused) -> None:
    """Show that Twilio refused a message."""
    failed(tools, about, why_refused(outcome, tools.maintainers), sent=outcome.sent)


def failed(tools: Tools, about: About, sentence: str, *, sent: int = 0) -> None:
    """Label, explain, then mark: once the mark is there, all is done; after a crash, nothing is repeated."""
    tools.repository.add_label(about.issue, tools.labels.failed)
    dismissed(tools, about, sentence, sent=sent)


def dismissed(tools: Tools, about: About, sentence: str, *, sent: int = 0) -> None:
    """Explain once that a message will not be sent, and mark it; nobody has to fix anything."""
    tools.conversations.comment_once(about.issue, NoteMarker(about.comment, final=True, sent=sent), sentence)
    tools.repository.react(about.issue, about.comment, Mark.FAILED)


def note_deferred(tools: Tools, about: About, sentence: str) -> None:
    """Comment once that a message is deferred."""
    deferred, settled = (NoteMarker(about.comment, final=final) for final in (False, True))
    tools.conversations.comment_once(about.issue, deferred, sentence, settled)

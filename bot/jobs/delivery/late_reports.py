"""Settles a text that was reported as unknown, once Twilio reports on it: the maintainer is no longer asked.

The question is shown by our note, a reaction and a label. A run may die between two of these changes, so the note
is changed first and the reaction last: as long as the reaction is there, the next run finishes the rest.
"""

from __future__ import annotations

from bot.core.marks import Mark, Outcome
from bot.jobs.sending import explaining
from bot.jobs.sending.thread import Thread, conversation_of
from bot.jobs.tools import Tools
from bot.rules.conversation import history
from bot.rules.conversation.history import NO_NOTES
from bot.rules.text.command_types import Close
from bot.rules.wire.about import About
from bot.rules.wire.markers import OrderMarker

_FAILING = frozenset({Outcome.FAILED, Outcome.UNDELIVERED, Outcome.UNKNOWN, Outcome.HELD})


def show_departure(about: About, tools: Tools, *, arrived: bool) -> None:
    """Show that a text reported as unknown has left after all, or even arrived."""
    thread = _thread(about, tools)
    if thread is None or not _was_in_doubt(about, thread, tools):
        return
    _withdraw(about, thread, tools)
    sending = tools.maintainers.sending
    explaining.note(tools, about, Outcome.DONE, sending.arrived_late if arrived else sending.left_late)
    _finish(about, thread, tools)
    if arrived:
        explaining.mark(tools, about, Mark.DELIVERED)
    if explaining.mark(tools, about, Mark.SENT):
        explaining.unmark(tools, about, Mark.FAILED)


def withdraw_question(about: About, tools: Tools) -> bool:
    """Remove the question from our note, if there is one; return whether the verdict is still unknown."""
    thread = _thread(about, tools)
    if thread is None:
        return False
    _withdraw(about, thread, tools)
    return _verdict(about.comment, thread) is Outcome.UNKNOWN


def _thread(about: About, tools: Tools) -> Thread | None:
    conversation = conversation_of(about.issue, tools) if about.comment else None
    return Thread(conversation, tools) if conversation else None


def _verdict(comment: int, thread: Thread) -> Outcome | None:
    note = thread.noted.get(comment, NO_NOTES).verdict
    return note.verdict if note else None


def _was_in_doubt(about: About, thread: Thread, tools: Tools) -> bool:
    """Return whether a text counts as one that may have left; also where somebody has deleted the note that says so."""
    verdict = _verdict(about.comment, thread)
    if verdict:
        asked = thread.noted[about.comment].doubted != 0
        return asked and verdict in (Outcome.UNKNOWN, Outcome.DONE)
    begun = {Mark.TAKEN, Mark.FAILED}
    return any(one.id == about.comment and begun <= tools.our_marks(one) for one in thread.comments)


def _withdraw(about: About, thread: Thread, tools: Tools) -> None:
    texts = tools.maintainers
    questions = (texts.sending.left_unknown, texts.sending.order_left_unknown, texts.edited_midway)
    asked = thread.noted.get(about.comment, NO_NOTES).doubted
    for note in thread.around:
        if note.id == asked:
            tools.conversations.reword(note, questions, texts.sending.known_since)


def _finish(about: About, thread: Thread, tools: Tools) -> None:
    """Do what follows a text that left: close the conversation, and take off the labels that no longer hold."""
    step = thread.history.step(about.comment)
    if step:
        thread.history = thread.history.put(history.done(step))
    if step and thread.is_answered():
        if isinstance(step.command, Close) and not step.comment.edited:
            tools.repository.close(thread.here.number)
        _unlabel(thread, tools.labels.waiting, tools)
    if not _has_other_failures(about, thread, tools):
        _unlabel(thread, tools.labels.failed, tools)


def _unlabel(thread: Thread, label: str, tools: Tools) -> None:
    for one in (thread.conversation, thread.heir):
        if one and label in one.issue.labels:
            tools.repository.remove_label(one.number, label)


def _has_other_failures(about: About, thread: Thread, tools: Tools) -> bool:
    """Return whether an answer that can be sent again, or any order, has failed besides."""
    return thread.history.unsent() is not None or any(
        comment.id != about.comment
        and _verdict(comment.id, thread) in _FAILING
        and isinstance(tools.conversations.readable(comment), OrderMarker)
        for comment in thread.around
    )

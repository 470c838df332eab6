"""The commands of a list of people who wait: /open puts somebody first, /reply opens the conversation and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from bot.adapters import relay_reports
from bot.adapters.github.comment_pages import CommentTail
from bot.core.issues import Comment, Issue
from bot.core.marks import SETTLED, Mark, Outcome
from bot.core.workflow import mask
from bot.jobs.record.conversation_reader import Conversation, current
from bot.jobs.record.conversations import linked
from bot.jobs.replies import permitted
from bot.jobs.sending import explaining, from_lists, steps, waiting_lists
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.conversation.history import NO_NOTES
from bot.rules.text.command_types import (
    Command,
    NoText,
    OpenNext,
    Reply,
)
from bot.rules.text.inert import quotation
from bot.rules.wire.about import About
from bot.rules.wire.markers import NoteMarker
from bot.rules.wire.waiting_list import WaitingRow

Answer = Callable[[PendingCommand, Thread], str]

_NAMES = ("reply", "responder", "open", "abrir")


class _AnsweredFromList(Thread):
    """A conversation with a /reply that was written in a list: its marks are there, and its notes are here."""

    def __init__(self, conversation: Conversation, comment: Comment, tools: Tools) -> None:
        self._from_list = comment
        super().__init__(conversation, tools)

    def _read(self, *, newest: bool) -> CommentTail:
        tail = super()._read(newest=newest)
        comments = sorted([*tail.comments, self._from_list], key=lambda one: one.id)
        return CommentTail(comments, tail.whole)


def carry_out(issue: Issue, answer: Answer, tools: Tools) -> list[str]:
    """Carry out the pending commands of a list, in order; `answer` carries out that of a conversation."""
    comments = tools.repository.comments(issue.number)
    rows = {row.sequence: row for page in waiting_lists.pages(issue, comments, tools) for row in page.rows}
    lines = []
    for comment, command in _pending(comments, tools):
        what = _carry_out(comment, command, rows, answer, tools)
        lines.append(tools.summaries.comment.format(url=comment.url, result=what))
    return [f"#{issue.number}", *(lines or [tools.summaries.nothing_to_send])]


def _pending(comments: list[Comment], tools: Tools) -> Iterator[tuple[Comment, Command]]:
    """Yield the commands that bear no verdict of ours; mark those that a run explained before it died."""
    noted = steps.notes_in(comments, tools)
    permission = cache(tools.repository.permission)
    for comment, command in steps.given(comments, None, tools):
        if tools.our_marks(comment) & SETTLED:
            continue
        verdict = noted.get(comment.id, NO_NOTES).verdict
        if verdict:
            _mark(comment, Mark.SENT if verdict.verdict is Outcome.DONE else Mark.FAILED, tools)
        elif permitted.may_command(permission(comment.author), tools):
            yield comment, command
        else:
            _mark(comment, Mark.FAILED, tools)


def _carry_out(
    comment: Comment, command: Command, rows: Mapping[int, WaitingRow], answer: Answer, tools: Tools
) -> str:
    asked = _asked(command, rows, tools)
    if comment.by_app and not tools.settings.config.replies.by_apps:
        asked = tools.maintainers.answering.by_app.format(login=comment.author)
    if isinstance(asked, str):
        return _refuse(comment, asked, tools)
    row, text = asked
    for address in row.people:
        mask(address.value)
    if isinstance(command, OpenNext):
        return _open(comment, row, tools)
    return _reply(comment, row, text, answer, tools)


def _asked(command: Command, rows: Mapping[int, WaitingRow], tools: Tools) -> tuple[WaitingRow, str] | str:
    """Return whom a command means, and the text for the person; or why it is refused."""
    texts = tools.maintainers.waiting
    if isinstance(command, NoText) and command.name in _NAMES:
        return texts.no_handle.format(name=command.name)
    if not isinstance(command, OpenNext | Reply):
        return texts.only_here
    name = _NAMES[0] if isinstance(command, Reply) else _NAMES[2]
    sequence, text = waiting_lists.handle_of(command)
    if sequence is None:
        return texts.no_handle.format(name=name)
    row = rows.get(sequence)
    if row is None:
        return texts.unknown.format(handle=f"A{sequence}")
    nothing = isinstance(command, Reply) and not text
    return tools.maintainers.no_text.format(name=name) if nothing else (row, text)


def _open(comment: Comment, row: WaitingRow, tools: Tools) -> str:
    """Have somebody recorded next, unless they are by now."""
    texts, known = tools.maintainers.waiting, tools.conversations.with_person(row.people[0])
    there = tools.conversations.recorded(known, row.since).get(row.sid)
    if there:
        sentence = texts.opened.format(handle=row.handle, number=there.number)
    elif relay_reports.report_wanted(tools.settings.relay_url, [row.sequence], tools.vault):
        sentence = texts.comes_next.format(handle=row.handle, url=_link(row, tools))
    else:
        return _refuse(comment, texts.relay_silent.format(handle=row.handle), tools)
    done = NoteMarker(comment.id, Outcome.DONE)
    tools.conversations.comment_once(comment.issue, done, linked(sentence, comment.url))
    _mark(comment, Mark.SENT, tools)
    return tools.summaries.explained


def _link(row: WaitingRow, tools: Tools) -> str:
    return tools.link_to(tools.labels.of_contact(tools.vault.contact_id(row.people[0])))


def _reply(comment: Comment, row: WaitingRow, text: str, answer: Answer, tools: Tools) -> str:
    """Open the conversation, unless it is open; show the text there, and send it as any reply.

    What waits follows as soon as the limit allows: the relay hears of it.
    """
    labelled = tools.conversations.labelled(row.people[0])
    known = current(tools.conversations.with_person(row.people[0], labelled))
    adopted = from_lists.as_in_conversation(comment, text, known[0].number if known else 0)
    if adopted is None:
        return _refuse(comment, tools.maintainers.answering.unclear["form"].format(name="reply"), tools)
    called = tools.conversations.called(row.people, labelled)
    conversation = known[0] if known else tools.conversations.begin(row.people[0], row.ours, called)
    if known and not conversation.marker.sids and not conversation.issue.comments:
        tools.conversations.finish_beginning(conversation)
    # Not before it is there: record-messages would open another.
    relay_reports.report_wanted(tools.settings.relay_url, [row.sequence], tools.vault)
    number = conversation.number
    thread = _AnsweredFromList(conversation, replace(adopted, issue=number), tools)
    request = next((one for one in thread.requests() if one.comment.id == comment.id), None)
    if request is None:  # a run that died had come to a verdict
        return tools.summaries.explained
    until = thread.deferred_until(request)
    if until:
        when = tools.spoken(until)
        sentence = tools.maintainers.waiting.deferred.format(when=when, handle=row.handle, number=number)
        return _refuse(comment, sentence, tools)
    _show(comment, text, thread, tools)
    result = answer(request, thread)
    label = tools.labels.waiting
    if label in thread.here.issue.labels and thread.is_answered():
        tools.repository.remove_label(thread.here.number, label)
    return result


def _show(comment: Comment, text: str, thread: Thread, tools: Tools) -> None:
    """Show in the conversation what is answered from the list, once, before it leaves."""
    sentence = tools.maintainers.waiting.answered.format(login=comment.author, number=comment.issue)
    shown = f"\n\n{quotation(text)}" if tools.conversations.style.show_texts else ""
    key = from_lists.key_of(comment)
    tools.conversations.comment_once(thread.here.number, key, linked(f"{sentence}{shown}", comment.url))


def _refuse(comment: Comment, sentence: str, tools: Tools) -> str:
    about = About(comment.issue, comment.id)
    explaining.dismissed(tools, about, Outcome.REFUSED, linked(sentence, comment.url))
    return tools.summaries.refused


def _mark(comment: Comment, mark: Mark, tools: Tools) -> None:
    explaining.mark(tools, About(comment.issue, comment.id), mark)

"""/spam: nothing that a person writes is answered any more, on any channel; and its end."""

from __future__ import annotations

from bot.core import clock, logs
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import due_answers, spam
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.text.command_types import Spam


def carry_out(command: Spam, request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Make all conversations of the person spam, or none; return what the comment says.

    A run that goes on after a crash does what is left: each conversation shows by itself whether it is done.
    """
    by, texts = request.comment.author, tools.maintainers.sorting
    people, here = thread.conversation.marker.people, thread.here.number
    # Lists by label may lag behind an issue that was opened just now.
    found = {one.number: one for one in (thread.conversation, thread.here)}
    found |= {one.number: one for one in tools.conversations.on_every_channel(people)}
    if command.undo:
        return texts.spam_over.format(by=by) if _undo(here, found, tools) else texts.was_no_spam
    for _, conversation in sorted(found.items()):
        spam.put(conversation.issue, tools)
    logs.step("spam", issue=here, count=len(found))
    return texts.spam.format(by=by, label=tools.labels.spam)


def _undo(here: int, found: dict[int, Conversation], tools: Tools) -> bool:
    """Take the label off all conversations and reopen this one; return False if none had it.

    This one loses it last: a run that dies in between finds it, and so do messages, which stay recorded there.
    """
    if all(tools.labels.spam not in one.issue.labels for one in found.values()):
        return False
    if tools.labels.opt_out not in found[here].issue.labels:  # nobody may answer them
        if not found[here].issue.is_open:
            tools.repository.reopen(here)
        tools.repository.add_label(here, tools.labels.waiting)
        due_answers.note(clock.now(), tools)
    for number in sorted(found, key=lambda one: one == here):
        spam.take_off(found[number].issue, tools)
    logs.step("spam-no-longer", issue=here, count=len(found))
    return True

"""send-replies: carry out every pending command of an issue, in order, once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.core import isolated
from bot.core.errors import BotError, RepositoryError
from bot.core.isolated import Troubles
from bot.core.workflow import mask
from bot.jobs.replies import edited_later, handlers, overviews, permitted, reply, waiting_commands
from bot.jobs.replies.misplaced import point_to_conversations
from bot.jobs.replies.reply import WaitsError
from bot.jobs.rights import forget_command
from bot.jobs.sending import left_out
from bot.jobs.sending.thread import PendingCommand, Thread, conversation_of
from bot.jobs.tools import Tools
from bot.rules.text import hidden
from bot.rules.text.command_types import (
    BadArgument,
    Close,
    Command,
    NoText,
    Preview,
    QuickReply,
    Reply,
    Template,
    Unknown,
)
from bot.rules.text.named_values import BadValues
from bot.rules.text.unclear import Unclear

_NUMBER = re.compile(r"[1-9]\d{0,9}")


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Carry out the pending commands of the issue, whichever comment started the run.

    Stops at a reply that cannot leave now, since later ones must not overtake it.
    """
    number, edited = _asked(event), edited_later.comment_of(event)
    try:
        return answer(number, tools, newest="comment" in event and not edited, edited=edited)
    except WaitsError as error:
        return [tools.shown(error.message)]


def _asked(event: Mapping[str, Any]) -> int:
    """Return the issue of the comment that started the run, or the one entered by hand."""
    if "issue" in event:
        return int(event["issue"]["number"])
    named = str(event["inputs"]["issue"])
    if not _NUMBER.fullmatch(named):  # `01` would not wait for the run of issue 1
        raise BotError("The field issue is not an issue number.", "Enter only digits, such as 42.")
    return int(named)


def answer(number: int, tools: Tools, *, newest: bool = False, edited: int = 0) -> list[str]:
    """Carry out the commands of an issue; raises WaitsError at a deferred reply.

    `newest` says that one was written just now: those before it are settled, or near it. What was left far behind,
    reconcile finds, and the run that it starts reads everything. `edited` is a comment that was edited just now.
    """
    conversation = conversation_of(number, tools)
    if conversation is None:
        return _elsewhere(number, tools)
    mask(conversation.marker.person.value)
    thread = Thread(conversation, tools, newest=newest)
    lines, troubles = [], Troubles()
    for request in thread.requests():
        result = _tried(request, thread, troubles, tools)
        lines.append(tools.summaries.comment.format(url=request.comment.url, result=result))
        if result in forget_command.results(tools):
            return [f"#{number}", *lines]  # nothing of the thread is left
    if edited:
        edited_later.explain(edited, thread, tools)
    if troubles.left_out:
        left_out.show("send-replies", troubles, tools)
    waiting = tools.labels.waiting
    if waiting in thread.here.issue.labels and thread.is_answered():
        tools.repository.remove_label(thread.here.number, waiting)
        if tools.labels.overdue in thread.here.issue.labels:
            tools.repository.remove_label(thread.here.number, tools.labels.overdue)
    overviews.show(thread, tools)
    return [f"#{number}", *(lines or [tools.summaries.nothing_to_send])]


def _elsewhere(number: int, tools: Tools) -> list[str]:
    """Carry out the commands of a list of people who wait, and answer those of any other issue."""
    troubles = Troubles()

    def answer(request: PendingCommand, thread: Thread) -> str:
        return _tried(request, thread, troubles, tools)

    lines = point_to_conversations(
        number, tools, lambda issue: waiting_commands.carry_out(issue, answer, tools)
    )
    if troubles.left_out:
        left_out.show("send-replies", troubles, tools)
    return lines


def _tried(request: PendingCommand, thread: Thread, troubles: Troubles, tools: Tools) -> str:
    """Carry out a command; one that GitHub refuses for good is left out, so that those behind it are carried out."""
    try:
        return _carry_out(request, thread, tools)
    except RepositoryError as error:
        if not isolated.is_final(error, request.comment.created_at):
            raise
        troubles.left_out[f"#{thread.number}-{request.comment.id}"] = isolated.describe(error)
        return f"⚠️ {tools.shown(isolated.describe(error))}"


def _carry_out(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Carry out a command, or explain why it is refused; return what the summary says of it."""
    if reply.has_arrived(request, thread):  # whatever became of the comment or its author since
        return reply.finish(request, thread, tools)
    current = tools.repository.permission(request.comment.author)
    if current is None or not permitted.may_command(current, tools):
        return permitted.refuse(request, current, thread, tools)
    unfit = _what_is_unfit(request, thread, tools)
    if unfit:
        return handlers.refuse(request, thread, unfit, tools)
    match request.command:
        case Unknown() | NoText() | BadValues() | BadArgument() | Unclear() as malformed:
            return handlers.refuse(request, thread, handlers.what_is_wrong(malformed, thread, tools), tools)
        case command:
            handler = handlers.HANDLERS[type(command)]
    refusal = handler.refusal(request, current, thread, tools)
    if refusal:
        return handlers.refuse(request, thread, refusal, tools)
    return handler.carry_out(request, thread, tools)


def _what_is_unfit(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Return why the comment is no command to obey, whatever it says; or an empty string."""
    texts = tools.maintainers
    if request.comment.by_app and not tools.settings.config.replies.by_apps:
        return texts.answering.by_app.format(login=request.comment.author)
    if request.late:
        return texts.history.late
    return texts.answering.hidden if hidden.is_in(_text_of(thread.step(request).origin.command)) else ""


def _text_of(command: Command | None) -> str:
    """Return what of a command reaches a phone, or is shown as it would."""
    match command:
        case Reply(text) | Close(text) | Preview(text):
            return text
        case Template(_, variables) | QuickReply(_, variables):
            return "\n\n".join(value for _, value in variables)
        case _:
            return ""

"""Quick replies for maintainers: what is wrong with a /q, which there are, and the text as it leaves.

Before it leaves, a comment shows the text, and its marker what tells it from any other: if the file changes, neither a
run that goes on after a crash nor a /retry sends another text than the one that was composed first.
"""

from __future__ import annotations

from typing import assert_never

from bot.core.messages import Channel
from bot.jobs.record.conversations import linked
from bot.jobs.sending import templating
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.conversation.history import HistoryStep
from bot.rules.sending import quick_replies
from bot.rules.sending.quick_replies import NoSuchReply, QuickReplyFault, TooLongReply
from bot.rules.sending.templates import WrongVariables
from bot.rules.text.attachments import ComposedText
from bot.rules.text.command_types import QuickReply
from bot.rules.text.inert import quotation
from bot.rules.wire.markers import KeyedMarker

_KEY = "quick-reply/"


def refusal(command: QuickReply, channel: Channel, tools: Tools) -> str:
    """Return why the quick reply cannot be sent, with a list of those that can; empty if it can."""
    texts, name = tools.maintainers.quick, command.name.replace("`", "")
    result = quick_replies.compose(tools.quick_replies, command.name, dict(command.variables), channel)
    match result:
        case ComposedText():
            return ""
        case NoSuchReply(nearest):
            problem = texts.unknown.format(name=name, hint=templating.hint(nearest, tools))
        case QuickReplyFault() as fault:
            problem = texts.faulty.format(name=name, fault=texts.faults[fault])
        case TooLongReply():
            problem = texts.too_long.format(name=name)
        case WrongVariables():
            problem = texts.variables.format(name=name, faults=templating.what_is_wrong(result, tools))
        case _:
            assert_never(result)
    return f"{problem}\n\n{ready(tools)}"


def read(command: QuickReply, channel: Channel, tools: Tools) -> ComposedText | None:
    """Return the text as the channel shows it, with its accents; None if none fits."""
    result = quick_replies.compose(tools.quick_replies, command.name, dict(command.variables), channel)
    return result if isinstance(result, ComposedText) else None


def ready(tools: Tools) -> str:
    """Return a command, ready to paste, for every quick reply, and what is wrong with the others."""
    texts, known = tools.maintainers.quick, tools.quick_replies
    lines = [f"```\n{line}\n```" for line in quick_replies.lines(known)]
    faulty = [
        f"- {texts.faulty.format(name=name, fault=texts.faults[fault])}"
        for name, fault in known.faults.items()
    ]
    return "\n".join([*([texts.ready, "", *lines] if lines else []), *faulty]) or texts.none


def announce(request: PendingCommand, composed: Composed, thread: Thread, tools: Tools) -> None:
    """Show the text of a /q in a comment, before any of it leaves."""
    if not isinstance(request.command, QuickReply):
        return
    key = _key(request.comment.id, composed)
    if _announced(request.comment.id, thread, tools) == key:
        return
    texts, shown = tools.maintainers.quick, tools.conversations.style.show_texts
    sentence = (texts.leaves if shown else texts.leaves_sealed).format(name=request.command.name)
    quoted = f"\n\n{quotation(composed.written.text)}" if shown else ""
    tools.conversations.comment(
        thread.here.number, KeyedMarker(key), linked(f"{sentence}{quoted}", request.comment.url)
    )


def why_changed(step: HistoryStep, thread: Thread, tools: Tools) -> str:
    """Return why the text of a /q that was composed before must not leave now: it reads differently; or nothing."""
    command, comment = step.origin.command, step.origin.comment
    if not isinstance(command, QuickReply):
        return ""
    composed = thread.composed(step)
    if composed and _announced(comment.id, thread, tools) == _key(comment.id, composed):
        return ""
    return tools.maintainers.quick.changed.format(name=command.name.replace("`", ""), url=comment.url)


def _announced(comment: int, thread: Thread, tools: Tools) -> str:
    """Return the key under which the text of a comment was shown last; empty if it was not."""
    markers = (tools.conversations.marker(one) for one in thread.all_read)
    keys = (marker.key for marker in markers if isinstance(marker, KeyedMarker))
    return next((key for key in reversed([*keys]) if key.startswith(f"{_KEY}{comment}/")), "")


def _key(comment: int, composed: Composed) -> str:
    return f"{_KEY}{comment}/{quick_replies.digest(composed.written)}"

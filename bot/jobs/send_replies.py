"""send-replies: every unanswered command of an issue is carried out, in order, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from bot import logs, outbound, rendering
from bot.about import About
from bot.commands import Close, Help, Note, NoText, Reply, Retry, Status, Unknown
from bot.conversations import Conversation
from bot.errors import BotError, SealError, TemporaryError
from bot.jobs import explaining, standing
from bot.jobs.runner import Tools, mask
from bot.outbound import Delayed, Letter, Refused, Sent
from bot.settings import Permission
from bot.texts import Texts
from bot.thread import Request, Thread

_OF_THE_ACCOUNT = frozenset({20003, 20008, 30002})
_RANK = {permission: rank for rank, permission in enumerate(Permission)}


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Carry out the commands of the issue that nobody has carried out yet, whichever comment woke us.

    Stops at a reply that cannot leave now, since those behind it must not overtake it.
    """
    number = int(event["issue"]["number"])
    conversation = _conversation(number, tools)
    if conversation is None:
        return [f"#{number} is not a conversation; nothing to do."]
    mask(conversation.marker.person)
    thread = Thread(conversation, tools.repository, tools.conversations, tools.vault)
    lines = [
        f"- [comment]({request.comment.url}): {_carry_out(request, thread, tools)}"
        for request in thread.requests(
            tools.settings.config.conversations.bot_login,
            every_comment=tools.settings.config.replies.mode == "every-comment",
        )
    ]
    waiting = tools.settings.config.labels.waiting
    if waiting in conversation.issue.labels and thread.is_answered():
        tools.repository.remove_label(number, waiting)
    return [f"#{number}", *(lines or ["Nothing to send."])]


def _conversation(number: int, tools: Tools) -> Conversation | None:
    try:
        return tools.conversations.read(tools.repository.issue(number))
    except SealError as error:
        raise BotError(f"The marker of #{number} cannot be read.", error.remedy) from error


def _carry_out(request: Request, thread: Thread, tools: Tools) -> str:
    refusal = _refusal(request, thread, tools)
    if refusal:
        thread.explain(request.comment, refusal)
        thread.react(request.comment, "confused")
        return "refused"
    match request.command:
        case Reply() | Retry():
            return _send(request, thread, tools)
        case Close(text):
            if text:
                return _send(request, thread, tools)
            return _finish(request, thread, tools)
        case Status():
            return _answer(request, thread, standing.table(thread.conversation, tools))
        case _:
            return _answer(request, thread, rendering.help_table(tools.maintainers))


def _answer(request: Request, thread: Thread, said: str) -> str:
    thread.explain(request.comment, said)
    thread.react(request.comment, "rocket")
    return "explained"


def _refusal(request: Request, thread: Thread, tools: Tools) -> str:
    """Return why the command is not obeyed, or nothing."""
    texts = tools.maintainers
    needed = tools.settings.config.replies.permission
    current = tools.repository.permission(request.comment.author)
    if current is None or _RANK[current] < _RANK[needed]:
        return texts.not_permitted.format(
            login=request.comment.author, needed=needed, current=current or texts.no_permission
        )
    match request.command:
        case Unknown(name, nearest):
            hint = texts.did_you_mean.format(name=nearest) if nearest else ""
            return texts.unknown_command.format(name=name, hint=hint)
        case NoText(name):
            return texts.no_text.format(name=name)
        case Help() | Status() | Note():
            return ""
        case Reply() | Retry() | Close():
            return _sending_refusal(request, thread, texts)
        case _:
            assert_never(request.command)


def _sending_refusal(request: Request, thread: Thread, texts: Texts) -> str:
    if isinstance(request.command, Close) and not request.command.text:
        return ""
    if isinstance(request.command, Retry) and not thread.failed_text:
        return texts.nothing_failed
    if request.comment.edited:
        return texts.edited_midway if request.taken else texts.edited
    if not thread.conversation.marker.person.can_be_answered:
        return texts.name_cannot_be_answered
    return ""


def _send(request: Request, thread: Thread, tools: Tools) -> str:
    text = thread.text_of(request.command)
    if not request.taken:
        thread.react(request.comment, "eyes")
    marker, issue = thread.conversation.marker, thread.conversation.issue
    letter = Letter(
        to=marker.person,
        sender=marker.sender,
        text=text,
        since=issue.created_at - timedelta(minutes=1),
        accounted=thread.texts_that_left,
        about=About(issue.number, request.comment.id),
    )
    outcome = outbound.send(tools.messages, letter, resumed=request.taken)
    number, comment = issue.number, request.comment.id
    match outcome:
        case Sent(parts):
            _settle(request, thread, tools)
            thread.sent(request.comment, text)
            logs.step("reply-sent", issue=number, comment=comment, contact=marker.contact, count=parts)
            return f"sent in {parts} parts" if parts > 1 else "sent"
        case Refused(code, sent, _):
            logs.trouble("reply-refused", issue=number, comment=comment, code=code)
            thread.explain(request.comment, explaining.why_refused(outcome, tools.maintainers), sent=sent)
            thread.react(request.comment, "confused")
            return f"refused by Twilio ({code})"
        case Delayed(code):
            logs.trouble("reply-delayed", issue=number, comment=comment, code=code)
            thread.explain(request.comment, _why_delayed(code, tools), final=False)
            raise TemporaryError(f"A reply of #{issue.number} could not be sent now.", code=code)
        case _:
            assert_never(outcome)


def _settle(request: Request, thread: Thread, tools: Tools) -> None:
    """Do what follows a text that left, before the mark that says all is done."""
    if isinstance(request.command, Close):
        tools.repository.close(thread.number)
    if isinstance(request.command, Retry):
        tools.repository.remove_label(thread.number, tools.settings.config.labels.failed)


def _finish(request: Request, thread: Thread, tools: Tools) -> str:
    """Close the conversation without a word."""
    tools.repository.remove_label(thread.number, tools.settings.config.labels.waiting)
    tools.repository.close(thread.number)
    thread.react(request.comment, "rocket")
    return "closed"


def _why_delayed(code: int, tools: Tools) -> str:
    said = tools.maintainers.delayed.format(url=tools.run_url)
    meaning = tools.maintainers.codes.get(code)
    if meaning is None:
        return said
    # What is amiss with the account somebody must mend; the rest passes, and the text goes by itself.
    remedy = f" {meaning.remedy}" if code in _OF_THE_ACCOUNT else ""
    return f"{said}\n\nTwilio {code}: {meaning.what}{remedy}"

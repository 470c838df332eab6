"""send-replies: every unanswered command of an issue is carried out, in order, once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from bot.adapters.media_links import Blocked, MediaLinks
from bot.core import logs
from bot.core.errors import BotError, TemporaryError
from bot.core.settings import Permission
from bot.core.workflow import mask
from bot.jobs.replies import previewing, status_report
from bot.jobs.replies.misplaced import point_to_conversations
from bot.jobs.rights import forget_command, keyword_requests
from bot.jobs.sending import explaining, outbound, policy_gate, scheduling, templating, threads
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Refused, Sent
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.sending.policy import Defer, UseTemplate
from bot.rules.text import attachments, rendering
from bot.rules.text.attachments import ComposedText
from bot.rules.text.commands import (
    BadPurpose,
    BadTemplate,
    Close,
    Consent,
    Forget,
    Help,
    Note,
    NoText,
    OptIn,
    OptOut,
    Preview,
    Reply,
    Retry,
    Status,
    Template,
    Unknown,
)
from bot.rules.wire.about import About


class WaitsError(TemporaryError):
    """A reply waits for its hour, and those behind it with it."""


_NUMBER = re.compile(r"[1-9]\d{0,9}")
_OF_THE_ACCOUNT = frozenset({20003, 20008, 30002})
_RANK = {permission: rank for rank, permission in enumerate(Permission)}


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Carry out the commands of the issue that nobody has carried out yet, whichever comment woke us.

    Stops at a reply that cannot leave now, since those behind it must not overtake it.
    """
    number = _asked(event)
    try:
        return answer(number, tools)
    except WaitsError as error:
        return [error.message]


def _asked(event: Mapping[str, Any]) -> int:
    """Return the issue of the comment that woke us, or the one that somebody named."""
    if "issue" in event:
        return int(event["issue"]["number"])
    named = str(event["inputs"]["issue"])
    if not _NUMBER.fullmatch(named):  # `01` would not wait for the run of issue 1
        raise BotError("The field issue is not the number of an issue.", "Give its digits alone, such as 42.")
    return int(named)


def answer(number: int, tools: Tools) -> list[str]:
    """Carry out the commands of an issue; raises WaitsError at a reply whose hour has not come."""
    conversation = threads.conversation(number, tools)
    if conversation is None:
        return [point_to_conversations(number, tools)]
    mask(conversation.marker.person.value)
    thread = threads.read(conversation, tools)
    lines = []
    for request in threads.requests(thread, tools):
        fate = _carry_out(request, thread, tools)
        lines.append(f"- [comment]({request.comment.url}): {fate}")
        if fate in forget_command.FATES:
            return [f"#{number}", *lines]  # nothing of the thread is left
    waiting = tools.settings.config.labels.waiting
    if waiting in conversation.issue.labels and thread.is_answered():
        tools.repository.remove_label(number, waiting)
    return [f"#{number}", *(lines or ["Nothing to send."])]


def _carry_out(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    refusal = _refusal(request, thread, tools)
    if refusal:
        thread.explain(request.comment, refusal)
        thread.react(request.comment, "confused")
        return "refused"
    match request.command:
        case Reply() | Retry() | Template():
            return _send(request, thread, tools)
        case Close(text):
            return _send(request, thread, tools) if text else _finish(request, thread, tools)
        case OptOut() | OptIn() | Consent():
            return _consent(request, thread, tools)
        case Forget(code) if code:
            return forget_command.carry_out(request.comment, thread.conversation, tools)
        case _:
            return _answer(request, thread, _said(request, thread, tools))


def _said(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    match request.command:
        case Preview(text):
            return previewing.table(text, thread.conversation, tools)
        case Status():
            return status_report.table(thread.conversation, tools)
        case Forget():
            return forget_command.shown(thread.conversation, tools)
        case _:
            return rendering.help_table(tools.maintainers)


def _consent(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Record what the person told the maintainer, who vouches for it with the comment."""
    texts, command = tools.maintainers, request.command
    action = ConsentAction.WITHDRAWN if isinstance(command, OptOut) else ConsentAction.GRANTED
    purpose = command.purpose if isinstance(command, Consent) else None
    change = ConsentChange(
        request.comment.created_at, action, ConsentSource.COMMAND, purpose, by=request.comment.author
    )
    record = tools.ledger.add(policy_gate.record_of(thread.conversation.marker.person, tools), change)
    keyword_requests.show_opt_out(thread.number, record, tools)
    if record.opted_out:
        scheduling.cancel_scheduled(thread.conversation.marker.person, tools)
    if purpose:
        return _answer(request, thread, texts.consent_noted.format(purpose=purpose))
    return _answer(request, thread, texts.opt_out_noted if record.opted_out else texts.opt_in_noted)


def _answer(request: PendingCommand, thread: Thread, said: str) -> str:
    thread.explain(request.comment, said)
    thread.react(request.comment, "rocket")
    return "explained"


def _refusal(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Return why the command is not obeyed, or nothing."""
    texts = tools.maintainers
    needed = tools.settings.config.replies.permission
    current = tools.repository.permission(request.comment.author)
    if current is None or _RANK[current] < _RANK[needed]:
        return texts.not_permitted.format(
            login=request.comment.author, needed=needed, current=current or texts.no_permission
        )
    match request.command:
        case Unknown() | NoText() | BadTemplate() | BadPurpose():
            return _malformed(request.command, thread, tools)
        case Forget():
            return forget_command.refusal(
                request.command, request.comment, thread.conversation, current, tools
            )
        case Help() | Status() | Preview() | OptOut() | OptIn() | Consent() | Note():
            return ""
        case Reply() | Retry() | Close() | Template():
            return _sending_refusal(request, thread, tools)
        case _:
            assert_never(request.command)


def _malformed(command: Unknown | NoText | BadTemplate | BadPurpose, thread: Thread, tools: Tools) -> str:
    texts = tools.maintainers
    match command:
        case Unknown(name, nearest):
            hint = texts.did_you_mean.format(name=nearest) if nearest else ""
            return texts.unknown_command.format(name=name, hint=hint)
        case NoText(name):
            return texts.no_text.format(name=name)
        case BadPurpose():
            return texts.bad_purpose
        case BadTemplate(problem):
            ready = templating.ready(thread.conversation.marker.channel, tools)
            return f"{texts.bad_template[problem]}\n\n{ready}"
        case _:
            assert_never(command)


def _sending_refusal(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    texts = tools.maintainers
    if isinstance(request.command, Close) and not request.command.text:
        return ""
    if isinstance(request.command, Retry) and not thread.failed_text:
        return texts.nothing_failed
    if request.comment.edited:
        return texts.edited_midway if request.taken else texts.edited
    if not thread.conversation.marker.person.can_be_answered:
        return texts.name_cannot_be_answered
    if isinstance(request.command, Template):
        return templating.refusal(request.command, thread.conversation.marker.channel, tools)
    return ""


def _send(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    text = thread.text_of(request.command)
    template = thread.template_of(request.command)
    written = ComposedText(text) if template else attachments.read(text)
    media = _public_media(request, written, thread, tools)
    if isinstance(media, Blocked):
        sentence = tools.maintainers.media_obstacles[media.obstacle]
        thread.explain(request.comment, sentence.format(place=media.place + 1))
        thread.react(request.comment, "confused")
        return f"refused: media {media.obstacle}"
    if not request.taken:
        held = threads.held(written, thread, tools, is_template=bool(template))
        if held:
            return _hold(request, held, thread, tools)
        thread.react(request.comment, "eyes")
    marker, issue = thread.conversation.marker, thread.conversation.issue
    outgoing = OutgoingMessage(
        to=marker.person,
        sender=marker.sender,
        text=written.text,
        since=issue.created_at - timedelta(minutes=1),
        accounted=thread.texts_that_left,
        about=About(issue.number, request.comment.id),
        sheets=attachments.sheets(written, marker.channel),
        media=media,
        template=template,
    )
    outcome = outbound.send(tools.messages, outgoing, resumed=request.taken)
    number, comment = issue.number, request.comment.id
    match outcome:
        case Sent(parts):
            _settle(request, thread, tools)
            thread.sent(request.comment, text, template=bool(template))
            logs.step("reply-sent", issue=number, comment=comment, contact=marker.contact, count=parts)
            return f"sent in {parts} parts" if parts > 1 else "sent"
        case Refused(code, sent, _):
            logs.trouble("reply-refused", issue=number, comment=comment, code=code)
            keyword_requests.record_opt_out_of(code, marker.person, number, tools)
            tools.repository.add_label(number, tools.settings.config.labels.failed)
            said = explaining.why_refused(outcome, tools.maintainers) + templating.after(code, tools)
            thread.explain(request.comment, said, sent=sent)
            thread.react(request.comment, "confused")
            return f"refused by Twilio ({code})"
        case Delayed(code):
            logs.trouble("reply-delayed", issue=number, comment=comment, code=code)
            thread.explain(request.comment, _why_delayed(code, tools), final=False)
            raise TemporaryError(f"A reply of #{issue.number} could not be sent now.", code=code)
        case _:
            assert_never(outcome)


def _hold(request: PendingCommand, held: policy_gate.Held, thread: Thread, tools: Tools) -> str:
    """Say why a reply does not leave; one that is put off goes with a later run, those behind it after it."""
    waits = isinstance(held, Defer)
    if waits:  # the hourly job looks after what bears this label
        tools.repository.add_label(thread.number, tools.settings.config.labels.deferred)
    said = policy_gate.explain(held, tools)
    if isinstance(held, UseTemplate):
        said += f"\n\n{templating.ready(thread.conversation.marker.channel, tools)}"
    thread.explain(request.comment, said, final=not waits)
    if waits:
        raise WaitsError(f"A reply of #{thread.number} waits for its hour.")
    thread.react(request.comment, "confused")
    return "held back"


def _public_media(
    request: PendingCommand, written: ComposedText, thread: Thread, tools: Tools
) -> tuple[str, ...] | Blocked:
    """Return where Twilio can fetch the comment's files, or what stands in the way."""
    if not written.files:
        return ()
    try:
        return MediaLinks(tools.settings).public(written, thread.source_of(request))
    except TemporaryError:
        thread.explain(request.comment, _why_delayed(0, tools), final=False)
        raise


def _settle(request: PendingCommand, thread: Thread, tools: Tools) -> None:
    """Do what follows a text that left, before the mark that says all is done."""
    if isinstance(request.command, Close):
        tools.repository.close(thread.number)
    if isinstance(request.command, Retry):
        tools.repository.remove_label(thread.number, tools.settings.config.labels.failed)


def _finish(request: PendingCommand, thread: Thread, tools: Tools) -> str:
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

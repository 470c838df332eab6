"""What each command does; its names and parsing are in `rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, assert_never

from bot.core.marks import Outcome
from bot.core.messages import Purpose
from bot.core.settings import Permission
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.replies import (
    assigning,
    fetching,
    merging,
    naming,
    previewing,
    reply,
    snoozing,
    spamming,
    status_report,
    transcribing,
)
from bot.jobs.rights import forget_command, opt_outs
from bot.jobs.sending import policy_gate, quick_replying, scheduling, templating
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.sending.policy import HoldReason, Remedy
from bot.rules.text import commands, phone_text, rendering
from bot.rules.text.command_types import (
    Assign,
    BadArgument,
    Close,
    Command,
    Consent,
    Fetch,
    Forget,
    Help,
    Malformed,
    Merge,
    Name,
    NoText,
    OpenNext,
    OptIn,
    OptOut,
    Preview,
    QuickReply,
    Reply,
    Retry,
    Snooze,
    Spam,
    Status,
    Template,
    Transcript,
    Unknown,
)
from bot.rules.text.commands import TEMPLATE_NAMES
from bot.rules.text.named_values import BadValues
from bot.rules.text.unclear import Unclear

_Expected = TypeVar("_Expected", bound=Command)
CarryOut = Callable[[PendingCommand, Thread, Tools], str]
Refusal = Callable[[PendingCommand, Permission, Thread, Tools], str]


def _never(_request: PendingCommand, _current: Permission, _thread: Thread, _tools: Tools) -> str:
    return ""


def _refuse_edited(request: PendingCommand, _current: Permission, _thread: Thread, tools: Tools) -> str:
    """Return why an edited command changes no record: it would stand there in the name of its author."""
    return tools.maintainers.history.edited_command if request.provenance.edited else ""


@dataclass(frozen=True, slots=True)
class Handler:
    """How a command is carried out or refused; `refusal` returns the reason, or an empty string.

    `carry_out` returns what the summary of the run says of it.
    """

    carry_out: CarryOut
    refusal: Refusal = _never


def refuse(
    request: PendingCommand, thread: Thread, why: str, tools: Tools, verdict: Outcome = Outcome.REFUSED
) -> str:
    """Explain why a command is refused, then mark it; return what the summary says.

    Of a text that an earlier run began to send, it is not known whether it left.
    """
    begun = request.taken and verdict is Outcome.REFUSED
    thread.explain(request, Outcome.UNKNOWN if begun else verdict, why)
    return tools.summaries.refused


def what_is_wrong(command: Malformed, thread: Thread, tools: Tools) -> str:
    """Return why a comment that begins like a command is not a valid one."""
    texts = tools.maintainers
    match command:
        case Unknown(name, nearest):
            hint = texts.did_you_mean.format(name=nearest) if nearest else ""
            return texts.unknown_command.format(name=name, hint=hint)
        case NoText(name):
            return texts.no_text.format(name=name)
        case BadArgument(name):
            return texts.bad_arguments[commands.main_name(name)]
        case Unclear(reason, name):
            return texts.answering.unclear[reason].format(name=name)
        case BadValues(name, problem):
            is_template = name in TEMPLATE_NAMES
            channel = thread.conversation.marker.channel
            ready = templating.ready(channel, tools) if is_template else quick_replying.ready(tools)
            return f"{texts.bad_values[problem].format(name=name)}\n\n{ready}"
        case _:
            assert_never(command)


def _answer(request: PendingCommand, thread: Thread, sentence: str, tools: Tools) -> str:
    thread.explain(request, Outcome.DONE, sentence)
    return tools.summaries.explained


def _answering(write: CarryOut, refusal: Refusal = _never) -> Handler:
    """Return the handler of a command whose answer is a comment, and nothing else."""
    return Handler(
        lambda request, thread, tools: _answer(request, thread, write(request, thread, tools), tools), refusal
    )


def _preview(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    command, channel = _expect(Preview, request), thread.conversation.marker.channel
    if command.quick is None:
        return previewing.table(phone_text.read(command.text, channel), thread.conversation, tools)
    read = quick_replying.read(command.quick, channel, tools)
    return previewing.table(read, thread.conversation, tools) if read else quick_replying.ready(tools)


def _refuse_preview(request: PendingCommand, _current: Permission, thread: Thread, tools: Tools) -> str:
    quick = _expect(Preview, request).quick
    if quick is None or not quick.name:
        return ""
    return quick_replying.refusal(quick, thread.conversation.marker.channel, tools)


def _quick_reply(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Send a quick reply; without its name, show which there are."""
    if _expect(QuickReply, request).name:
        return reply.send(request, thread, tools)
    return _answer(request, thread, quick_replying.ready(tools), tools)


def _status(_request: PendingCommand, thread: Thread, tools: Tools) -> str:
    return status_report.table(thread, tools)


def _help(_request: PendingCommand, _thread: Thread, tools: Tools) -> str:
    return rendering.help_table(tools.maintainers)


def _opt_out(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    return _on_messages(request, thread, tools, ConsentAction.WITHDRAWN)


def _opt_in(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    return _on_messages(request, thread, tools, ConsentAction.GRANTED)


def _on_messages(request: PendingCommand, thread: Thread, tools: Tools, action: ConsentAction) -> str:
    """Record whether the person gets messages, unless that is so already: then an entry would say nothing."""
    texts = tools.maintainers
    known = policy_gate.record_of(thread.conversation.marker.person, tools)
    if opt_outs.is_so_already(known, action, request.comment):
        return _answer(request, thread, texts.history.already[action], tools)
    record = _record(request, thread, tools, action)
    noted = texts.opt_out_noted if record.opted_out else texts.opt_in_noted
    if action is ConsentAction.GRANTED and record.still_out:
        noted = opt_outs.still_out(record, thread.conversation, tools)
    return _answer(request, thread, _unless_broken(noted, record, tools), tools)


def _consent(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    purpose = _expect(Consent, request).purpose
    record = _record(request, thread, tools, ConsentAction.GRANTED, purpose)
    texts = tools.maintainers
    noted = texts.consent_noted.format(words=texts.privacy.purposes[purpose], purpose=purpose)
    return _answer(request, thread, _unless_broken(noted, record, tools), tools)


def _unless_broken(noted: str, record: ConsentRecord, tools: Tools) -> str:
    """Return the sentence, or why what was recorded changes nothing yet."""
    if not record.broken:
        return noted
    texts = tools.maintainers
    reason, remedy = texts.reasons[HoldReason.CONSENT_BROKEN], texts.remedies[Remedy.CHECK_CONSENT]
    return texts.sending.recorded_but_broken.format(reason=reason, remedy=remedy)


def _record(
    request: PendingCommand,
    thread: Thread,
    tools: Tools,
    action: ConsentAction,
    purpose: Purpose | None = None,
) -> ConsentRecord:
    """Record what the person asked the maintainer for; the comment vouches for it."""
    person, comment = thread.conversation.marker.person, request.comment
    change = ConsentChange(comment.created_at, action, ConsentSource.COMMAND, purpose, by=comment.author)
    record = tools.ledger.add(policy_gate.record_of(person, tools), change)
    opt_outs.show(thread.conversation.marker.people, record, tools, issue=thread.here.number)
    if record.opted_out:
        scheduling.cancel_scheduled(person, tools)
    return record


def _refuse_forget(request: PendingCommand, current: Permission, thread: Thread, tools: Tools) -> str:
    command = _expect(Forget, request)
    refusal = forget_command.refusal(command, request.comment, thread.conversation, current, tools)
    return refusal or (_refuse_edited(request, current, thread, tools) if command.code else "")


def _forget(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    if _expect(Forget, request).code:
        return forget_command.carry_out(request.comment, thread.conversation, tools)
    return _answer(request, thread, forget_command.shown(thread.conversation, tools), tools)


def _close(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Close the conversation, after the text if there is one."""
    if _expect(Close, request).text:
        return reply.send(request, thread, tools)
    tools.repository.remove_label(thread.here.number, tools.labels.waiting)
    reply.close(thread, tools)
    thread.done(request)
    return tools.summaries.closed


def _fetch(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    return _answer(request, thread, fetching.ask(request, thread, tools), tools)


def _refuse_snooze(request: PendingCommand, current: Permission, thread: Thread, tools: Tools) -> str:
    unusable = snoozing.refusal(_expect(Snooze, request), request, thread, tools)
    return _refuse_edited(request, current, thread, tools) or unusable


def _snooze(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    return snoozing.carry_out(_expect(Snooze, request), request, thread, tools)


def _spam(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    return _answer(request, thread, spamming.carry_out(_expect(Spam, request), request, thread, tools), tools)


def _refuse_open(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    return refuse(request, thread, tools.maintainers.waiting.only_in_lists, tools)


def _expect(command: type[_Expected], request: PendingCommand) -> _Expected:
    if not isinstance(request.command, command):
        raise TypeError(f"the handler of {command.__name__} got {type(request.command).__name__}")
    return request.command


# A row for each command that the parser returns; a test compares them with the table of names.
HANDLERS: Mapping[type[Command], Handler] = {
    Reply: Handler(reply.send, reply.refusal),
    Template: Handler(reply.send, reply.refusal),
    QuickReply: Handler(_quick_reply, reply.refusal),
    Preview: _answering(_preview, _refuse_preview),
    Retry: Handler(reply.send, reply.refusal),
    Status: _answering(_status),
    Close: Handler(_close, reply.refusal),
    OptOut: Handler(_opt_out, _refuse_edited),
    OptIn: Handler(_opt_in, _refuse_edited),
    Consent: Handler(_consent, _refuse_edited),
    Forget: Handler(_forget, _refuse_forget),
    Fetch: Handler(_fetch, fetching.refusal),
    Assign: Handler(assigning.carry_out, _refuse_edited),
    Snooze: Handler(_snooze, _refuse_snooze),
    Spam: Handler(_spam, _refuse_edited),
    Name: Handler(naming.carry_out, _refuse_edited),
    Merge: Handler(merging.carry_out, _refuse_edited),
    Transcript: Handler(transcribing.ask, transcribing.refusal),
    OpenNext: Handler(_refuse_open),
    Help: _answering(_help),
}

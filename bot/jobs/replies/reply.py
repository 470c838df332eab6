"""Sends a maintainer's text to the person: /reply, /template, /q, /retry, and the last text of a /close."""

from __future__ import annotations

from functools import cache
from typing import assert_never

from bot.adapters.media_links import Blocked, MediaLinks
from bot.core import logs
from bot.core.errors import TemporaryError
from bot.core.marks import Mark, Outcome
from bot.core.sentences import Sentence
from bot.core.settings import Permission
from bot.jobs.replies import retrying
from bot.jobs.rights import opt_outs
from bot.jobs.sending import doubt, explaining, outbound, policy_gate, quick_replying, templating, what_left
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.doubt import EarlierRuns
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Refused, SendResult, Sent
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.sending import picture_links
from bot.rules.sending.policy import Defer, UseTemplate
from bot.rules.text import commands, networks
from bot.rules.text.attachments import ComposedText
from bot.rules.text.command_types import (
    Close,
    QuickReply,
    Retry,
    Template,
)
from bot.rules.wire.about import About
from bot.rules.wire.markers import KeyedMarker

_OF_THE_ACCOUNT = frozenset({20003, 20008, 30002})


class WaitsError(TemporaryError):
    """A reply is deferred, and those behind it wait too."""


def refusal(request: PendingCommand, _current: Permission, thread: Thread, tools: Tools) -> str:
    """Return why the text of the command is not sent, or an empty string."""
    texts = tools.maintainers
    if not commands.sends_text(request.command):
        return ""
    if request.provenance.edited:
        return texts.edited_midway if request.taken else texts.edited
    if isinstance(request.command, Retry):
        return retrying.refusal(request, thread, tools)
    person = thread.conversation.marker.person
    if not person.can_be_answered:
        return networks.why_unanswerable(person, texts)
    return _why_unfit(request, thread, tools)


def _why_unfit(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Return why the text itself cannot leave, or an empty string."""
    channel = thread.conversation.marker.channel
    match request.command:
        case Template() as template:
            return templating.refusal(template, channel, tools)
        case QuickReply() if request.taken:
            return quick_replying.why_changed(thread.step(request), thread, tools)
        case QuickReply() as quick:
            return quick_replying.refusal(quick, channel, tools)
        case _:
            composed = thread.composed(thread.step(request))
            return tools.maintainers.sending.nothing_arrives if composed and composed.is_empty else ""


def has_arrived(request: PendingCommand, thread: Thread) -> bool:
    """Return whether Twilio has reported, by our own callback, on a text that a run began to send."""
    return request.taken and Mark.DELIVERED in thread.step(request).marks


def finish(request: PendingCommand, thread: Thread, tools: Tools, parts: int = 1) -> str:
    """Finish a command whose text has left."""
    _settle(request, thread, tools)
    thread.done(request)
    contact = thread.conversation.marker.contact
    logs.step("reply-sent", issue=thread.number, comment=request.comment.id, contact=contact, count=parts)
    return tools.summaries.sent_in.format(parts=parts) if parts > 1 else tools.summaries.sent


def send(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Send what the command asks for, unless the policy holds it; raises WaitsError if it is deferred."""
    step = thread.step(request)
    composed = thread.composed(step)
    if composed is None:
        raise RuntimeError("refusal() accepted a command that composes nothing")
    media = _public_media(request, composed.written, thread, tools)
    if isinstance(media, Blocked):
        sentence = tools.maintainers.media_obstacles[media.obstacle]
        verdict = Outcome.UNKNOWN if request.taken else Outcome.REFUSED
        thread.explain(request, verdict, sentence.format(place=media.place + 1))
        return tools.summaries.refused_for_file
    about = About(thread.number, request.comment.id)
    earlier = doubt.earlier(about, thread.around, tools, taken=request.taken)
    if not earlier.has_begun or earlier.left == step.first:
        held = thread.held(composed)
        if held:
            return _hold(request, held, thread, tools)
    if not earlier.has_begun:
        retrying.announce(request, composed, thread, tools)
        quick_replying.announce(request, composed, thread, tools)
        _announce_links(composed, thread, tools)
        doubt.begin(about, tools, takes_marks=thread.takes_marks)
    outgoing = doubt.continued(_outgoing(request, composed, media, thread, tools), about, earlier, tools)
    outcome = outbound.send(tools.messages, outgoing, resumed=earlier.has_begun)
    if isinstance(outcome, Delayed) and not outcome.in_doubt:
        thread.explain(request, Outcome.WAITING, _why_delayed(outcome.code, tools))
        doubt.halt(about, outcome, earlier.halt, tools)
    return _conclude(outcome, request, earlier, thread, tools)


def _outgoing(
    request: PendingCommand,
    composed: Composed,
    media: tuple[str, ...],
    thread: Thread,
    tools: Tools,
) -> OutgoingMessage:
    marker = thread.conversation.marker
    parts = composed.parts(marker.channel)
    return OutgoingMessage(
        to=marker.person,
        sender=marker.sender,
        text=composed.written.text,
        since=request.comment.created_at - outbound.SKEW,
        elsewhere=cache(
            lambda: what_left.beside(
                request.comment,
                [part.text for part in parts],
                thread.conversation,
                tools,
                thread.here.number,
            )
        ),
        about=About(thread.number, request.comment.id),
        prepared_parts=parts,
        media=media,
        template=composed.template,
        also=marker.others,
        first=thread.step(request).first,
    )


def _conclude(
    outcome: SendResult, request: PendingCommand, earlier: EarlierRuns, thread: Thread, tools: Tools
) -> str:
    """Show what became of a reply; raises TemporaryError if it may be completed later."""
    number, comment, person = thread.number, request.comment.id, thread.conversation.marker.person
    match outcome:
        case Sent(parts):
            return finish(request, thread, tools, parts)
        case Refused(code, sent, total):
            logs.trouble("reply-refused", issue=number, comment=comment, code=code)
            opt_outs.record_by_code(code, person, thread.here.number, tools)
            tools.repository.add_label(thread.here.number, tools.labels.failed)
            explanation = explaining.why_refused(outcome, tools.maintainers) + templating.after(code, tools)
            thread.explain(request, Outcome.FAILED, explanation, sent=sent, parts=total)
            return tools.summaries.refused_by_twilio.format(code=code)
        case Delayed(code, sent, total):
            about = About(number, comment)
            logs.trouble("reply-delayed", issue=number, comment=comment, code=code)
            if outcome.in_doubt and doubt.is_lasting(about, earlier.doubted, tools):
                tools.repository.add_label(thread.here.number, tools.labels.failed)
                sentence = tools.maintainers.sending.left_unknown
                thread.explain(request, Outcome.UNKNOWN, sentence, sent=sent, parts=total)
                return tools.summaries.unknown
            raise TemporaryError(
                Sentence("A reply of #{number} could not be sent now.", number=number), code=code
            )
        case _:
            assert_never(outcome)


def _hold(request: PendingCommand, held: policy_gate.Held, thread: Thread, tools: Tools) -> str:
    """Explain why a reply is held; a later run sends a deferred one, and then those behind it."""
    waits = isinstance(held, Defer)
    if isinstance(held, Defer):  # reconcile takes care of issues with this label
        tools.repository.add_label(thread.number, tools.labels.deferred)
        tools.agenda.note(held.until)
    explanation = policy_gate.explain(held, tools)
    if isinstance(held, UseTemplate):
        explanation += f"\n\n{templating.ready(thread.conversation.marker.channel, tools)}"
    thread.explain(request, Outcome.WAITING if waits else Outcome.HELD, explanation)
    if waits:
        raise WaitsError(Sentence("A reply of #{number} is deferred.", number=thread.number))
    return tools.summaries.held


def _public_media(
    request: PendingCommand, written: ComposedText, thread: Thread, tools: Tools
) -> tuple[str, ...] | Blocked:
    """Return where Twilio can fetch the comment's files, or what prevents it."""
    if not written.files:
        return ()
    try:
        return MediaLinks(tools.settings).public(written, thread.step(request).origin.comment.id)
    except TemporaryError:
        thread.explain(request, Outcome.WAITING, _why_delayed(0, tools))
        raise


def _announce_links(composed: Composed, thread: Thread, tools: Tools) -> None:
    """Comment, once in a conversation and before the first leaves, that pictures arrive as links."""
    person = thread.conversation.marker.person
    sentence = picture_links.warning(composed.parts(person.channel), person, tools.maintainers)
    key = KeyedMarker("pictures-as-links")
    if sentence and all(tools.conversations.marker(comment) != key for comment in thread.comments):
        tools.conversations.comment_once(thread.here.number, key, sentence)


def _settle(request: PendingCommand, thread: Thread, tools: Tools) -> None:
    """Finish up after a text that left, before the mark that shows all is done."""
    if isinstance(request.command, Close) and not request.provenance.edited:
        close(thread, tools)
    if isinstance(request.command, Retry):
        tools.repository.remove_label(thread.here.number, tools.labels.failed)


def close(thread: Thread, tools: Tools) -> None:
    """Close the conversation, which ends its pause; one that began in this run is ended by reconcile."""
    tools.repository.close(thread.here.number)
    if tools.labels.snoozed in thread.here.issue.labels:
        tools.repository.remove_label(thread.here.number, tools.labels.snoozed)


def _why_delayed(code: int, tools: Tools) -> str:
    explanation = tools.maintainers.delayed.format(url=tools.run_url)
    meaning = tools.maintainers.codes.get(code)
    if meaning is None:
        return explanation
    # Somebody has to fix a problem with the account; the others pass, and the text is then sent without help.
    remedy = f" {meaning.remedy}" if code in _OF_THE_ACCOUNT else ""
    return f"{explanation}\n\nTwilio {code}: {meaning.what}{remedy}"

"""The state of a conversation: the answer to /status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.errors import RepositoryError
from bot.core.messages import SentMessage
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.replies import previewing
from bot.jobs.sending import pauses
from bot.jobs.sending.thread import Thread
from bot.jobs.tools import Tools
from bot.rules.people import contacts
from bot.rules.sending import costs
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.text import networks

SHOWN = 5
_MOST_ISSUES = 5  # that one conversation has filled, looked at for its beginning


def table(thread: Thread, tools: Tools) -> str:
    """Return the answer to /status; asks Twilio what became of the last messages."""
    texts, conversation = tools.maintainers, thread.conversation
    marker = conversation.marker
    since = _begun_at(conversation, tools) - timedelta(minutes=1)
    rows = [
        f"| {texts.status_title} | |",
        "|---|---|",
        f"| {texts.status_person} | {contacts.masked(marker.person)} · `{marker.contact}` |",
        f"| {texts.status_sender} | {networks.channel_name(marker.sender)} {contacts.masked(marker.sender)} |",
    ]
    reply = Intended(MessageKind.REPLY, marker.person, marker.sender, also=marker.also)
    if marker.channel.has_window:
        window = previewing.window(reply, tools)
        rows.append(f"| {networks.channel_name(marker.person)} | {window} |")
    rows += _sorted(thread, tools)
    rows.append(f"| {texts.sending.verdict} | {previewing.verdict(reply, tools)} |")
    sent = [one for address in marker.people for one in tools.messages.sent_to(address, marker.sender, since)]
    newest = sorted(sent, key=lambda one: one.created_at, reverse=True)[:SHOWN]
    last = [
        f"- {tools.spoken(one.created_at)} · {_status(one, tools)} · <sub><code>{one.sid}</code></sub>"
        for one in newest
    ]
    return "\n".join([*rows, "", f"**{texts.status_last}:**", "", *(last or [texts.status_none])])


def _begun_at(conversation: Conversation, tools: Tools) -> datetime:
    """Return when the conversation began, in the first of the issues in which it goes on, as far as they are there."""
    begun_at, before = conversation.issue.created_at, conversation.marker.follows
    for _ in range(_MOST_ISSUES):
        try:
            earlier = tools.conversations.read(tools.repository.issue(before)) if before else None
        except RepositoryError as error:
            if not error.is_gone:
                raise
            return begun_at
        if earlier is None:
            return begun_at
        begun_at, before = earlier.issue.created_at, earlier.marker.follows
    return begun_at


def _sorted(thread: Thread, tools: Tools) -> Iterator[str]:
    """Yield whether it is paused, and whether the person's messages are spam."""
    texts, issue = tools.maintainers.sorting, thread.here.issue
    if tools.labels.snoozed in issue.labels:
        pause = pauses.of(issue, thread.around, tools, whole=thread.whole)
        until = pause and texts.snoozed_by.format(until=tools.spoken(pause.marker.until), by=pause.marker.by)
        yield f"| {texts.paused} | {until or texts.paused_until} |"
    if tools.labels.spam in issue.labels:
        yield f"| {texts.is_spam} | {texts.is_spam_meaning} |"


def _status(sent: SentMessage, tools: Tools) -> str:
    """Return the status, Twilio's code if it failed, and the price once Twilio knows it."""
    parts = [tools.maintainers.history.statuses.get(sent.status) or f"`{sent.status}`"]
    if sent.code:
        parts.append(f"Twilio {sent.code}")
    if sent.price is not None:
        parts.append(costs.money(sent.price, sent.currency, tools.settings.config.language.maintainers))
    return " · ".join(parts)

"""Where new messages are added: to an open conversation, to a new one, or to the one in which a full one goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.adapters.github.writes import Steps
from bot.core import logs
from bot.core.errors import RepositoryError, UnwritableIssueError
from bot.core.issues import Comment, Issue
from bot.core.messages import Event
from bot.jobs.inbound import greeting, linking, routing
from bot.jobs.inbound.linking import Found
from bot.jobs.record import inherited
from bot.jobs.record.conversation_reader import Conversation, current
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import keyword_requests
from bot.jobs.tools import Tools
from bot.rules.text import rendering
from bot.rules.text.contents import Enclosures, is_long
from bot.rules.text.file_lines import MAX_CARDS_CHARACTERS
from bot.rules.text.rendering import Beginning

Group = Sequence[Event]

# For messages; what is left is for what stands before and behind them.
_ROOM = rendering.MAX_BODY_CHARACTERS - 4_000


def add(
    missing: Group,
    known: list[Conversation],
    enclosures: Enclosures,
    found: Found,
    record: ConsentRecord,
    tools: Tools,
) -> Steps[tuple[Conversation, list[Issue | Comment]]]:
    """Add a person's messages where they belong, which may take several comments.

    Return where the last of them is, and every issue and comment that holds one.
    """
    first, *further = _chunks(missing, enclosures, tools)
    items: list[Issue | Comment] = []
    conversation = _where(current(known), missing[0], found, tools)
    if conversation is None:
        previous = known[0].issue.number if known else None
        answer = "" if found.is_spam else greeting.announced(found.people[0], first, record, tools)
        if keyword_requests.opts_out(missing, tools):  # it gets another answer
            answer = ""
        issues = [*found.labelled, *(one.issue for one in known)]
        how = Beginning(
            previous,
            enclosures,
            answer,
            _waits(first, found, tools),
            tools.conversations.called(found.people, issues),
        )
        labels = routing.labels(first, found, record, tools)
        conversation = yield from tools.conversations.opening(first, how, found.groups, more_labels=labels)
        _close_spam(conversation, found, tools)
        items.append(conversation.issue)
        tools.conversations.continue_texts(conversation, first)
    else:
        conversation = linking.link(conversation, found, tools)
        conversation, item = yield from _append(conversation, first, enclosures, found, tools)
        items.append(item)
    for chunk in further:
        conversation, item = yield from _append(conversation, chunk, enclosures, found, tools)
        items.append(item)
    return conversation, items


def _append(
    conversation: Conversation, group: Group, enclosures: Enclosures, found: Found, tools: Tools
) -> Steps[tuple[Conversation, Issue | Comment]]:
    """Add messages to a conversation, or to where it goes on if it takes nothing more; return where they are."""
    conversations, gone = tools.conversations, False
    waits = _waits(group, found, tools)
    if conversation.takes_more:
        try:
            comment = yield from conversations.appending(conversation, group, enclosures, waits=waits)
        except RepositoryError as error:
            gone = _is_gone(error, conversation, tools)
            if not gone and not isinstance(error, UnwritableIssueError):
                raise
        else:
            conversations.continue_texts(conversation, group)
            return conversation, comment
    heir = conversations.heir(conversation)
    if heir:
        return (yield from _append(heir, group, enclosures, found, tools))
    number = conversation.number
    previous, follows = (None, 0) if gone else (number, number)
    how = Beginning(previous, enclosures, waits=waits, called=conversation.marker.called)
    labels = [] if gone else inherited.labels(conversation, tools.settings.config)
    heir = yield from conversations.opening(group, how, found.groups, follows=follows, more_labels=labels)
    _close_spam(heir, found, tools)
    logs.step("conversation-continued", issue=heir.number, contact=heir.marker.contact)
    conversations.continue_texts(heir, group)
    if not gone:
        conversations.link_heir(conversation, heir.number)
    return heir, heir.issue


def _is_gone(error: RepositoryError, conversation: Conversation, tools: Tools) -> bool:
    """Return whether the issue is gone: a list may still show it, and one just opened may not be found yet."""
    if not error.is_gone:
        return False
    try:
        tools.repository.issue(conversation.number)
    except RepositoryError as again:
        return again.is_gone
    return False


def _waits(group: Group, found: Found, tools: Tools) -> bool:
    """Return whether the person waits for an answer of ours to messages."""
    return not found.is_spam and not keyword_requests.only_opts_out(group, tools)


def _close_spam(opened: Conversation, found: Found, tools: Tools) -> None:
    """Close a conversation opened just now, if it is spam; where a run dies before that, reconcile does."""
    if found.is_spam:
        tools.repository.close(opened.number, planned=False)


def _where(known: list[Conversation], event: Event, found: Found, tools: Tools) -> Conversation | None:
    """Return the conversation that a new message belongs to: an open one, else the last if it was closed recently.

    What is spam stays in the last, however long ago that was closed.
    """
    for conversation in known:
        if conversation.issue.is_open or found.is_spam:
            return conversation
    if known and tools.conversations.may_reopen(known[0], event.received_at):
        return known[0]
    return None


def _chunks(group: Group, enclosures: Enclosures, tools: Tools) -> Iterator[Group]:
    """Yield the messages in chunks that fit an issue or comment."""
    if len(group) == 1:
        yield group
        return
    chunk: list[Event] = []
    room = _ROOM
    for event in group:
        # What its files hold is shown later; quoted, it takes less than four times its length.
        files = 4 * MAX_CARDS_CHARACTERS * bool(event.message.media)
        size = tools.conversations.length_of(event, enclosures) + files
        if chunk and size > room:
            yield chunk
            chunk, room = [], _ROOM
        chunk.append(event)
        # The rest of a long text has comments of its own, before what follows.
        room = 0 if is_long(event.message) else room - size
    yield chunk

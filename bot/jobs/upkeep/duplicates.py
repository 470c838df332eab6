"""Two open conversations with one person on one channel: GitHub's lists lagged when the second was opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.core import isolated, logs
from bot.core.messages import Channel
from bot.jobs.record.conversation_reader import Conversation, current, heir
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.people import contacts
from bot.rules.wire.markers import KeyedMarker


def join(context: ReconcileContext) -> Iterator[str]:
    """Close the older of two and link each to the other; nothing is moved or lost.

    The newer one stays open, since it is the one that a later message finds first and that may be reopened. A duplicate
    begins with a new conversation, or when Twilio names two addresses of a person together: only conversations opened
    in the period, and those of which another of the period shares an address, are checked, one request each.
    """
    newest_first = sorted(context.conversations.items(), reverse=True)
    done, known = set[int](), _open_by_address(context)
    candidates = [
        (number, one)
        for number, one in newest_first
        if _is_new(one, context) or any(known[key] > 1 for key in _keys(one)) or _waits_behind(one, context)
    ]
    return isolated.each(
        candidates, lambda conversation: _check(conversation, done, context), context.tools.shown
    )


def _check(conversation: Conversation, done: set[int], context: ReconcileContext) -> Iterator[str]:
    if conversation.issue.number in done:
        return
    known = _known(conversation, context)
    open_ones = [found for found in current(known) if found.issue.is_open]
    done |= {found.issue.number for found in known if found.issue.is_open}
    for old in known:
        there = heir(old, known)
        if there and there.marker.follows == old.number and not old.marker.continued_in:
            context.tools.conversations.link_heir(old, there.number)  # a run died before it did
            yield context.tools.summaries.continues.format(number=old.number, there=there.number)
        elif there and _waits_behind(old, context):
            _join(old, there, context)
            yield context.tools.summaries.continues.format(number=old.number, there=there.number)
    for older in open_ones[1:]:
        _join(older, open_ones[0], context)
        yield context.tools.summaries.continues.format(
            number=older.issue.number, there=open_ones[0].issue.number
        )


def _known(conversation: Conversation, context: ReconcileContext) -> list[Conversation]:
    """Return the conversations with the person on that channel, newest first, also under ids of former keys."""
    conversations, person = context.tools.conversations, conversation.marker.person
    if not context.tools.vault.former_ids(person):
        return conversations.with_person(person)
    return [
        found for found in conversations.all_with(person) if found.marker.person.network == person.network
    ]


def _waits_behind(conversation: Conversation, context: ReconcileContext) -> bool:
    """Return whether a message arrived in a conversation at the moment when a /merge continued it elsewhere."""
    issue = conversation.issue
    is_waiting = issue.is_open or context.tools.labels.waiting in issue.labels
    return bool(conversation.marker.continued_in) and conversation.takes_more and is_waiting


def _is_new(conversation: Conversation, context: ReconcileContext) -> bool:
    return conversation.issue.is_open and conversation.issue.created_at >= context.period.since


def _open_by_address(context: ReconcileContext) -> Counter[tuple[Channel, str]]:
    """Return how many open conversations of the period each address has."""
    return Counter(
        key
        for conversation in context.conversations.values()
        if conversation.issue.is_open
        for key in _keys(conversation)
    )


def _keys(conversation: Conversation) -> set[tuple[Channel, str]]:
    marker = conversation.marker
    return {(marker.channel, contacts.canonical(address)) for address in marker.people}


def _join(older: Conversation, newer: Conversation, context: ReconcileContext) -> None:
    """Close last: once the older one is closed, all is done."""
    tools, texts = context.tools, context.tools.maintainers.upkeep
    here, there = newer.issue.number, older.issue.number
    waiting = tools.labels.waiting
    tools.conversations.comment_once(
        here, KeyedMarker(f"joined-{there}"), texts.joined_here.format(other=there)
    )
    if waiting in older.issue.labels:
        tools.repository.add_label(here, waiting)
        tools.repository.remove_label(there, waiting)
    if not older.takes_more:
        tools.conversations.link_heir(older, here)
        return
    tools.conversations.comment_once(
        there, KeyedMarker(f"joined-{here}"), texts.joined_away.format(other=here)
    )
    if older.issue.is_open:
        tools.repository.close(there)
    logs.step("conversations-joined", issue=here, contact=newer.marker.contact)

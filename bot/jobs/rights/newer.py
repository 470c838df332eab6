"""What a person wrote after an erasure was planned: moved to a conversation of its own, since nobody has read it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.issues import Comment
from bot.core.messages import Address, MessageSid
from bot.jobs.record.conversation_reader import Conversation, current
from bot.jobs.rights.plans import ErasurePlan, PlannedConversation
from bot.jobs.tools import Tools
from bot.rules.wire.markers import KeyedMarker, MessagesMarker

# See `Conversations.continue_texts`: the rest of a text too long for one comment.
_CONTINUATION = re.compile(r"((?:SM|MM)[0-9a-fA-F]{32}) \d+")


def keep(comments: Sequence[Comment], planned: PlannedConversation, plan: ErasurePlan, tools: Tools) -> None:
    """Move the messages among the comments of a conversation that is being erased, if they came after the plan.

    All go into one conversation, the rest of a long text behind its beginning. Repeating it moves each once.
    """
    new = [comment for comment in comments if comment.id > plan.last_comment]
    moved = [(one, tools.conversations.claimed(one)) for one in new]
    messages = [(one, marker) for one, marker in moved if isinstance(marker, MessagesMarker)]
    rests = [
        (one, marker, found[1])
        for one, marker in moved
        if isinstance(marker, KeyedMarker) and (found := _CONTINUATION.fullmatch(marker.key))
    ]
    if not messages and not rests:
        return
    places = _places(planned.groups[0][0], plan, tools)
    for comment, marker in messages:
        if not places.keys() & set(marker.sids):
            place = _move(comment, marker, planned, plan, tools)
            places |= dict.fromkeys(marker.sids, place)
    for comment, key, sid in rests:
        place = places.get(MessageSid(sid), 0)
        if place:  # otherwise its beginning was erased with the rest
            tools.conversations.comment_once(place, key, _text(comment))


def _move(
    comment: Comment,
    marker: MessagesMarker,
    planned: PlannedConversation,
    plan: ErasurePlan,
    tools: Tools,
) -> int:
    """Add a message to what was moved before it, or begin a conversation with it; return where it is."""
    joinable = [
        one
        for one in current(_living(planned.groups[0][0], plan, tools))
        if one.issue.is_open and one.takes_more
    ]
    if joinable:
        return tools.conversations.comment(joinable[0].number, marker, _text(comment)).issue
    sender = Address.parse(planned.sender)
    return tools.conversations.carry_over(planned.groups, sender, marker.sids, _text(comment))


def _places(person: Address, plan: ErasurePlan, tools: Tools) -> dict[MessageSid, int]:
    """Return where the person's messages since the plan are recorded, other than in what is being erased."""
    recorded = tools.conversations.recorded(_living(person, plan, tools), plan.at)
    return {sid: place.number for sid, place in recorded.items()}


def _living(person: Address, plan: ErasurePlan, tools: Tools) -> list[Conversation]:
    return [one for one in tools.conversations.with_person(person) if one.number not in plan.numbers]


def _text(comment: Comment) -> str:
    return comment.body.partition("\n")[2].strip()

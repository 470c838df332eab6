"""/merge off: two people are two after all. What was written stays where it is; to carry it out again changes nothing.

The conversations forget each other's number first, so that no message follows a merge that is over; then consent is
parted. In between an opt-out of either still holds for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.marks import Mark, Outcome
from bot.core.messages import Address
from bot.core.workflow import mask
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.rights import opt_outs
from bot.jobs.sending import policy_gate
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.people import contacts
from bot.rules.people.merges import Group
from bot.rules.text.inert import code
from bot.rules.wire import markers
from bot.rules.wire.markers import ConversationMarker, KeyedMarker


def carry_out(
    request: PendingCommand, thread: Thread, other: Conversation, known: Sequence[Conversation], tools: Tools
) -> str:
    """Part the number of the other conversation from the person's; return what the summary says.

    `known` are all conversations with any of the person's numbers.
    """
    texts, here = tools.maintainers.merging, thread.conversation
    leaving, staying = (_own(one.marker, tools) for one in (other, here))
    if contacts.are_one(leaving, staying) or not (_is_merged(known, leaving, staying) or request.taken):
        thread.explain(request, Outcome.REFUSED, texts.not_merged.format(other=other.number))
        return tools.summaries.refused
    for address in (*leaving, *staying):
        mask(address.value)
    thread.react(request.comment, Mark.TAKEN)
    for one in known:
        _rewrite(one.number, leaving, known, tools)
    tools.ledger.part(list(dict.fromkeys(found for one in leaving for found in tools.vault.ids(one))))
    for people in (leaving, staying):
        opt_outs.show(people, policy_gate.record_of(people[0], tools), tools)
    who, login = opt_outs.shown(leaving, tools), code(request.comment.author)
    sentence = texts.parted_there.format(people=who, there=here.number, login=login)
    tools.conversations.comment_once(other.number, KeyedMarker(f"parted-{request.comment.id}"), sentence)
    if thread.heir and contacts.are_one(_own(thread.heir.marker, tools), leaving):
        thread.heir = None
    thread.explain(request, Outcome.DONE, texts.parted.format(other=other.number, people=who, login=login))
    return tools.summaries.explained


def _own(marker: ConversationMarker, tools: Tools) -> Group:
    """Return the addresses of the number that a conversation began with."""
    for group in marker.groups:
        if any(marker.contact in tools.vault.ids(address) for address in group):
            return group
    return marker.groups[0]


def _is_merged(known: Sequence[Conversation], leaving: Group, staying: Group) -> bool:
    return any(
        contacts.are_one(leaving, one.marker.people) and contacts.are_one(staying, one.marker.people)
        for one in known
    )


def _rewrite(number: int, leaving: Group, known: Sequence[Conversation], tools: Tools) -> None:
    """Take the number that leaves out of a conversation of the others, and the others out of one of its own."""
    issue = tools.repository.issue(number)
    now = tools.conversations.read(issue)
    if now is None:
        return
    own = _own(now.marker, tools)
    is_leaving = contacts.are_one(own, leaving)
    kept = [one for one in now.marker.groups if contacts.are_one(one, leaving) is is_leaving]
    answered = next((one for one in kept if now.marker.person in one), own)
    (person, *also) = (now.marker.person, *(one for one in answered if one != now.marker.person))
    if now.marker.person not in answered:
        (person, *also) = _on_channel(answered, now.marker.person)
    merged = tuple(one for one in kept if one is not answered)
    wanted = replace(now.marker, person=person, also=tuple(also), merged=merged)
    heir = next((one for one in known if one.number == now.marker.continued_in), None)
    if heir and contacts.are_one(_own(heir.marker, tools), leaving) is not is_leaving:
        wanted = replace(wanted, continued_in=0)
    ids = set(map(tools.vault.contact_id, wanted.people))
    for contact in dict.fromkeys(map(tools.vault.contact_id, now.marker.people)):
        label = tools.labels.of_contact(contact)
        if contact not in ids and label in issue.labels:
            tools.repository.remove_label(number, label)
    if wanted != now.marker:  # last, so that it shows that everything before it was done
        issue = tools.repository.issue(number)  # an erasure may have rewritten it meanwhile
        if tools.conversations.read(issue) is None:
            return
        line, rest = markers.write(wanted, tools.vault, number), issue.body.partition("\n")[2]
        tools.repository.settle(issue, f"{line}\n{rest}", close=False)


def _on_channel(group: Group, like: Address) -> Group:
    """Return the addresses of a group that are on a channel; a conversation begins with one that is."""
    return tuple(one for one in group if one.channel is like.channel) or group

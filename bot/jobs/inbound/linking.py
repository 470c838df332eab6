"""One person under several addresses: what Twilio's signed webhooks name together is found and kept together.

So are numbers that a maintainer merged, but apart from these: consent passes only between what Twilio names together.
Nothing else links addresses: no text of a person can, and no label. See CONTRIBUTING, "One person, several addresses".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.issues import Issue
from bot.core.messages import Address, Event
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import spam
from bot.jobs.tools import Tools
from bot.rules.people import contacts, merges
from bot.rules.wire import markers


@dataclass(frozen=True, slots=True)
class Found:
    """A person's addresses, the one to be answered first; their issues on every channel, their conversations on one.

    `merged` are the addresses of the person's other numbers, by a maintainer's word, on any channel. `is_spam`
    says that what the person writes is.
    """

    people: tuple[Address, ...]
    merged: tuple[tuple[Address, ...], ...]
    labelled: tuple[Issue, ...]
    known: tuple[Conversation, ...]
    is_spam: bool = False

    @property
    def groups(self) -> tuple[tuple[Address, ...], ...]:
        return (self.people, *self.merged)


def find(group: Sequence[Event], tools: Tools) -> Found:
    """Return what is known of the person behind the messages.

    One request by label, as for anybody; another for each address that no conversation under the first names yet.
    """
    named = contacts.distinct(address for event in reversed(group) for address in event.message.people)
    labelled: dict[int, Issue] = {}
    known: dict[int, Conversation] = {}
    groups: list[tuple[Address, ...]] = [named]
    for address in named:
        if contacts.are_one([address], (one for others in groups[1:] for one in others)):
            continue
        issues = tools.conversations.labelled(address)
        labelled |= {issue.number: issue for issue in issues}
        known |= {found.issue.number: found for found in tools.conversations.with_person(address, issues)}
        own, merged = tools.conversations.numbers(address, issues)
        groups += [own, *merged, *(one for found in known.values() for one in found.marker.groups)]
    newest_first = tuple(one for _, one in sorted(known.items(), reverse=True))
    people, others = merges.numbers(_answered(group, newest_first), groups)
    channel = group[0].message.channel
    on_channel = tuple(one for one in people if one.channel is channel)
    is_spam = spam.is_sender(newest_first, labelled.values(), tools)
    return Found(on_channel, others, tuple(labelled.values()), newest_first, is_spam)


def link(conversation: Conversation, found: Found, tools: Tools) -> Conversation:
    """Write the person's addresses into a conversation, unless it says so already; answers go to the first.

    Its labels come first, so that a list by any of them finds it.
    """
    marker, number = conversation.marker, conversation.issue.number
    if found.people[0] == marker.person and _as_sets(found.groups) == _as_sets(marker.groups):
        return conversation
    issue = tools.repository.issue(number)  # an erasure may have rewritten it
    now = tools.conversations.read(issue)
    if now is None:
        return conversation
    person, *also = found.people
    linked = replace(now.marker, person=person, also=tuple(also), merged=found.merged)
    labels = dict.fromkeys(map(tools.labels.of_contact, map(tools.vault.contact_id, linked.people)))
    missing = [label for label in labels if label not in issue.labels]
    for label in missing:
        tools.repository.add_label(number, label)
    if missing:  # and one may have done so since
        issue = tools.repository.issue(number)
        if tools.conversations.read(issue) is None:
            for label in missing:
                tools.repository.remove_label(number, label)
            return conversation
    line, rest = markers.write(linked, tools.vault, number), issue.body.partition("\n")[2]
    return Conversation(tools.repository.settle(issue, f"{line}\n{rest}", close=False), linked)


def _as_sets(groups: Iterable[Iterable[Address]]) -> frozenset[frozenset[Address]]:
    return frozenset(map(frozenset, groups))


def link_records(found: Found, tools: Tools) -> list[Issue]:
    """Write on the person's consent records which ids are one person; return the issues as they are then.

    Those of merged numbers never: their consent would pass over.
    """
    ids = {tools.vault.contact_id(address) for address in found.people}
    return tools.ledger.link(ids, found.labelled) if len(ids) > 1 else list(found.labelled)


def _answered(group: Sequence[Event], known: Sequence[Conversation]) -> Address:
    """Return the address that answers go to: of the last message, unless that came to light long after it was sent."""
    sent_now = [event.message.sender for event in group if not event.message.recovered]
    if sent_now:
        return sent_now[-1]
    return known[0].marker.person if known else group[-1].message.sender

"""/merge: the people of two conversations are one, by a maintainer's word. To carry it out again changes nothing.

The consent records are joined first: from then on an opt-out of either number holds for both. Then each conversation
learns the other's number; last, on each channel, the older goes on in the newer. A run that dies leaves the rest to
the next, which the mark on the comment tells from a command that is merely repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.errors import TemporaryError
from bot.core.marks import Mark, Outcome
from bot.core.messages import Address
from bot.core.workflow import mask
from bot.jobs.record.conversation_reader import Conversation, current
from bot.jobs.replies import naming, parting
from bot.jobs.rights import opt_outs
from bot.jobs.sending import pauses, policy_gate, scheduling
from bot.jobs.sending.thread import PendingCommand, Thread, conversation_of
from bot.jobs.tools import Tools
from bot.rules.people import merges
from bot.rules.people.called import NAMELESS
from bot.rules.text.command_types import Merge
from bot.rules.text.inert import code
from bot.rules.wire import markers
from bot.rules.wire.markers import ConversationMarker, KeyedMarker
from bot.rules.wire.pause_markers import PauseOverMarker

_TRIES = 3  # another run may write into the same issue at the same moment


@dataclass(frozen=True, slots=True)
class _Union:
    """Whose numbers are merged: each with its addresses, in the conversations that are `known` of any of them."""

    numbers: tuple[merges.Group, ...]
    known: tuple[Conversation, ...]
    here: Conversation
    other: Conversation

    @property
    def people(self) -> tuple[Address, ...]:
        return tuple(address for number in self.numbers for address in number)

    @property
    def joins(self) -> list[tuple[Conversation, list[Conversation]]]:
        """On each channel, the conversation that is kept, and those that will continue in it."""
        found = []
        for network in sorted({one.marker.person.network for one in self.known}):
            on_channel = [one for one in self.known if one.marker.person.network == network]
            named = (self.here.number, self.other.number)
            going = [one for one in current(on_channel) if one.issue.is_open or one.number in named]
            if len(going) > 1:
                found.append((going[0], going[1:]))
        return found

    def wanted(self, marker: ConversationMarker) -> ConversationMarker:
        """Return a marker that names all numbers, and leaves who is answered as it is."""
        person, channel = marker.person, marker.person.channel
        own, others = merges.numbers(person, self.numbers)
        also = tuple(one for one in own[1:] if one.channel is channel)
        wanted = replace(marker, also=also, merged=others)
        same = _as_sets(wanted) == _as_sets(marker)
        return marker if same else wanted


def carry_out(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Merge the people of two conversations, or explain why not; return what the summary says."""
    command = request.command
    if not isinstance(command, Merge):
        raise TypeError(f"the handler of Merge got {type(command).__name__}")
    found = _found(command, thread, tools)
    if isinstance(found, str):
        thread.explain(request, Outcome.REFUSED, found)
        return tools.summaries.refused
    if command.off:
        return parting.carry_out(request, thread, found.other, found.known, tools)
    uneven = "" if request.taken else _one_is_spam(found, tools)
    if uneven:
        thread.explain(request, Outcome.REFUSED, uneven)
        return tools.summaries.refused
    for address in found.people:
        mask(address.value)
    if not _differing(found, tools) and not found.joins and not request.taken:
        thread.explain(request, Outcome.DONE, tools.maintainers.merging.already.format(other=command.number))
        return tools.summaries.explained
    thread.react(request.comment, Mark.TAKEN)
    _merge(found, request, thread, tools)
    thread.explain(request, Outcome.DONE, _sentence(found, request, thread, tools))
    return tools.summaries.explained


def _found(command: Merge, thread: Thread, tools: Tools) -> _Union | str:
    """Return what there is to merge, or why nothing is."""
    texts, here = tools.maintainers.merging, thread.conversation
    if command.number == here.number:
        return texts.this_one.format(other=command.number)
    # GitHub takes its addresses in any case.
    if command.where and command.where.casefold() != here.issue.url.rpartition("/issues/")[0].casefold():
        return texts.elsewhere.format(other=command.number)
    other = conversation_of(command.number, tools)
    if other is None:
        return texts.no_conversation.format(other=command.number)
    if any(policy_gate.record_of(one.marker.person, tools).erasing for one in (here, other)):
        return texts.being_erased
    named = (*here.marker.people, *other.marker.people)
    listed = {one.number: one for one in tools.conversations.on_every_channel(named)}
    # The copies read just now count, and a list may lag.
    known = {**listed, here.number: listed.get(here.number, here), other.number: other}
    groups = (group for one in known.values() for group in one.marker.groups)
    own, others = merges.numbers(here.marker.person, groups)
    return _Union((own, *others), tuple(known.values()), known[here.number], other)


def _one_is_spam(found: _Union, tools: Tools) -> str:
    """Return why spam and what is none are not merged: who waits would be closed with the other, unseen."""
    here, other = (tools.labels.spam in one.issue.labels for one in (found.here, found.other))
    if here is other:
        return ""
    spam, not_spam = (found.here, found.other) if here else (found.other, found.here)
    return tools.maintainers.merging.one_is_spam.format(spam=spam.number, other=not_spam.number)


def _differing(found: _Union, tools: Tools) -> list[int]:
    """Return which of the merged and the kept conversations do not name all numbers yet."""
    concerned = {found.here.number, found.other.number, *(last.number for last, _ in found.joins)}
    numbers = [one.number for one in found.known if one.number in concerned]
    now = {number: conversation_of(number, tools) for number in numbers}
    return sorted(number for number, one in now.items() if one and found.wanted(one.marker) != one.marker)


def _merge(found: _Union, request: PendingCommand, thread: Thread, tools: Tools) -> None:
    """Do what is not done yet: consent first, since it must not wait for anything else."""
    ids = [
        list(dict.fromkeys(one_id for address in number for one_id in tools.vault.ids(address)))
        for number in found.numbers
    ]
    tools.ledger.merge(ids)
    _name_all(found, tools)
    _call_alike(found, tools)
    record = policy_gate.record_of(found.here.marker.person, tools)
    opt_outs.show(found.people, record, tools, issue=found.here.number)
    if record.opted_out:
        scheduling.cancel_scheduled(found.here.marker.person, tools)
    for last, others in found.joins:
        for older in others:
            _go_on(older, last, found, request, tools)
            if older.number == thread.number:
                thread.heir = last
    if found.other.marker.person.network != found.here.marker.person.network:
        sentence = tools.maintainers.merging.pointer.format(
            people=_shown(found, tools), login=code(request.comment.author), there=thread.here.number
        )
        key = KeyedMarker(f"merged-{request.comment.id}")
        tools.conversations.comment_once(found.other.number, key, sentence)


def _name_all(found: _Union, tools: Tools) -> None:
    """Write all numbers into the conversations; their labels first, so that a list by any of them finds both."""
    for _ in range(_TRIES):
        differing = _differing(found, tools)
        if not differing:
            return
        for number in differing:
            _write(number, found, 0, tools)
    raise TemporaryError("Another run writes into the same conversations. The next one merges them.")


def _call_alike(found: _Union, tools: Tools) -> None:
    """Copy the name that the office gave the person to kept conversations that have none."""
    called = next((one.marker.called for one in current(found.known) if one.marker.called), NAMELESS)
    ends = {older.number for _, others in found.joins for older in others}
    going = {found.here.number, found.other.number, *(last.number for last, _ in found.joins)} - ends
    for one in found.known if called else ():
        if one.number in going and not one.marker.called:
            naming.write(one.number, called, tools)


def _write(number: int, found: _Union, continued_in: int, tools: Tools) -> None:
    """Write all numbers into a conversation; with `continued_in`, also link and close it, in the same edit."""
    added = _add_labels(number, found, tools)
    issue = tools.repository.issue(number)  # an erasure may have rewritten it meanwhile
    now = tools.conversations.read(issue)
    if now is None:
        for label in added:
            tools.repository.remove_label(number, label)
        return
    wanted = found.wanted(now.marker)
    wanted = replace(wanted, continued_in=continued_in) if continued_in else wanted
    line, rest = markers.write(wanted, tools.vault, number), issue.body.partition("\n")[2]
    tools.repository.settle(issue, f"{line}\n{rest}", close=bool(continued_in))


def _add_labels(number: int, found: _Union, tools: Tools) -> list[str]:
    """Add the labels of all numbers to a conversation; return those that it did not have."""
    issue = tools.repository.issue(number)
    now = tools.conversations.read(issue)
    people = found.wanted(now.marker).people if now else ()
    labels = dict.fromkeys(tools.labels.of_contact(tools.vault.contact_id(one)) for one in people)
    missing = [label for label in labels if label not in issue.labels]
    for label in missing:
        tools.repository.add_label(number, label)
    return missing


def _go_on(
    older: Conversation, last: Conversation, found: _Union, request: PendingCommand, tools: Tools
) -> None:
    """Close a conversation that continues in a newer one, which takes over its labels and assignees.

    The link is written last, so that a conversation with a link needs nothing more.
    """
    number, there = older.number, last.number
    labels, assignees = tools.labels, tools.repository.assignees
    if older.issue.is_open and not last.issue.is_open:
        tools.repository.reopen(there)
    moving = {labels.waiting, labels.overdue} & older.issue.labels if older.issue.is_open else set[str]()
    # A pause ends here, as it does when the person writes: somebody has to look at both.
    paused = {labels.snoozed} & older.issue.labels
    moved = moving | ({labels.waiting} if paused else set())
    if moved and labels.snoozed in last.issue.labels:
        pause = pauses.among(tools.repository.comments(there), tools)
        over = PauseOverMarker(pause.marker.about if pause else 0, request.comment.id)
        said = tools.maintainers.sorting.over_early.format(by=request.comment.author)
        pauses.finish(there, over, said, tools, waits=False)
    for label in sorted((moved | _own_labels(older, tools)) - last.issue.labels):
        tools.repository.add_label(there, label)
    in_charge = assignees.of(number)
    if in_charge:
        assignees.add(there, in_charge)
    sentence = tools.maintainers.merging.away.format(
        people=_shown(found, tools), login=code(request.comment.author), there=there
    )
    tools.conversations.comment_once(number, KeyedMarker(f"merged-{request.comment.id}"), sentence)
    for label in sorted(moving | paused):
        tools.repository.remove_label(number, label)
    _write(number, found, there, tools)


def _own_labels(conversation: Conversation, tools: Tools) -> frozenset[str]:
    """Return the labels that maintainers gave a conversation, or a route: those that say nothing of its state."""
    labels = tools.labels
    ours = {value for value in labels.model_dump().values() if isinstance(value, str)}
    return frozenset(
        one
        for one in conversation.issue.labels
        if one not in ours and not one.startswith(labels.contact_prefix)
    )


def _sentence(found: _Union, request: PendingCommand, thread: Thread, tools: Tools) -> str:
    texts = tools.maintainers.merging
    said = [texts.merged.format(people=_shown(found, tools), login=code(request.comment.author))]
    for one in sorted({found.here.number, found.other.number}):
        now = conversation_of(one, tools)  # an earlier run may have closed and linked it
        there = now.marker.continued_in if now else 0
        if there:
            pattern = texts.goes_on_here if there == thread.here.number else texts.goes_on_there
            said.append(pattern.format(other=one, there=there))
    if found.other.marker.person.network != found.here.marker.person.network:
        said.append(texts.apart.format(other=found.other.number))
    return "\n\n".join([" ".join(said), texts.what_holds])


def _shown(found: _Union, tools: Tools) -> str:
    if not tools.conversations.style.show_texts:
        return tools.maintainers.merging.hidden_numbers
    return opt_outs.shown(found.people, tools)


def _as_sets(marker: ConversationMarker) -> tuple[frozenset[Address], frozenset[frozenset[Address]]]:
    return frozenset(marker.groups[0]), frozenset(map(frozenset, marker.merged))

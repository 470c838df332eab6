"""record-messages: every message of a batch becomes part of an issue, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from math import inf
from typing import Any

from bot.adapters.github.together import MOST_CHANGES
from bot.adapters.github.writes import Steps
from bot.core import clock, logs
from bot.core.errors import TemporaryError
from bot.core.isolated import Troubles
from bot.core.issues import Comment, Issue
from bot.core.logs import Line
from bot.core.messages import Event, MessageSid
from bot.core.workflow import mask
from bot.jobs.inbound import (
    appending,
    canaries,
    closed_office,
    gathered,
    greeting,
    grouping,
    linking,
    listing,
    quoting,
    routing,
    whole_batch,
)
from bot.jobs.inbound.awaited_files import AwaitedFiles
from bot.jobs.inbound.earlier_comments import Earlier, earliest
from bot.jobs.inbound.gathered import Task
from bot.jobs.inbound.greeting import Greeting
from bot.jobs.inbound.grouping import Group
from bot.jobs.inbound.routing import Routed
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import data_requests, erasure, keyword_requests
from bot.jobs.sending import due_answers, left_out, policy_gate
from bot.jobs.tools import Tools
from bot.rules.text.contents import Enclosures
from bot.rules.wire import envelope, markers, waiting_list

# The next batch, with its texts, waits until this one's files are done; reconcile keeps what is left.
FILES_WITHIN = timedelta(minutes=2, seconds=10)  # three minutes' pushes, the first of them at once
# Of the ten minutes that a run may take, so that it is not cancelled: what is left then is sent again.
RECORD_WITHIN = timedelta(minutes=6)
# So many people's messages are recorded before the next are looked at: what a minute has room for, in full requests.
# While the others wait for the next minute, who is recorded is greeted, as far as there is time.
AT_ONCE = envelope.PEOPLE_OF_A_MINUTE
GREETING_SECONDS = 1.0  # a person's, among others: two requests of Twilio, and shares of two of GitHub
READY_SECONDS = 6.0  # before the minute is over: the next are looked up, and their labels created


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A person's messages are in an issue; `opened` is the conversation that began with one of them.

    `earlier` had the person's conversation before it; `items` are the issues and comments that may wait for files of
    theirs. Of what `is_spam`, nothing does, and only what the law demands is answered.
    """

    line: str
    group: Group
    conversation: Conversation
    opened: Conversation | None
    earlier: tuple[str, ...]
    items: list[Issue | Comment]
    is_spam: bool


@dataclass(frozen=True)
class _Run:
    """What a run has for its messages: `acting` are those that may ask for something.

    It ends when the steady clock shows `until`. `greeted` are the conversations whose people have been greeted, or
    were to be and had trouble.
    """

    troubles: Troubles
    files: AwaitedFiles
    acting: frozenset[MessageSid]
    tools: Tools
    until: float = field(default_factory=lambda: clock.steady() + RECORD_WITHIN.total_seconds())
    greeted: set[int] = field(default_factory=set)


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Record the messages of the dispatched batch; a batch that was recorded before changes nothing.

    Everybody's are tried. What cannot be recorded now fails the run, so that the relay sends the batch again; what
    never can is shown in a notice, and does not.
    """
    payload = event.get("client_payload")
    if waiting_list.is_list(payload):
        return listing.show(payload, tools)
    opened = whole_batch.open_payload(payload, tools)
    events, troubles = opened.items, Troubles()
    people = [received for received in events if not canaries.is_one(received, tools)]
    lines = record_and_respond(people, troubles, tools)
    for received in events:
        if received not in people:
            with troubles.isolated("canary", received.received_at):
                canaries.arrive(received, tools)
    lines = [tools.summaries.messages.format(batch=opened.batch, count=len(events)), *lines]
    lines = left_out.conclude("record-messages", opened.batch, troubles, lines, tools)
    opened.must_be_whole()
    return lines


def record_and_respond(events: Sequence[Event], troubles: Troubles, tools: Tools) -> list[str]:
    """Record messages and respond to them; return a line for each person, and note whose could not be.

    Nobody gets an answer before everything is recorded, but for greetings while GitHub takes no more: trouble at Twilio
    delays no message.
    """
    tools.recorded.clear()
    for value in dict.fromkeys(one.value for event in events for one in event.message.people):
        mask(value)
    run = _Run(troubles, AwaitedFiles(tools, FILES_WITHIN), data_requests.acting(events, tools), tools)
    return _in_turn(events, run)


def _in_turn(events: Sequence[Event], run: _Run) -> list[str]:
    """Record events, carry out the requests in them, and keep the files of whoever was not erased by these.

    Events after a confirmed erasure wait for it.
    """
    tools, troubles = run.tools, run.troubles
    now, later = data_requests.split_after_erasure(events, run.acting, tools)
    done = _record_all(grouping.groups(now), run)
    lines, waiting = [recorded.line for recorded in done], list[_Recorded]()
    new, routed = list[Greeting](), list[Routed]()
    for recorded in sorted(done, key=lambda one: data_requests.confirms(one.group[-1], tools)):
        with _isolated(recorded.group, run):
            asking = [event for event in recorded.group if event.message.sid in run.acting]
            record = keyword_requests.carry_out(
                asking, recorded.conversation, tools, is_spam=recorded.is_spam
            )
            if greeting.was_erased(recorded.group, record):
                continue
            waiting += [] if recorded.is_spam else [recorded]
            new += _greetings([recorded], run, record)
            if recorded.opened and not (record and record.opted_out):
                routed.append(Routed(recorded.opened, recorded.group, recorded.earlier))
    greeting.acknowledge(new, tools)
    routing.assign(routed, tools)
    for recorded in waiting:
        with _isolated(recorded.group, run):
            _tell_of_hours(recorded, tools)
            lines += run.files.complete(recorded.conversation, recorded.items)
    # What somebody wrote after an erasure that is not done would be erased with it.
    later = [one for one in later if not _names(one, tools) & troubles.again.keys()]
    return [*lines, *(_in_turn(later, run) if later else [])]


def _tell_of_hours(recorded: _Recorded, tools: Tools) -> None:
    """Tell whoever is not greeted, and asks for nothing that is answered."""
    is_greeted = recorded.opened and tools.settings.config.acknowledgement.enabled
    asking_nothing = [event for event in recorded.group if not keyword_requests.may_ask(event, tools)]
    if asking_nothing and not is_greeted:
        closed_office.tell(recorded.conversation, asking_nothing, tools)


def _record_all(batch: Sequence[Group], run: _Run) -> list[_Recorded]:
    """Record what can be recorded: trouble with one person's messages delays only these."""
    tools, earlier, done = run.tools, Earlier(batch, run.tools), list[_Recorded]()
    # GitHub takes as many as a request holds once those of a request a minute before are a minute old.
    most = inf if len(batch) <= AT_ONCE else MOST_CHANGES // 2 + 1
    for first in range(0, len(batch), AT_ONCE):
        some = batch[first : first + AT_ONCE]
        if first:
            _greet_meanwhile(done, len(some), run)
        tools.conversations.look_ahead(
            address for group in some for event in group for address in event.message.people
        )
        tasks = [Task(_record(group, run, earlier), partial(_isolated, group, run)) for group in some]
        done += [one for one in gathered.carry_out(tasks, tools.repository.together, run.until, most) if one]
    return done


def _greet_meanwhile(done: Sequence[_Recorded], others: int, run: _Run) -> None:
    """Greet people who ask for nothing, for as long as the messages of others have to wait for GitHub anyway."""
    tools = run.tools
    spare = tools.repository.pace.delay(min(others, MOST_CHANGES)) - READY_SECONDS
    asking_nothing = [
        one for one in done if not any(keyword_requests.may_ask(event, tools) for event in one.group)
    ]
    new = _greetings(asking_nothing, run)[: max(0, int(spare / GREETING_SECONDS))]
    left = greeting.acknowledge(new, tools, clock.steady() + spare)
    run.greeted.update(one.conversation.number for one in new if one not in left)


def _greetings(done: Sequence[_Recorded], run: _Run, record: ConsentRecord | None = None) -> list[Greeting]:
    return [
        Greeting(one.opened, one.group, record, partial(_isolated, one.group, run))
        for one in done
        if one.opened and one.opened.number not in run.greeted
    ]


def _isolated(group: Group, run: _Run) -> AbstractContextManager[None]:
    name = run.tools.vault.contact_id(group[0].message.sender)
    return run.troubles.isolated(name, earliest(group))


def _names(event: Event, tools: Tools) -> set[str]:
    return {tools.vault.contact_id(address) for address in event.message.people}


def _record(group: Group, run: _Run, earlier: Earlier) -> Steps[_Recorded | None]:
    """Record what is missing from a group; None if an earlier run of the batch has erased all of it."""
    tools = run.tools
    if clock.steady() > run.until:
        raise TemporaryError("This run has no time left for them.")
    found = linking.find(group, tools)
    known, person = list(found.known), group[0].message.sender
    recorded = tools.conversations.recorded(known, earliest(group), earlier.comments)
    missing = [event for event in group if event.message.sid not in recorded]
    joinable, record = known, None
    if missing:
        record = policy_gate.record_of(person, tools, linking.link_records(found, tools))
        group, joinable = _without_erased(group, known, record, tools)
        missing = [event for event in missing if event in group]
    if not group:
        return None
    contact = tools.vault.contact_id(person)
    items = _items_before(set(recorded), known, group, earlier)
    if not found.is_spam:
        due_answers.note(earliest(group), tools)
    if missing and record:
        enclosures = Enclosures(spam=True) if found.is_spam else _enclosures(missing, known, run)
        conversation, added = yield from appending.add(missing, joinable, enclosures, found, record, tools)
        items += added
        logs.steps([line for item in added for line in _recorded_lines(item)])
        tools.recorded.update(event.message.sid for event in missing)
    else:
        for event in group:  # a run that died may have left their rest
            tools.conversations.continue_texts(recorded[event.message.sid], [event])
        conversation = recorded[group[-1].message.sid]
    logs.step(
        "messages-recorded",
        contact=contact,
        issue=conversation.issue.number,
        count=len(missing),
    )
    among = [] if found.is_spam else [conversation, *joinable]
    opened = next((one for one in among if _opened_by(one, group)), None)
    return _Recorded(
        tools.summaries.recorded.format(
            number=conversation.issue.number, new=len(missing), known=len(group) - len(missing)
        ),
        group,
        conversation,
        opened,
        routing.earlier(opened, found, tools) if opened else (),
        items,
        found.is_spam,
    )


def _enclosures(missing: Group, known: list[Conversation], run: _Run) -> Enclosures:
    return Enclosures(run.files.known_before(missing), quoting.quoted(missing, known, run.tools))


def _recorded_lines(item: Issue | Comment) -> list[Line]:
    """Return a line for each message that a new issue or comment shows."""
    issue, comment = (item.issue, item.id) if isinstance(item, Comment) else (item.number, 0)
    return [
        ("message-recorded", {"message": sid, "issue": issue, "comment": comment})
        for sid in markers.sids(item.body)
    ]


def _items_before(
    recorded: set[MessageSid], known: list[Conversation], group: Group, earlier: Earlier
) -> list[Issue | Comment]:
    """Return where an earlier run of the batch may have shown messages without their files; mostly nowhere."""
    if not any(event.message.media and event.message.sid in recorded for event in group):
        return []
    items: list[Issue | Comment] = []
    for issue in (conversation.issue for conversation in known):
        items += [issue, *earlier.comments(issue.number, earliest(group))]
    return items


def _without_erased(
    group: Group, known: list[Conversation], record: ConsentRecord, tools: Tools
) -> tuple[Group, list[Conversation]]:
    """Return the events of a batch not erased since it first arrived, and the conversations they may join."""
    going = erasure.being_erased(record, tools)
    if {event.message.sid for event in group} & {erasing.marker.key for erasing in record.pending}:
        erasure.finish(record, tools)  # this batch asked for it, and its run died before finishing
        record = policy_gate.record_of(group[0].message.sender, tools)
    erasure.finish_deleting_files(record, tools)
    left = [event for event in group if not record.has_erased(event.message.sid)]
    return left, [conversation for conversation in known if conversation.issue.number not in going]


def _opened_by(conversation: Conversation, group: Group) -> bool:
    if conversation.marker.follows:  # the person is in the middle of it
        return False
    return any(event.message.sid in conversation.marker.sids for event in group)

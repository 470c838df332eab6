"""record-messages: every message of a batch becomes part of an issue, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot import clock, contacts, envelope, logs, markers, outbound, rendering
from bot.about import About
from bot.conversations import Conversation
from bot.errors import TemporaryError
from bot.jobs import canaries, gate, wishes
from bot.jobs.gate import Intended
from bot.jobs.runner import Tools, mask
from bot.ledger import Page
from bot.markers import ConversationMarker, NoteMarker
from bot.media import MediaDelayedError, MediaKeeper
from bot.messages import Event
from bot.outbound import Delayed, Letter, Refused, Sent
from bot.policy import Kind
from bot.rendering import Files
from bot.repository import Issue

Group = list[Event]

_MEMORY = timedelta(days=31)  # how far back acknowledgements are counted


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A person's messages are in an issue; `opened` is the conversation that began with one of them."""

    line: str
    group: Group
    conversation: Conversation
    opened: Conversation | None


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Record the messages of the dispatched batch; a batch that was recorded before changes nothing."""
    batch, events = envelope.open_sealed(event.get("client_payload"), tools.vault, Event)
    people = [received for received in events if not canaries.is_one(received, tools)]
    lines = record(people, tools)
    for received in events:
        if received not in people:
            canaries.arrive(received, tools)
    return [f"Batch `{batch}`: {len(events)} messages", *lines]


def record(events: Sequence[Event], tools: Tools) -> list[str]:
    """Record messages and do what follows from them; return a line for each person.

    Nobody is told of anything before everything is recorded: trouble at Twilio holds no message up.
    """
    for received in events:
        mask(received.message.sender)
    done, held = _record_all(groups(events), tools)
    for recorded in done:
        page = wishes.attend(recorded.group, recorded.conversation, tools)
        if recorded.opened:
            _acknowledge(recorded.opened, recorded.group[-1].received_at, page, tools)
    if held:
        raise held
    return [recorded.line for recorded in done]


def _record_all(batch: Sequence[Group], tools: Tools) -> tuple[list[_Recorded], TemporaryError | None]:
    """Record what can be recorded; a file that cannot be fetched now holds up its own sender only."""
    done, held, keeper = [], None, MediaKeeper(tools.settings)
    for group in batch:
        try:
            done.append(_record(group, keeper, tools))
        except MediaDelayedError as error:
            logs.trouble("media-delayed", reason=error.message, count=len(group))
            held = error
    return done, held


def groups(events: Sequence[Event]) -> list[Group]:
    """Return the events person by person and channel by channel, each in the order they were taken in."""
    found: dict[tuple[str, str], Group] = {}
    for event in events:
        message = event.message
        found.setdefault((contacts.canonical(message.sender), message.channel), []).append(event)
    return list(found.values())


def _record(group: Group, keeper: MediaKeeper, tools: Tools) -> _Recorded:
    conversations = tools.conversations
    known = conversations.with_person(group[0].message.sender)
    earliest = min(event.received_at for event in group)
    recorded = conversations.recorded(known, earliest)
    missing = [event for event in group if event.message.sid not in recorded]
    # The files first: when the comment that shows them is there, all is done.
    contact = tools.vault.contact_id(group[0].message.sender)
    files = {event.message.sid: keeper.keep(event, contact) for event in missing}
    conversation = _add(missing, known, files, tools) if missing else known[0]
    logs.step(
        "messages-recorded",
        contact=contact,
        issue=conversation.issue.number,
        count=len(missing),
    )
    return _Recorded(
        f"- #{conversation.issue.number}: {len(missing)} recorded, {len(group) - len(missing)} known already",
        group,
        conversation,
        next((found for found in [conversation, *known] if _opened_by(found, group)), None),
    )


def _add(missing: Group, known: list[Conversation], files: Files, tools: Tools) -> Conversation:
    first, *further = _chunks(missing)
    conversation = _where(known, missing[0], tools)
    if conversation is None:
        conversation = tools.conversations.open(first, known[0].issue.number if known else None, files)
    else:
        tools.conversations.append(conversation, first, files)
    for chunk in further:
        tools.conversations.append(conversation, chunk, files)
    return conversation


def _where(known: list[Conversation], event: Event, tools: Tools) -> Conversation | None:
    """Return the conversation that a new message belongs to: an open one, else the last if closed lately."""
    for conversation in known:
        if conversation.issue.is_open:
            return conversation
    if known and tools.conversations.may_reopen(known[0], event.received_at):
        return known[0]
    return None


def _chunks(group: Group) -> Iterator[Group]:
    """Yield the messages in portions that fit an issue or comment."""
    chunk: Group = []
    room = rendering.MAX_BODY_CHARACTERS // 2
    for event in group:
        # Sealed or quoted, a message takes less than four times its length, and little besides.
        size = 4 * len(envelope.dump_item(event))
        if chunk and size > room:
            yield chunk
            chunk, room = [], rendering.MAX_BODY_CHARACTERS // 2
        chunk.append(event)
        room -= size
    yield chunk


def _opened_by(conversation: Conversation, group: Group) -> bool:
    return any(event.message.sid in conversation.marker.sids for event in group)


def _acknowledge(conversation: Conversation, heard: datetime, page: Page, tools: Tools) -> None:
    """Tell the person that the first message of a conversation arrived.

    The bot's reaction on the issue says that this is done; where it is missing, Twilio's list says it.
    """
    issue, marker = conversation.issue, conversation.marker
    if (
        _is_acknowledged(issue, tools)
        or not tools.settings.config.acknowledgement.enabled
        or not marker.person.can_be_answered
    ):
        return
    text = tools.people.acknowledgement.format(number=issue.number)
    intended = Intended(
        Kind.ACKNOWLEDGEMENT,
        marker.person,
        marker.sender,
        text,
        earlier=_earlier(marker, tools),
        last_inbound=heard,
    )
    if gate.held(gate.judge(intended, page, tools)):
        return
    letter = Letter(
        marker.person,
        marker.sender,
        text,
        since=issue.created_at - timedelta(minutes=1),
        about=About(issue.number),
    )
    match outbound.send(tools.messages, letter, resumed=True):
        case Sent():
            tools.repository.react(issue.number, 0, "rocket")
        case Refused(code):
            _say_refused(conversation, code, tools)
            tools.repository.react(issue.number, 0, "confused")
        case Delayed():
            raise TemporaryError("The acknowledgement could not be sent; the messages are recorded.")


def _earlier(marker: ConversationMarker, tools: Tools) -> list[datetime]:
    """Return when the person got acknowledgements lately: two robots must not greet each other for ever."""
    begin, _, end = tools.people.acknowledgement.partition("{number}")
    sent = tools.messages.sent_to(marker.person, marker.sender, clock.now() - _MEMORY)
    return [one.created_at for one in sent if one.text.startswith(begin) and one.text.endswith(end)]


def _is_acknowledged(issue: Issue, tools: Tools) -> bool:
    if not issue.reactions:
        return False
    login = tools.settings.config.conversations.bot_login
    return bool(tools.repository.reactions_by(login, issue.number, 0) & {"rocket", "hooray", "confused"})


def _say_refused(conversation: Conversation, code: int, tools: Tools) -> None:
    """Explain it in a comment, unless an earlier run did."""
    number, note = conversation.issue.number, NoteMarker(about=0, final=True)
    if any(tools.conversations.marker(comment) == note for comment in tools.repository.comments(number)):
        return
    texts = tools.maintainers
    meaning = texts.codes.get(code, texts.other_code)
    said = texts.refused.format(code=code, what=meaning.what, remedy=meaning.remedy)
    marker = markers.write(note, tools.vault)
    tools.repository.comment(number, f"{marker}\n{texts.acknowledgement_refused}\n\n{said}")

"""The acknowledgement: the person learns that the first message of a conversation has arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import inf

from bot.adapters.github.writes import Label, React, Steps
from bot.core import clock, logs
from bot.core.errors import TemporaryError, UnwritableIssueError
from bot.core.issues import Issue
from bot.core.marks import VERDICTS, Mark, Outcome
from bot.core.messages import Address, Event
from bot.jobs.inbound import gathered
from bot.jobs.inbound.gathered import Task
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import automatic, doubt, outbound, policy_gate, wording
from bot.jobs.sending.automatic import Answerable
from bot.jobs.sending.outbound import Delayed, OutgoingMessage, Refused, SendResult, Sent
from bot.jobs.tools import Tools
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.wire.about import About
from bot.rules.wire.markers import NoteMarker

# If a run dies between their marks and the last of them, Twilio's list has to tell who was greeted.
GREETED_TOGETHER = 25


@dataclass(frozen=True, slots=True)
class Greeting:
    """A conversation that began with one of the messages, with the consent record if it was just read."""

    conversation: Conversation
    group: Sequence[Event]
    record: ConsentRecord | None
    isolated: Callable[[], AbstractContextManager[None]]


@dataclass(slots=True)
class _UnderWay:
    """How many are about to be greeted: they count for the ceiling before Twilio lists them.

    With nobody it begins once the steady clock shows `until`: those are `left`.
    """

    until: float
    count: int = 0
    left: list[Greeting] = field(default_factory=list)

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1


def acknowledge(all_new: Sequence[Greeting], tools: Tools, until: float = inf) -> list[Greeting]:
    """Confirm to everybody that the first message of a conversation arrived, some at a time.

    Return those for whom there is no time left before the steady clock shows `until`: nothing was done for them.
    """
    under_way = _UnderWay(until)
    for first in range(0, len(all_new), GREETED_TOGETHER):
        some = all_new[first : first + GREETED_TOGETHER]
        unread = [new.conversation.marker.person for new in some if not new.record]
        if len(unread) > 1:
            tools.conversations.look_ahead(unread)
        tasks = [Task(_acknowledge(new, under_way, tools), new.isolated) for new in some]
        gathered.carry_out(tasks, tools.repository.together)
    return under_way.left


def announced(person: Address, first: Sequence[Event], record: ConsentRecord, tools: Tools) -> str:
    """Return the acknowledgement, with {number}, that the first messages of a conversation lead to.

    Empty if they lead to none.
    """
    enabled = tools.settings.config.acknowledgement.enabled
    if not enabled or record.opted_out or not person.can_be_answered:
        return ""
    return wording.beginning(first[0].message.recipient, first, tools)


def was_erased(group: Sequence[Event], record: ConsentRecord | None) -> bool:
    return record is not None and record.has_erased(group[0].message.sid)


def _acknowledge(new: Greeting, under_way: _UnderWay, tools: Tools) -> Steps[None]:
    """Confirm to the person that the first message of a conversation arrived.

    The bot's marks on the issue show that this is done, or that a run began to: then Twilio's list tells.
    """
    issue, marker = new.conversation.issue, new.conversation.marker
    if clock.steady() > under_way.until:
        under_way.left.append(new)
        return
    if not (tools.settings.config.acknowledgement.enabled and marker.person.can_be_answered):
        return
    is_new = not tools.recorded.isdisjoint(marker.sids)
    marks = set[str]() if is_new else _marks(issue, tools)
    if marks & VERDICTS:
        return
    record = new.record or policy_gate.record_of(marker.person, tools)
    if was_erased(new.group, record):
        return
    text = wording.greeting_of(new.conversation, tools, new.group)
    intended = Intended(
        MessageKind.ACKNOWLEDGEMENT,
        marker.person,
        marker.sender,
        last_inbound=new.group[-1].received_at,
    )
    answer = automatic.answerable(intended, issue.number, record, tools, text, under_way=under_way.count)
    if answer is Answerable.TOO_MANY:
        yield Label(issue, tools.labels.unanswered)
    if answer is not Answerable.YES:
        return
    # Asked last: in a crowd that the ceiling keeps from being greeted, that would be a request for each.
    earlier = automatic.answers(marker.people, marker.sender, tools)
    if not policy_gate.held(replace(intended, earlier=earlier), record, tools):
        with under_way.one_more():
            result = yield from _send(new.conversation, text, tools, begun=Mark.TAKEN in marks)
        yield from _conclude(issue, result, tools)


def _send(conversation: Conversation, text: str, tools: Tools, *, begun: bool) -> Steps[SendResult]:
    issue, marker, about = conversation.issue, conversation.marker, About(conversation.issue.number)
    since = issue.created_at - timedelta(minutes=1)
    outgoing = OutgoingMessage(marker.person, marker.sender, text, since, about=about, also=marker.others)
    if not begun:
        try:
            yield React(issue, Mark.TAKEN)
        except UnwritableIssueError as error:
            logs.trouble("not-marked", issue=issue.number, comment=0, reason=error.message)
    return outbound.send(tools.messages, outgoing, resumed=begun)


def _conclude(issue: Issue, result: SendResult, tools: Tools) -> Steps[None]:
    match result:
        case Sent():
            yield React(issue, Mark.SENT)
        case Refused(code):
            _explain_refusal(issue.number, code, tools)
            yield React(issue, Mark.FAILED)
        case Delayed(in_doubt=True) if clock.now() - issue.created_at >= doubt.LAG:
            # A person does without it rather than get it twice.
            logs.trouble("acknowledgement-in-doubt", issue=issue.number)
        case Delayed(untouched=untouched):
            if untouched:
                doubt.release(About(issue.number), tools)
            raise TemporaryError("The acknowledgement could not be sent; the messages are recorded.")


def _marks(issue: Issue, tools: Tools) -> set[str]:
    """Return our marks on an issue, as they are now: a list may lag behind the run before."""
    return tools.repository.reactions_by(tools.settings.config.conversations.bot_login, issue.number, 0)


def _explain_refusal(number: int, code: int, tools: Tools) -> None:
    texts = tools.maintainers
    meaning = texts.codes.get(code, texts.other_code)
    why = texts.refused.format(code=code, what=meaning.what, remedy=meaning.remedy)
    sentence = f"{texts.acknowledgement_refused}\n\n{why}"
    old = NoteMarker(0, Outcome.EXPLAINED)
    tools.conversations.comment_once(number, NoteMarker(0, Outcome.FAILED), sentence, old)

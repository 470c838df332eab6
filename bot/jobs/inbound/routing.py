"""The rules of `routes` at work: labels when a conversation opens, and assignees after it.

Who is assigned is written once everybody's messages are recorded, and trouble with that stops nothing: the
conversation is there, and somebody will take it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bot.adapters.github.writes import AssignTo, Steps
from bot.core import logs
from bot.core.isolated import CONCERNS_ALL, describe
from bot.core.messages import Event
from bot.core.settings.routes import labels_of
from bot.jobs.inbound import gathered
from bot.jobs.inbound.gathered import Task
from bot.jobs.inbound.linking import Found
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import keyword_requests
from bot.jobs.tools import Tools
from bot.rules.conversation import routing
from bot.rules.conversation.routing import Opening

Group = Sequence[Event]


@dataclass(frozen=True, slots=True)
class Routed:
    """A conversation that these messages opened, and who had the person's last one."""

    conversation: Conversation
    group: Group
    earlier: tuple[str, ...]


def labels(first: Group, found: Found, record: ConsentRecord, tools: Tools) -> list[str]:
    """Return the labels that a conversation opens with besides those of all: nobody is routed who gets no answer."""
    config = tools.settings.config
    if record.opted_out:
        return [config.labels.opt_out]
    if not config.routes or found.is_spam or keyword_requests.opts_out(first, tools):
        return []
    rules = routing.met(config.routes, _opening(first, earlier(None, found, tools)))
    return list(labels_of(rules))


def earlier(opened: Conversation | None, found: Found, tools: Tools) -> tuple[str, ...]:
    """Return who had the person's last conversation before this one, on any channel."""
    if not tools.settings.config.routes:
        return ()
    before = {one.number: one for one in found.known}
    before |= {one.number: one for one in tools.conversations.among(found.people[0], found.labelled)}
    if opened:
        before = {number: one for number, one in before.items() if number < opened.number}
    return before[max(before)].issue.assignees if before else ()


def assign(opened: Sequence[Routed], tools: Tools) -> None:
    """Assign people to new conversations, as far as GitHub takes them.

    A repeated run of the batch completes what a dead one left.
    """
    try:
        _assign(opened, tools)
    except CONCERNS_ALL as error:
        logs.trouble("nobody-assigned", reason=describe(error))


def _assign(opened: Sequence[Routed], tools: Tools) -> None:
    chosen = list[tuple[Routed, tuple[str, ...]]]()
    for one in sorted(opened, key=lambda one: one.conversation.number):
        with _apart(one):
            people = _chosen(one, tools)
            if people:
                chosen.append((one, people))
                for login in people:
                    tools.turns.took(login, one.conversation.number)
    if len(chosen) > 1:
        tools.repository.ahead.read_users([login for _, people in chosen for login in people])
    tasks = [Task(_assigning(one, people), partial(_apart, one)) for one, people in chosen]
    gathered.carry_out(tasks, tools.repository.together)


def _chosen(one: Routed, tools: Tools) -> tuple[str, ...]:
    config, assignees = tools.settings.config, tools.repository.assignees
    issue, sids = one.conversation.issue, one.conversation.marker.sids
    if issue.assignees or tools.labels.opt_out in issue.labels:
        return ()
    first = [event for event in one.group if event.message.sid in sids]
    rules = routing.met(config.routes, _opening(first, one.earlier))
    people = routing.assigned(rules, one.earlier, assignees.fit, lambda: _turns(tools))
    is_new = not tools.recorded.isdisjoint(sids)
    # Somebody may have been taken off since an earlier run of this batch.
    return () if people and not is_new and assignees.were_any(issue.number) else people


def _turns(tools: Tools) -> routing.Turns:
    """Return whose turn it is, of the newest conversations, which are read once."""
    if not tools.turns.is_known:
        for issue in tools.repository.newest_issues_lately():
            if tools.labels.gateway in issue.labels:
                for login in issue.assignees:
                    tools.turns.took(login, issue.number)
        tools.turns.is_known = True
    return tools.turns


def _assigning(one: Routed, people: tuple[str, ...]) -> Steps[None]:
    number = one.conversation.number
    yield AssignTo(one.conversation.issue, people)
    logs.step("assigned", issue=number, count=len(people))


@contextmanager
def _apart(one: Routed) -> Iterator[None]:
    """Note trouble with an assignment, and leave it there; raises what concerns all of them."""
    try:
        yield
    except CONCERNS_ALL:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the messages are recorded, and this stops nothing
        logs.trouble("not-assigned", issue=one.conversation.number, reason=describe(error))


def _opening(first: Group, earlier_ones: Sequence[str]) -> Opening:
    message = first[0].message
    texts = [event.message.text for event in first]
    return Opening(texts, message.sender.channel, message.recipient.wire, earlier_ones)

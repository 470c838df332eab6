"""The conversations of the office, each with how it stands: a request for each twenty-five of them, and few more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.adapters.github.comment_pages import CommentTail
from bot.adapters.github.comment_tails import CommentTails
from bot.core.issues import Comment, Issue
from bot.core.messages import Address
from bot.jobs.sending import stands, steps
from bot.jobs.tools import Tools
from bot.operate.messages.issue_index import contacts_of, networks
from bot.rules.conversation.history import HistoryStep
from bot.rules.conversation.standing import Standing, WaitsFor
from bot.rules.wire.markers import ConversationMarker, OrderMarker


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """A conversation: `person` is None where its hidden line cannot be opened; the contact id is then its label's."""

    issue: Issue
    channel: str
    contact: str
    person: Address | None
    standing: Standing

    @property
    def turn(self) -> tuple[bool, datetime]:
        """What sorts the list: who waits for the office comes first, the longest wait first."""
        return self.standing.waits_for is not WaitsFor.OFFICE, self.standing.since


def listed(issues: Iterable[Issue], most: int, tools: Tools) -> Iterator[ListedConversation]:
    """Yield the first conversations among the issues, each as it stands; raises as the repository does."""
    found = islice((issue for issue in issues if networks(issue, tools.labels)), most)
    for issue, tail in CommentTails(tools.settings, tools.repository).of(found):
        yield _conversation(issue, tail, tools)


def _conversation(issue: Issue, tail: CommentTail, tools: Tools) -> ListedConversation:
    marker = tools.conversations.claimed(issue)
    person = marker.person if isinstance(marker, ConversationMarker) else None
    now_stands = stands.of(issue, tail.comments, _sent(tail.comments, tools), tools, whole=tail.whole)
    return ListedConversation(
        issue,
        person.network if person else next(map(str, networks(issue, tools.labels)), ""),
        next(iter(contacts_of(issue, tools.labels)), ""),
        person,
        now_stands,
    )


def _sent(comments: Sequence[Comment], tools: Tools) -> list[HistoryStep]:
    """Return the commands and orders with a text for the person, the oldest first."""
    found = [step for step in steps.commands_of(comments, tools).steps if step.sends_text]
    orders = [one for one in comments if isinstance(tools.conversations.readable(one), OrderMarker)]
    if orders and (not found or orders[-1].id > found[-1].comment.id):
        noted = steps.notes_in(comments, tools)
        step = steps.order_of(orders[-1], noted, tools)
        found += [step] if step else []
    return found

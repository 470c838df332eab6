"""Messages that were sent but never reported on: asks Twilio for their status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from bot.core import isolated
from bot.core.issues import Comment, Issue
from bot.core.marks import REPORTED, Mark, Outcome
from bot.core.workflow import mask
from bot.jobs.delivery import record_delivery
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.sending import scheduling, steps, what_left, wording
from bot.jobs.sending.outbound import SKEW
from bot.jobs.upkeep import twilio_status
from bot.jobs.upkeep.context import ReconcileContext
from bot.jobs.upkeep.twilio_status import SentText
from bot.rules.wire.about import About


def ask_twilio(context: ReconcileContext) -> Iterator[str]:
    """Show the final status of what was sent, if Twilio knows it by now.

    Messages still under way stay as they are: not every carrier reports deliveries. They are asked about in each run at
    first, then once a day, and not after `reconcile.ask_status_until`.
    """
    return isolated.each(_undecided(context), lambda find: _ask(find(), context), context.tools.shown)


def _ask(outgoing: SentText | None, context: ReconcileContext) -> Iterator[str]:
    if outgoing is None:
        return
    mask(outgoing.person.value)
    reports = twilio_status.final(outgoing, twilio_status.found(outgoing, context.tools))
    if reports:
        yield record_delivery.settle(outgoing.about, reports, context.tools)


def _undecided(context: ReconcileContext) -> Iterator[tuple[int, Callable[[], SentText | None]]]:
    """Yield what is old enough and marked as sent, without a report: its issue, and a way to find what it sent."""
    settings, now = context.tools.settings.config.reconcile, context.period.now
    oldest, newest = now - settings.ask_status_until, now - settings.ask_status_after
    conversations, comments = context.looked_at
    for conversation in conversations.values():
        issue = conversation.issue
        if oldest <= issue.created_at <= newest and _lacks_report(issue, context):
            yield issue.number, partial(_greeting, conversation, oldest, context)
    departures = _Departures(comments, context)
    for comment in comments:
        found = conversations.get(comment.issue)
        if found and departures.may_have_left(comment, oldest, newest):
            yield comment.issue, partial(departures.outgoing, comment, found, oldest)


def _lacks_report(item: Issue | Comment, context: ReconcileContext) -> bool:
    """Return whether something may have been sent and bears no report; a failed comment has a note as well.

    Whose the mark of an arrival is, is asked only within the period: every message that has arrived bears one.
    """
    if Mark.SENT not in item.reactions:
        return False
    reports = {Mark.DELIVERED} if isinstance(item, Comment) else REPORTED
    if not reports & item.reactions.keys():
        return True
    if item.created_at < context.period.since:
        return False
    tools = context.tools
    ours = context.marks(item) if isinstance(item, Comment) else tools.our_marks_on_issue(item)
    return Mark.SENT in ours and not reports & ours


def _greeting(conversation: Conversation, oldest: datetime, context: ReconcileContext) -> SentText:
    """Return the acknowledgement, whose status the issue itself shows."""
    marker, issue = conversation.marker, conversation.issue
    text = wording.greeting_of(conversation, context.tools)
    return SentText(
        About(issue.number),
        marker.person,
        marker.sender,
        (text,),
        issue.created_at - SKEW,
        oldest,
        also=marker.others,
    )


class _Departures:
    """When the messages of the comments were sent, and which others had the same texts."""

    def __init__(self, comments: Sequence[Comment], context: ReconcileContext) -> None:
        self._comments = comments
        self._context = context
        self._tools = context.tools
        self._texts: dict[int, tuple[str, ...]] = {}
        noted = steps.notes_in(comments, context.tools)
        self._judged = {
            about
            for about, notes in noted.items()
            if notes.verdict and notes.verdict.verdict is not Outcome.DONE
        }
        self._deferred = {about for about, notes in noted.items() if notes.delayed}
        self._hours = scheduling.scheduled(list(comments), context.tools)

    def may_have_left(self, comment: Comment, oldest: datetime, newest: datetime) -> bool:
        """Return whether a message may have left in between; only Twilio's list knows when a deferred one did."""
        at = self._hours.get(comment.id, comment.created_at)
        return at <= newest and (at >= oldest or comment.id in self._deferred)

    def outgoing(self, comment: Comment, conversation: Conversation, oldest: datetime) -> SentText | None:
        """Return what the comment sent; None if that is known to have arrived or failed, or if it sends nothing."""
        # A run may have died between its note and its mark.
        shown = comment.id in self._judged and Mark.FAILED in comment.reactions
        if shown or not _lacks_report(comment, self._context):
            return None
        texts = self._texts_of(comment, conversation)
        identical = [other for other in self._others(comment) if self._texts_of(other, conversation) == texts]
        if identical:
            identical = self._in_order([*identical, comment])
        if not texts or (identical and comment not in identical):
            return None
        marker = conversation.marker
        return SentText(
            About(comment.issue, comment.id),
            marker.person,
            marker.sender,
            texts,
            min(one.created_at for one in (comment, *identical)) - SKEW,
            # Twilio's list shows when it accepted a message, which may have been scheduled for later.
            comment.created_at - SKEW if comment.id in self._hours else oldest,
            identical.index(comment) if identical else 0,
            len(identical) or 1,
            marker.others,
        )

    def _others(self, comment: Comment) -> Iterator[Comment]:
        for other in self._comments:
            if other.issue == comment.issue and other.id != comment.id and Mark.SENT in other.reactions:
                yield other

    def _in_order(self, identical: Sequence[Comment]) -> list[Comment]:
        """Return the identical comments that have left, in that order: others may overtake a deferred one."""
        bot = self._tools.settings.config.conversations.bot_login
        left = [(self._tools.recent.marks(bot, one.id).get(Mark.SENT), one) for one in identical]
        known = [(at, one.id, one) for at, one in left if at]
        return [one for _, _, one in sorted(known, key=lambda one: one[:2])]

    def _texts_of(self, comment: Comment, conversation: Conversation) -> tuple[str, ...]:
        if comment.id not in self._texts:
            self._texts[comment.id] = what_left.texts_of(comment, conversation, self._tools)
        return self._texts[comment.id]

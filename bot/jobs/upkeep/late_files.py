"""Files that could not be kept when their messages were recorded: kept now, while Twilio still has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.core import isolated
from bot.core.errors import TemporaryError
from bot.core.issues import Comment, Issue
from bot.jobs.inbound.awaited_files import AwaitedFiles, awaited_in
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.upkeep.context import ReconcileContext

_WITHIN = timedelta(minutes=6, seconds=10)  # of the fifteen that a run may take


def keep(context: ReconcileContext) -> Iterator[str]:
    """Keep what the conversations still wait for: each hour of the last hours, once a day of the last days.

    Raises TemporaryError where the time was not enough, so that the next run looks back as far as this one.
    """
    files = AwaitedFiles(context.tools, _WITHIN)
    yield from isolated.each(
        _waiting(context),
        lambda found: files.complete(found[0], [_as_it_is_now(item, context) for item in found[1]]),
        context.tools.shown,
    )
    if files.ran_out:
        raise TemporaryError("There was no time for all files: the next run goes on with them.")


def _waiting(
    context: ReconcileContext,
) -> Iterator[tuple[int, tuple[Conversation, list[Issue | Comment]]]]:
    conversations, comments = context.looked_at
    for number, conversation in conversations.items():
        items: list[Issue | Comment] = [conversation.issue]
        items += [comment for comment in comments if comment.issue == number]
        waiting = [item for item in items if awaited_in(item, context.tools)]
        if waiting:
            yield number, (conversation, waiting)


def _as_it_is_now(item: Issue | Comment, context: ReconcileContext) -> Issue | Comment:
    """Return the item read again: somebody may have been erased, or the item changed, since it was listed."""
    repository = context.tools.repository
    return repository.read_comment(item) if isinstance(item, Comment) else repository.issue(item.number)

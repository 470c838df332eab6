"""Who may give commands, and what those who may not are answered: at most one comment an hour for each person."""

from __future__ import annotations

from datetime import timedelta

from bot.core import clock
from bot.core.issues import Comment
from bot.core.marks import Mark, Outcome
from bot.core.settings import Permission
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.wire.markers import KeyedMarker, NoteMarker

# A stranger's comments must not use up what GitHub lets us write (500 comments an hour).
_PERIOD = timedelta(hours=1)


def may_command(current: Permission | None, tools: Tools) -> bool:
    return current is not None and current.at_least(tools.settings.config.replies.permission)


def refuse(request: PendingCommand, current: Permission | None, thread: Thread, tools: Tools) -> str:
    """Refuse somebody who may not give commands, in a comment if they got none lately; return what the summary says."""
    texts, author = tools.maintainers, request.comment.author
    if not is_answered(author, tools):
        needed = tools.settings.config.replies.permission
        refusal = texts.not_permitted.format(
            login=author, needed=needed, current=current or texts.no_permission
        )
        thread.explain(request, Outcome.DENIED, refusal)
    else:
        thread.deny(request)
    return tools.summaries.refused


def is_answered(login: str, tools: Tools) -> bool:
    """Return whether a comment of this account was answered, in any issue, within the last hour."""
    since = clock.now() - _PERIOD
    # Their comment may be older than our answer to it.
    found = tools.recent.comments(since - _PERIOD)
    theirs = {comment.id for comment in found if comment.author == login}
    return any(_about(comment, tools) in theirs for comment in found if comment.created_at >= since)


def is_refused(comment: Comment, tools: Tools) -> bool:
    """Return whether we have marked the comment as refused; anybody may put the same reaction."""
    return Mark.FAILED in comment.reactions and Mark.FAILED in tools.our_marks(comment)


def _about(comment: Comment, tools: Tools) -> int:
    """Return the comment that a comment of ours answers, or 0."""
    match tools.conversations.readable(comment):
        case NoteMarker(about=about):
            return about
        case KeyedMarker(key):
            answered = key.rpartition("/")[2]
            return int(answered) if answered.isdecimal() else 0
        case _:
            return 0

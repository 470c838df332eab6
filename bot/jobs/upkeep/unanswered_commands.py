"""Commands of maintainers that were never carried out: their run failed, or GitHub never started it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import isolated
from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Comment
from bot.jobs.sending import waiting_lists
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.text import commands
from bot.rules.upkeep import run_failures
from bot.rules.wire import markers


def carry_out(context: ReconcileContext) -> Iterator[str]:
    """Start a run of send-replies for each issue with pending commands.

    That makes up for the first failure of such a run; one that fails again stays listed.
    """
    failed = _failed(context)
    numbers = sorted(failed.keys() | _with_commands(context))
    return isolated.each(
        ((number, number) for number in numbers),
        lambda number: _handle(number, failed.get(number, 0), context),
        context.tools.shown,
    )


def _handle(number: int, failures: int, context: ReconcileContext) -> Iterator[str]:
    if context.is_being_answered(number):
        yield context.tools.summaries.left_to_run.format(number=number)
        return
    try:
        is_conversation = _is_conversation(number, context)
    except SealError as error:
        yield f"- #{number}: ⚠️ {context.tools.shown(error.sentence)}"
        return
    if is_conversation:
        yield context.start_replies(number)
    if not is_conversation or failures <= 1:
        context.made_good.add(run_failures.name_of_replies(number))


def _is_conversation(number: int, context: ReconcileContext) -> bool:
    """Return whether there is anything to answer; raises SealError if the key is lost."""
    if number in context.conversations:
        return True
    try:
        issue = context.tools.repository.issue(number)
    except RepositoryError as error:
        if isolated.is_gone(error):
            return False
        raise
    return context.tools.conversations.read(issue) is not None or waiting_lists.is_one(issue, context.tools)


def _failed(context: ReconcileContext) -> dict[int, int]:
    """Return the issues whose runs of send-replies failed, and how often recently."""
    found = run_failures.unfinished_work(context.runs, context.period.settled, set())
    numbered = ((run_failures.issue_of_replies(failure.run), failure.times) for failure in found)
    return {number: times for number, times in numbered if number}


def _with_commands(context: ReconcileContext) -> set[int]:
    """Return the conversations with a pending command; those with deferred messages are handled separately.

    Lists of people who wait take commands, too.
    """
    waiting = context.tools.labels.deferred
    lists = {issue.number for issue in context.issues if waiting_lists.is_one(issue, context.tools)}
    in_lists = {one.issue for one in context.comments if one.issue in lists and _waits(one, context)}
    return in_lists | {
        comment.issue
        for comment in context.comments
        if comment.issue in context.conversations
        and waiting not in context.conversations[comment.issue].issue.labels
        and (_waits(comment, context) or _has_been_answered(comment, context))
    }


def _has_been_answered(comment: Comment, context: ReconcileContext) -> bool:
    """Return whether a text left and the conversation still shows the person as waiting: the run died in between."""
    waiting = context.tools.labels.waiting
    labels = context.conversations[comment.issue].issue.labels
    command = context.command(comment)
    if waiting not in labels or not commands.sends_text(command):
        return False
    later = (other for other in context.comments if other.issue == comment.issue and other.id > comment.id)
    if any(context.is_ours(other.author) and markers.sids(other.body) for other in later):
        return False
    return context.step(comment, command).has_left


def _waits(comment: Comment, context: ReconcileContext) -> bool:
    """Return whether a comment is a command without our verdict."""
    command = context.command(comment)
    if comment.created_at > context.period.settled or command is None:
        return False
    return context.step(comment, command).is_open

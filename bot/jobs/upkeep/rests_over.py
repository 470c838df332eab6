"""Pauses that are over: the conversation waits again if it waited before, and whoever asked for the pause is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.adapters.github.comment_pages import CommentTail
from bot.adapters.github.comment_tails import CommentTails
from bot.core import clock, isolated, logs
from bot.core.issues import Issue
from bot.jobs.sending import overview_changes, rests, steps
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.conversation.resting import Rest
from bot.rules.wire.rest_markers import RestOverMarker

# The relay wakes the run by a clock of its own.
_NEARLY = timedelta(minutes=1)


def end(context: ReconcileContext) -> Iterator[str]:
    """Look at every conversation that rests: two requests where there are some, one where there are none."""
    tools = context.tools
    labelled = tools.repository.issues_with_label(tools.labels.gateway, tools.labels.snoozed)
    tails = CommentTails(tools.settings, tools.repository).of(labelled)
    return isolated.each(
        ((issue.number, (issue, tail)) for issue, tail in tails),
        lambda found: _check(*found, context),
        tools.shown,
    )


def _check(issue: Issue, tail: CommentTail, context: ReconcileContext) -> Iterator[str]:
    tools, number = context.tools, issue.number
    if context.conversation(issue) is None:
        return
    rest = rests.of(issue, tail.comments, tools, whole=tail.whole)
    if not issue.is_open:
        rests.finish(number, None, "", tools, waits=False)
    elif rest is None:  # somebody put the label on by hand, and takes it off so
        return
    elif rest.ended_at is None and rest.marker.until - clock.now() > _NEARLY:
        tools.agenda.note(rest.marker.until)
        return
    elif not _end(issue, rest, tail, context):
        return
    logs.step("rests-no-longer", issue=number)
    yield tools.maintainers.sorting.summary_rest.format(number=number)


def _end(issue: Issue, rest: Rest, tail: CommentTail, context: ReconcileContext) -> bool:
    """End a pause; return False if another has begun meanwhile.

    Where the person's message ended it, or an earlier run, the label alone is left: nobody is told of that again.
    """
    tools, number = context.tools, issue.number
    waited = rest.marker.waited or rest.by_message
    answered = rests.was_answered(rest, steps.commands_of(tail.comments, tools).steps)
    nobody_answers = {tools.labels.opt_out, tools.labels.spam} & issue.labels
    waits = waited and not answered and not nobody_answers
    if rest.ended_at:
        rests.finish(number, None, "", tools, waits=waits and rest.by_message)
        return True
    newest = rests.among(tools.repository.comments_lately(number), tools)
    if newest and newest.comment != rest.comment:
        tools.agenda.note(newest.marker.until)
        return False
    texts = tools.maintainers.sorting
    people = [rest.marker.by] if rest.marker.by else tools.repository.assignees.of(number)
    named = "".join(f"@{login}, " for login in people)
    said = (texts.over_waits if waits else texts.over).format(people=named)
    rests.finish(number, RestOverMarker(rest.marker.about), said, tools, waits=waits)
    overview_changes.note_end_of_rest(number, tools, at=clock.now(), waits=waits)
    return True

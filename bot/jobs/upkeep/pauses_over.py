"""Ends pauses that are due: the conversation waits again if it did before, and who asked for the pause is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.adapters.github.comment_pages import CommentTail
from bot.adapters.github.comment_tails import CommentTails
from bot.core import clock, isolated, logs
from bot.core.issues import Issue
from bot.jobs.sending import overview_changes, pauses, steps
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.conversation.pausing import Pause
from bot.rules.wire.pause_markers import PauseOverMarker

# The relay wakes the run by a clock of its own.
_NEARLY = timedelta(minutes=1)


def end(context: ReconcileContext) -> Iterator[str]:
    """Look at every paused conversation: two requests where there are some, one where there are none."""
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
    pause = pauses.of(issue, tail.comments, tools, whole=tail.whole)
    if not issue.is_open:
        pauses.finish(number, None, "", tools, waits=False)
    elif pause is None:  # the label was added by hand, and is removed by hand
        return
    elif pause.ended_at is None and pause.marker.until - clock.now() > _NEARLY:
        tools.agenda.note(pause.marker.until)
        return
    elif not _end(issue, pause, tail, context):
        return
    logs.step("pause-over", issue=number)
    yield tools.maintainers.sorting.summary_rest.format(number=number)


def _end(issue: Issue, pause: Pause, tail: CommentTail, context: ReconcileContext) -> bool:
    """End a pause; return False if another has begun meanwhile.

    Where the person's message ended it, or an earlier run, the label alone is left: nobody is told of that again.
    """
    tools, number = context.tools, issue.number
    waited = pause.marker.waited or pause.by_message
    answered = pauses.was_answered(pause, steps.commands_of(tail.comments, tools).steps)
    nobody_answers = {tools.labels.opt_out, tools.labels.spam} & issue.labels
    waits = waited and not answered and not nobody_answers
    if pause.ended_at:
        pauses.finish(number, None, "", tools, waits=waits and pause.by_message)
        return True
    newest = pauses.among(tools.repository.comments_lately(number), tools)
    if newest and newest.comment != pause.comment:
        tools.agenda.note(newest.marker.until)
        return False
    texts = tools.maintainers.sorting
    people = [pause.marker.by] if pause.marker.by else tools.repository.assignees.of(number)
    named = "".join(f"@{login}, " for login in people)
    said = (texts.over_waits if waits else texts.over).format(people=named)
    pauses.finish(number, PauseOverMarker(pause.marker.about), said, tools, waits=waits)
    overview_changes.note_end_of_rest(number, tools, at=clock.now(), waits=waits)
    return True

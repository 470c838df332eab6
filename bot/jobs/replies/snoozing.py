"""/snooze: pause a conversation until a moment, when it comes back by itself.

Our comment comes first: it holds what a run that dies in between would no longer find, whether the conversation waited.
"""

from __future__ import annotations

from datetime import datetime, time

from bot.core import clock, logs
from bot.core.marks import Outcome
from bot.core.settings.hours import Window
from bot.jobs.record.conversations import linked
from bot.jobs.sending import pauses
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.text import typed_until
from bot.rules.text.command_types import Snooze
from bot.rules.text.typed_until import UnusableUntil
from bot.rules.wire.markers import MessagesMarker
from bot.rules.wire.pause_markers import PauseMarker, PauseOverMarker

_OPENS = time(8)  # where the office has no hours


def refusal(command: Snooze, request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Return why the conversation cannot be paused until then, or an empty string."""
    texts = tools.maintainers.sorting
    if command.over:
        return ""
    until = _until(command, request, tools)
    if isinstance(until, UnusableUntil):
        return texts.unusable_until[until]
    if not thread.here.issue.is_open:
        return texts.closed
    written = (
        isinstance(tools.conversations.readable(one), MessagesMarker)
        for one in thread.around
        if one.id > request.comment.id
    )
    return texts.written_since if any(written) else ""


def carry_out(command: Snooze, request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Pause the conversation or end its pause; return what the summary says."""
    until = None if command.over else _until(command, request, tools)
    if not isinstance(until, datetime):
        return _end(request, thread, tools)
    issue, labels = thread.here.issue, tools.labels
    by = request.comment.author
    marker = PauseMarker(request.comment.id, until, _waits(thread, tools), by)
    if all(tools.conversations.readable(one) != marker for one in thread.around):
        said = tools.maintainers.sorting.snoozed.format(
            until=tools.spoken(until), by=by, label=labels.snoozed
        )
        written = tools.conversations.comment(issue.number, marker, linked(said, request.comment.url))
        thread.comments.append(written)
    tools.repository.add_label(issue.number, labels.snoozed)
    for label in sorted({labels.waiting, labels.overdue} & issue.labels):
        tools.repository.remove_label(issue.number, label)
    tools.agenda.note(until)
    thread.done(request)
    logs.step("paused", issue=issue.number)
    return tools.summaries.explained


def _until(command: Snooze, request: PendingCommand, tools: Tools) -> datetime | UnusableUntil:
    """Return until when, counted from the comment, so that a resumed run gets the same moment."""
    hours = tools.settings.config.office.hours
    opens = Window.parse(hours).opens if hours else _OPENS
    until = typed_until.read(command.until, request.comment.created_at, tools.zone, opens)
    if isinstance(until, datetime) and until <= clock.now():
        return UnusableUntil.PAST
    return until


def _waits(thread: Thread, tools: Tools) -> bool:
    """Return whether the conversation waits for an answer, or did before a pause that this one replaces."""
    issue = thread.here.issue
    if tools.labels.waiting in issue.labels:
        return not thread.is_answered()
    pause = pauses.of(issue, thread.around, tools, whole=thread.whole)
    paused = pause if tools.labels.snoozed in issue.labels else None
    return bool(paused and paused.marker.waited and not pauses.was_answered(paused, thread.history.steps))


def _end(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    texts, command = tools.maintainers.sorting, request.comment.id
    issue = tools.repository.issue(thread.here.number)  # an earlier command may have changed it
    pause = pauses.of(issue, thread.around, tools, whole=thread.whole)
    if tools.labels.snoozed not in issue.labels and not (pause and pause.ended_by == command):
        thread.explain(request, Outcome.DONE, texts.not_snoozed)
        return tools.summaries.explained
    waits = bool(pause and pause.marker.waited and not pauses.was_answered(pause, thread.history.steps))
    over = PauseOverMarker(pause.marker.about if pause else 0, command)
    sentence = linked(texts.over_early.format(by=request.comment.author), request.comment.url)
    pauses.finish(issue.number, over, sentence, tools, waits=waits and issue.is_open)
    thread.done(request)
    logs.step("pause-over", issue=issue.number)
    return tools.summaries.explained

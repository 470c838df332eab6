"""Each morning an issue that lists who waits for an answer, and how long answers took; closed when nobody waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.core.marks import LEFT
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools
from bot.jobs.upkeep import operations_notices, waiting_people
from bot.jobs.upkeep.context import ReconcileContext
from bot.jobs.upkeep.waiting_people import WaitingConversation
from bot.rules.conversation import answer_times
from bot.rules.conversation.answer_times import AnswerTimes, Turn
from bot.rules.people import office_hours
from bot.rules.text import commands
from bot.rules.text.inert import code
from bot.rules.wire.due_report import AnswerFigures
from bot.rules.wire.markers import MessagesMarker

TOPIC = "desk"
_LOOKS_BACK = timedelta(days=3)  # over a weekend; what reconcile reads goes further
_MOST = 50  # are listed


def write(context: ReconcileContext) -> list[str]:
    """Bring the list up to date as the office begins its day; there is none while nobody waits."""
    tools, desk = context.tools, context.tools.settings.config.desk
    _report_answers(context)
    if desk.answer_within is None or not desk.digest:
        return []
    waiting = context.waiting
    if not waiting:
        known = context.topics.get(TOPIC)
        key = f"{known.updated_at:%Y%m%d}" if known else ""
        return operations_notices.close(context, TOPIC, tools.maintainers.desk.digest_over, key=key)
    hours, now = office_hours.of(tools.settings.config.office, tools.zone), context.period.now
    following = office_hours.next_morning(hours, tools.zone, now)
    if following:
        tools.agenda.note(following)
    begun, last = list(islice(office_hours.mornings(hours, tools.zone, now), 2)), context.period.last_success
    if not begun or (last and last >= begun[0]):
        return []
    since = max(begun[-1], now - _LOOKS_BACK)
    issue = operations_notices.show(context, _notice(waiting, since, context), now)
    return [tools.summaries.digest.format(number=issue.number, count=len(waiting))]


def _report_answers(context: ReconcileContext) -> None:
    """Report how long answers took, once a day: the run reads the last days then for the digest anyway."""
    if context.period.first_of_the_day:
        times = _answer_times(context.period.now - _LOOKS_BACK, context)
        if times:
            context.tools.agenda.note_answers(AnswerFigures(times.count, times.median, times.most))


def _answer_times(since: datetime, context: ReconcileContext) -> AnswerTimes | None:
    waits = answer_times.waits(_turns(context), since, waiting_people.measure(context.tools))
    return answer_times.times(waits)


def _notice(waiting: list[WaitingConversation], since: datetime, context: ReconcileContext) -> Notice:
    tools = context.tools
    texts, labels = tools.maintainers.desk, tools.labels
    head = texts.digest_one_waits if len(waiting) == 1 else texts.digest_waiting.format(count=len(waiting))
    rows = "\n".join(_row(one, tools) for one in waiting[:_MOST])
    left = len(waiting) - _MOST
    more = [texts.digest_more.format(count=left, url=tools.link_to(labels.waiting))] if left > 0 else []
    body = "\n\n".join([head, rows, *more, *_figures(since, context)])
    return Notice(TOPIC, texts.digest_title, body, [labels.operations, labels.gateway])


def _row(one: WaitingConversation, tools: Tools) -> str:
    """Return the line of a conversation; GitHub shows the title of one that begins the item of a list."""
    texts, span = tools.maintainers.desk, tools.maintainers.desk.span(int(one.waited.total_seconds() // 60))
    told = [texts.digest_row.format(since=tools.spoken(one.since), span=span)]
    return " · ".join([f"- #{one.number}", *told, *map(code, one.conversation.issue.assignees)])


def _figures(since: datetime, context: ReconcileContext) -> Iterator[str]:
    """Yield how long answers took since then, and how many conversations were closed."""
    tools, spoken = context.tools, context.tools.spoken(since)
    texts, times = tools.maintainers.desk, _answer_times(since, context)
    if times is None:
        yield texts.digest_no_answers.format(since=spoken)
    else:
        median, most = (texts.span(int(one.total_seconds() // 60)) for one in (times.median, times.most))
        sentence = texts.digest_one_answer if times.count == 1 else texts.digest_answers
        yield sentence.format(since=spoken, count=times.count, median=median, most=most)
    conversations, _ = context.last_days
    closed = [one for one in conversations.values() if one.issue.closed_at and one.issue.closed_at >= since]
    yield texts.digest_closed.format(count=len(closed))


def _turns(context: ReconcileContext) -> Iterator[Turn]:
    """Yield the messages and answers of the last days, as far as reconcile looks anyway."""
    tools = context.tools
    conversations, comments = context.last_days
    for number, one in conversations.items():
        if one.marker.sids:
            yield Turn(number, one.issue.created_at, is_answer=False)
    for comment in comments:
        if comment.issue not in conversations:
            continue
        marker = tools.conversations.readable(comment)
        if isinstance(marker, MessagesMarker):
            yield Turn(comment.issue, comment.created_at, is_answer=False, anew=marker.reopens)
            continue
        command = context.command(comment)
        if command and commands.sends_text(command) and LEFT & comment.reactions.keys():
            yield Turn(comment.issue, comment.created_at, is_answer=True)

"""Each day an issue that lists who waits for an answer, and how long answers took; closed when nobody waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.core.marks import LEFT
from bot.jobs.record.notices import Notice
from bot.jobs.upkeep import operations_notices, waiting_people
from bot.jobs.upkeep.context import ReconcileContext
from bot.jobs.upkeep.waiting_people import WaitingConversation
from bot.rules.conversation import answer_times
from bot.rules.conversation.answer_times import Turn
from bot.rules.text import commands
from bot.rules.text.inert import code
from bot.rules.wire.markers import MessagesMarker

TOPIC = "desk"
_DAY = timedelta(days=1)
_MOST = 50  # are listed


def write(context: ReconcileContext) -> list[str]:
    """Bring the list up to date once a day; nobody is bothered with it while nobody waits."""
    tools, desk = context.tools, context.tools.settings.config.desk
    if desk.answer_within is None or not desk.digest:
        return []
    waiting = context.waiting
    if not waiting:
        known = context.topics.get(TOPIC)
        key = f"{known.updated_at:%Y%m%d}" if known else ""
        return operations_notices.close(context, TOPIC, tools.maintainers.desk.digest_over, key=key)
    if not context.period.first_of_the_day:
        return []
    issue = operations_notices.show(context, _notice(waiting, context), context.period.now)
    return [tools.summaries.digest.format(number=issue.number, count=len(waiting))]


def _notice(waiting: list[WaitingConversation], context: ReconcileContext) -> Notice:
    tools = context.tools
    texts, labels = tools.maintainers.desk, tools.labels
    head = texts.digest_one_waits if len(waiting) == 1 else texts.digest_waiting.format(count=len(waiting))
    rows = [
        f"| #{one.number} | {tools.spoken(one.since)} | {texts.span(int(one.waited.total_seconds() // 60))} | "
        f"{', '.join(map(code, one.conversation.issue.assignees))} |"
        for one in waiting[:_MOST]
    ]
    table = "\n".join([f"| {' | '.join(texts.digest_columns)} |", "|---|---|---|---|", *rows])
    left = len(waiting) - _MOST
    more = [texts.digest_more.format(count=left, url=tools.link_to(labels.waiting))] if left > 0 else []
    body = "\n\n".join([head, table, *more, *_figures(context)])
    return Notice(TOPIC, texts.digest_title, body, [labels.operations, labels.gateway])


def _figures(context: ReconcileContext) -> Iterator[str]:
    """Yield how long the answers of the last day took, and how many conversations were closed."""
    tools, since = context.tools, context.period.now - _DAY
    texts, between = tools.maintainers.desk, waiting_people.measure(tools)
    times = answer_times.times(answer_times.waits(_turns(context), since, between))
    if times is None:
        yield texts.digest_no_answers
    else:
        median, most = (texts.span(int(one.total_seconds() // 60)) for one in (times.median, times.most))
        sentence = texts.digest_one_answer if times.count == 1 else texts.digest_answers
        yield sentence.format(count=times.count, median=median, most=most)
    conversations, _ = context.looked_at
    closed = [one for one in conversations.values() if one.issue.closed_at and one.issue.closed_at >= since]
    yield texts.digest_closed.format(count=len(closed))


def _turns(context: ReconcileContext) -> Iterator[Turn]:
    """Yield the messages and answers of the last days, as far as reconcile looks anyway."""
    tools = context.tools
    conversations, comments = context.looked_at
    for number, one in conversations.items():
        if one.marker.sids:
            yield Turn(number, one.issue.created_at, is_answer=False)
    for comment in comments:
        if comment.issue not in conversations:
            continue
        if isinstance(tools.conversations.readable(comment), MessagesMarker):
            yield Turn(comment.issue, comment.created_at, is_answer=False)
            continue
        command = context.command(comment)
        if command and commands.sends_text(command) and LEFT & comment.reactions.keys():
            yield Turn(comment.issue, comment.created_at, is_answer=True)

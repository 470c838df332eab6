"""The ceilings of messages that were reached: the administrators get an alert, and the issue is closed in the end."""

from __future__ import annotations

from bot.core.errors import UnfinishedError
from bot.jobs.orders import alarms
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.sending.ceiling_notice import TOPIC
from bot.jobs.upkeep import operations_notices
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.sending.ceilings import DAY

ORDERED_BY = "reconcile"


def watch(context: ReconcileContext) -> list[str]:
    """Alert the administrators once for each ceiling and window; close the issue after a day without a new one."""
    tools, issue = context.tools, context.topics.get(TOPIC)
    if issue is None or not issue.is_open:
        return []
    reached = {
        key: comment for key, comment in tools.notices.comments(issue).items() if key.startswith("ceiling.")
    }
    fresh = {key: note for key, note in reached.items() if note.created_at >= context.period.since}
    text = tools.alerts.sending.ceiling_phone.format(number=issue.number)
    done = list[OrderProgress]()
    for key, note in fresh.items():
        done += alarms.sound(key, note.created_at, text, ORDERED_BY, tools)
    lines = [tools.summaries.ceilings.format(number=issue.number, count=len(fresh))] if fresh else []
    if OrderProgress.DELAYED in done:
        raise UnfinishedError("The administrators could not be alerted now.", lines)
    newest = max((note.created_at for note in reached.values()), default=issue.created_at)
    if context.period.now - newest > DAY:
        over = tools.maintainers.sending.ceilings_over
        return [*lines, *operations_notices.close(context, TOPIC, over, key=f"{newest:%Y%m%d%H%M%S}")]
    return lines

"""The canary: a test message that shows whether the whole path from the relay to an issue works."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core import clock
from bot.core.errors import UnfinishedError
from bot.core.issues import Issue
from bot.jobs.inbound import canaries
from bot.jobs.inbound.canaries import CanaryStatus
from bot.jobs.orders import alarms
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.upkeep import canary_send
from bot.jobs.upkeep.context import ReconcileContext

ORDERED_BY = "reconcile"


@dataclass(frozen=True, slots=True)
class PathFailure:
    """A fault of the path, in words for the issue and for the summary."""

    sentence: str
    line: str


def check(context: ReconcileContext) -> list[str]:
    """Check that the last test message arrived, and send the next; each outage is reported once.

    The issue records what was sent and has not arrived, however the runs since then ended.
    """
    tools = context.tools
    issue = context.topics.get(canaries.TOPIC)
    if not tools.settings.config.canary.enabled:
        if issue and tools.notices.state(issue) != canaries.OFF:
            canaries.switched_off(issue, tools)
        return []
    status = canaries.read(issue, tools)
    if issue is None or status is None:  # the very first
        status = CanaryStatus(context.period.now)
        issue = canaries.note(status, issue, tools)
        tools.repository.close(issue.number)
    faults = _missing_canary(issue, status, context)
    sent_at, refused = clock.now(), canary_send.send(tools)
    if refused:
        why = tools.shown(refused)
        faults.append(
            PathFailure(
                tools.maintainers.upkeep.canary_refused.format(reason=why),
                tools.summaries.canary_refused.format(why=why),
            )
        )
    elif status.waiting is None:
        canaries.note(replace(status, waiting=sent_at), issue, tools)
    lines = [fault.line for fault in faults] + ([] if refused else [tools.summaries.canary_sent])
    alerted = [_alarm(issue, status, fault.sentence, context) for fault in faults]
    if not all(alerted):
        raise UnfinishedError("The administrators could not be alerted now.", lines)
    return lines


def _missing_canary(issue: Issue, status: CanaryStatus, context: ReconcileContext) -> list[PathFailure]:
    """Return the fault if a test message did not arrive."""
    within = context.tools.settings.config.canary.arrives_within
    if status.waiting is None or context.period.now - status.waiting < within:
        return []
    when = context.tools.moment(status.waiting)
    return [
        PathFailure(
            context.tools.maintainers.upkeep.canary_missing.format(when=when),
            context.tools.summaries.canary_missing.format(number=issue.number),
        )
    ]


def _alarm(issue: Issue, status: CanaryStatus, sentence: str, context: ReconcileContext) -> bool:
    """Reopen the issue, explain, and alert the administrators, once per outage; return whether they were alerted."""
    tools, since = context.tools, status.arrived
    tools.repository.reopen(issue.number)
    tools.notices.comment_once(issue, f"{canaries.MISSING}{since.isoformat()}", sentence)
    text = tools.alerts.upkeep.canary_phone.format(number=issue.number)
    return OrderProgress.DELAYED not in alarms.sound(
        f"canary-{since:%Y%m%d%H%M%S}", since, text, ORDERED_BY, tools
    )

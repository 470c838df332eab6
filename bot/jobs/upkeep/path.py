"""The test message that shows whether the whole path is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.core import clock
from bot.core.errors import UnfinishedError
from bot.core.issues import Issue
from bot.jobs.inbound import canaries
from bot.jobs.inbound.canaries import Standing
from bot.jobs.orders import alarms
from bot.jobs.orders.send_notification import Progress
from bot.jobs.upkeep.scene import Scene
from bot.rules.text import rendering

BY = "reconcile"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the path: as maintainers read it in the issue, and in the summary."""

    sentence: str
    line: str


def test(scene: Scene) -> list[str]:
    """See whether the last test message arrived, and send the next one; each outage is told once.

    What was sent and has not arrived stands in the issue: how the runs since then have ended does not matter.
    """
    tools = scene.tools
    issue = scene.topics.get(canaries.TOPIC)
    if not tools.settings.config.canary.enabled:
        if issue and tools.notices.state(issue) != canaries.OFF:
            canaries.switched_off(issue, tools)
        return []
    standing = canaries.read(issue, tools)
    if issue is None or standing is None:  # the first of all
        standing = Standing(scene.period.now)
        issue = canaries.note(standing, issue, tools)
        tools.repository.close(issue.number)
    faults = _missing(issue, standing, scene)
    sent_at, refused = clock.now(), canaries.send(tools)
    if refused:
        faults.append(
            Fault(
                tools.maintainers.upkeep.canary_refused.format(reason=refused),
                f"The relay did not take the test message: {refused}.",
            )
        )
    elif standing.waiting is None:
        canaries.note(replace(standing, waiting=sent_at), issue, tools)
    lines = [fault.line for fault in faults] + ([] if refused else ["A test message is on its way."])
    told = [_alarm(issue, standing, fault.sentence, scene) for fault in faults]
    if not all(told):
        raise UnfinishedError("The administrators could not be told now that the path is shut.", lines)
    return lines


def _missing(issue: Issue, standing: Standing, scene: Scene) -> list[Fault]:
    """Tell of a test message that did not arrive."""
    within = scene.tools.settings.config.canary.arrives_within
    if standing.waiting is None or scene.period.now - standing.waiting < within:
        return []
    when = rendering.moment(standing.waiting, ZoneInfo(scene.tools.settings.config.time_zone))
    return [
        Fault(
            scene.tools.maintainers.upkeep.canary_missing.format(when=when),
            f"The last test message has not arrived (#{issue.number}).",
        )
    ]


def _alarm(issue: Issue, standing: Standing, sentence: str, scene: Scene) -> bool:
    """Open the issue, say why, tell the administrators: once, until one arrives again; tell whether they were."""
    tools, since = scene.tools, standing.arrived
    tools.repository.reopen(issue.number)
    tools.notices.say(issue, f"{canaries.MISSING}{since.isoformat()}", sentence)
    text = tools.maintainers.upkeep.canary_phone.format(number=issue.number)
    return Progress.DELAYED not in alarms.sound(f"canary-{since:%Y%m%d%H%M%S}", since, text, BY, tools)

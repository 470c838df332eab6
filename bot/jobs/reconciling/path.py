"""The test message that shows whether the whole path is open."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot import rendering
from bot.jobs import alarms, canaries
from bot.jobs.reconciling.scene import Scene
from bot.repository import Issue

BY = "reconcile"


def test(scene: Scene) -> list[str]:
    """See whether the last test message arrived, and send the next one; each outage is told once."""
    tools = scene.tools
    issue = scene.topics.get(canaries.TOPIC)
    if not tools.settings.config.canary.enabled:
        if issue and tools.notices.state(issue) != canaries.OFF:
            canaries.switched_off(issue, tools)
        return []
    arrived = canaries.read(issue, tools)
    if issue is None or arrived is None:  # the first of all
        arrived = scene.period.now
        issue = canaries.note(arrived, issue, tools)
        tools.repository.close(issue.number)
    lines = _missing(issue, arrived, scene)
    refused = canaries.send(tools)
    if refused:
        sentence = tools.maintainers.upkeep.canary_refused.format(reason=refused)
        _alarm(issue, arrived, sentence, scene)
        return [*lines, f"The relay did not take the test message: {refused}."]
    return [*lines, "A test message is on its way."]


def _missing(issue: Issue, arrived: datetime, scene: Scene) -> list[str]:
    """Tell of a test message that did not arrive: each run that succeeded had sent one."""
    last = scene.period.last_success
    within = scene.tools.settings.config.canary.arrives_within
    if last is None or arrived >= last or scene.period.now - last < within:
        return []
    when = rendering.moment(last, ZoneInfo(scene.tools.settings.config.time_zone))
    _alarm(issue, arrived, scene.tools.maintainers.upkeep.canary_missing.format(when=when), scene)
    return [f"The last test message has not arrived (#{issue.number})."]


def _alarm(issue: Issue, arrived: datetime, sentence: str, scene: Scene) -> None:
    """Open the issue, say why, tell the administrators: once, until one arrives again."""
    tools = scene.tools
    tools.repository.reopen(issue.number)
    tools.notices.say(issue, f"{canaries.MISSING}{arrived.isoformat()}", sentence)
    text = tools.maintainers.upkeep.canary_phone.format(number=issue.number)
    alarms.sound(f"canary-{arrived:%Y%m%d%H%M%S}", arrived, text, BY, tools)

"""The clock itself: in a public repository GitHub switches schedules off after 60 days without activity.

Source: docs.github.com, "Disabling and enabling a workflow". Switching a workflow on by the API starts those days
anew and writes nothing into the repository's history, as commits made for the purpose would.
"""

from __future__ import annotations

from bot import logs
from bot.jobs.reconciling.scene import Scene
from bot.periods import SCHEDULED

_BY_HAND = "disabled_manually"


def keep_on(scene: Scene) -> list[str]:
    """Once a day, switch on what has a clock; what somebody switched off by hand stays off."""
    if not scene.period.first_of_the_day or scene.no_runs or not scene.tools.repository.is_public():
        return []
    lines = []
    for workflow in scene.tools.recent.workflows():
        if workflow.name not in SCHEDULED or workflow.state == _BY_HAND:
            continue
        scene.tools.recent.enable(workflow.name)
        if workflow.state != "active":
            logs.step("schedule-enabled", event=workflow.name, status=workflow.state)
            lines.append(f"- {workflow.name}: was {workflow.state}, switched on again")
    return lines

"""Runs of the other workflows that failed: named in the summary, and in one issue until their work is done."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot import rendering
from bot.jobs.reconciling import failures, topics
from bot.jobs.reconciling.failures import Failure
from bot.jobs.reconciling.scene import Scene
from bot.notices import Notice

TOPIC = "runs"


def name(scene: Scene) -> list[str]:
    """Name what failed; as long as the issue is open, all that failed since the configured limit counts."""
    tools, runs = scene.tools, scene.runs
    if scene.no_runs:
        return [scene.no_runs]
    known = scene.topics.get(TOPIC)
    if known and known.is_open:
        runs = tools.recent.runs(scene.period.now - tools.settings.config.reconcile.look_back)
    left = failures.undone(runs, scene.period.settled, scene.made_good)
    if not left:
        return topics.all_is_well(scene, TOPIC, tools.maintainers.upkeep.runs_over)
    issue = topics.show(scene, _notice(left, scene), left[0].run.created_at)
    return [
        f"{len(left)} runs left their work undone (#{issue.number}):",
        *(f"- [{failure.run.name}]({failure.run.url}): {failure.run.conclusion}" for failure in left),
    ]


def _notice(left: list[Failure], scene: Scene) -> Notice:
    tools = scene.tools
    texts, labels = tools.maintainers.upkeep, tools.settings.config.labels
    zone = ZoneInfo(tools.settings.config.time_zone)
    lines = [
        texts.runs_line.format(
            name=failure.run.name.replace("`", ""),
            url=failure.run.url,
            conclusion=failure.run.conclusion,
            when=rendering.moment(failure.run.created_at, zone),
            times=texts.runs_times.format(count=failure.times) if failure.times > 1 else "",
        )
        for failure in left
    ]
    body = texts.runs_body.format(lines="\n".join(lines))
    return Notice(
        TOPIC, texts.runs_title, body, [labels.operations, labels.gateway], state=str(left[0].run.id)
    )

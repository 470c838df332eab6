"""Runs of the other workflows that failed: named in the summary, and in one issue until their work is done."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from zoneinfo import ZoneInfo

from bot.adapters.github.recent import MOST_RUNS
from bot.core.errors import RepositoryError
from bot.jobs.record.notices import Notice
from bot.jobs.upkeep import failures, topics
from bot.jobs.upkeep.failures import Failure, Memory
from bot.jobs.upkeep.scene import Scene
from bot.rules.text import rendering

TOPIC = "runs"
MOST = 100  # are named, so that the issue does not outgrow what GitHub takes
_LOOKED_UP = 20  # of those older than the period, in an hour


def name(scene: Scene) -> list[str]:
    """Name what failed until it is done, or until somebody closes the issue: then it was seen."""
    tools = scene.tools
    if scene.no_runs:
        return [scene.no_runs]
    known = scene.topics.get(TOPIC)
    memory = Memory.parse(tools.notices.state(known))
    if known and not known.is_open:
        memory = memory.closed()
    left = [
        failure
        for failure in failures.undone(
            scene.runs, scene.period.settled, scene.made_good, _still_undone(memory.named, scene)
        )
        if failure.run.id not in memory.seen
    ]
    lines = [f"Only the newest {MOST_RUNS} runs were looked at."] if len(scene.runs) >= MOST_RUNS else []
    if not left:
        newest = max((failure.run.id for failure in memory.named), default=0)
        over = tools.maintainers.upkeep.runs_over
        return [*lines, *topics.all_is_well(scene, TOPIC, over, key=str(newest) if newest else "")]
    seen = memory.seen & {run.id for run in scene.runs}  # others do not come back
    issue = topics.show(scene, _notice(left, seen, scene), scene.period.now)
    return [
        *lines,
        f"{len(left)} runs left their work undone (#{issue.number}):",
        *(f"- [{failure.run.name}]({failure.run.url}): {failure.run.conclusion}" for failure in left),
    ]


def _still_undone(named: Sequence[Failure], scene: Scene) -> list[Failure]:
    """Leave out what was made good since, of what is not among the runs of the period any more.

    A later run of the same work was seen there when it ended; a run that was run again changes where it is. What
    send-replies left in an issue a run of reconcile has carried out by then: else the period would still reach back.
    """
    listed = {run.id for run in scene.runs}
    found, looked_up = [], 0
    for failure in named:
        if failure.run.id not in listed:
            if failures.issue_of_replies(failure.run):
                continue
            looked_up += 1
            if (looked_up <= _LOOKED_UP or scene.period.first_of_the_day) and not _has_failed(failure, scene):
                continue
        found.append(failure)
    return found


def _has_failed(failure: Failure, scene: Scene) -> bool:
    """Tell whether the run still stands as failed, or is under way again; what somebody deleted does not."""
    try:
        run = scene.tools.recent.run(failure.run.id)
    except RepositoryError as error:
        if error.status not in (404, 410):
            raise
        return False
    return run.is_active or run.conclusion in failures.BAD


def _notice(left: Sequence[Failure], seen: AbstractSet[int], scene: Scene) -> Notice:
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
        for failure in left[:MOST]
    ]
    if len(left) > MOST:
        lines.append(texts.runs_more.format(count=len(left) - MOST))
    body = texts.runs_body.format(lines="\n".join(lines))
    state = Memory(left[:MOST], seen).state
    return Notice(TOPIC, texts.runs_title, body, [labels.operations, labels.gateway], state)

"""The issue that shows what a run could not do for one person, where nothing would come of sending the batch again."""

from __future__ import annotations

import hashlib

from bot.core import logs
from bot.core.errors import RepositoryError
from bot.core.isolated import Troubles
from bot.core.messages import BatchId
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools

TOPIC = "left-out"
_NONE = BatchId("")  # the names of the items tell by themselves what was left out


def conclude(job: str, batch: BatchId, troubles: Troubles, lines: list[str], tools: Tools) -> list[str]:
    """Show what of a batch was left out for good, once each; return the lines of the summary.

    Raises UnfinishedError if the relay has to send the batch again; otherwise the run succeeds and the batch is over.
    """
    try:
        if troubles.left_out:
            show(job, troubles, tools, batch)
    except RepositoryError as error:  # the summary of the run shows them too
        logs.trouble("left-out-not-shown", count=len(troubles.left_out), reason=error.message)
    return troubles.must_be_over(lines, tools.shown)


def show(job: str, troubles: Troubles, tools: Tools, batch: BatchId = _NONE) -> None:
    """Open or reopen the notice and say, once for each, what was left out."""
    texts, labels = tools.maintainers.upkeep, tools.labels
    known = tools.notices.find(TOPIC, labels.operations)
    notice = Notice(TOPIC, texts.left_out_title, texts.left_out_body, [labels.operations, labels.gateway])
    issue = tools.notices.keep(notice, known)
    shown = tools.notices.comments(issue)
    new = {key: line for key, line in _keyed(job, batch, troubles, tools).items() if key not in shown}
    if new and not issue.is_open:
        tools.repository.reopen(issue.number)
    for key, line in new.items():
        tools.notices.comment_once(issue, key, line)


def _keyed(job: str, batch: BatchId, troubles: Troubles, tools: Tools) -> dict[str, str]:
    """Return what to say of each item, by a key that is the same in each run of the batch with the same trouble."""
    line = tools.maintainers.upkeep.left_out_line
    return {
        f"{job}-{hashlib.sha256(f'{batch} {name} {why}'.encode()).hexdigest()[:16]}": line.format(
            job=job, what=name, why=tools.shown(why), run=tools.run_url
        )
        for name, why in troubles.left_out.items()
    }

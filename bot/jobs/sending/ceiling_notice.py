"""The issue that shows which ceilings of messages were reached."""

from __future__ import annotations

from bot.core import clock, logs
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools
from bot.rules.sending.ceilings import HOUR, ReachedCeiling

TOPIC = "ceilings"


def show(reached: ReachedCeiling, tools: Tools) -> None:
    """Open or reopen the notice and say, once for each window, which ceiling was reached."""
    texts, labels = tools.maintainers.sending, tools.labels
    known = tools.notices.find(TOPIC, labels.operations)
    if known and reached.key in tools.notices.comments(known):
        return
    body = texts.ceilings_body.format(label=labels.unanswered)
    issue = tools.notices.keep(
        Notice(TOPIC, texts.ceilings_title, body, [labels.operations, labels.gateway]), known
    )
    if not issue.is_open:
        tools.repository.reopen(issue.number)
    tools.notices.comment_once(issue, reached.key, _sentence(reached, tools))
    tools.agenda.note(clock.now())  # reconcile alerts the administrators
    logs.trouble("ceiling-reached", issue=issue.number, kind=reached.ceiling.name, count=reached.ceiling.most)


def _sentence(reached: ReachedCeiling, tools: Tools) -> str:
    texts, ceiling = tools.maintainers.sending, reached.ceiling
    what = texts.ceiling_names[ceiling.name].format(whose=reached.whose)
    period = texts.ceiling_hour if ceiling.period == HOUR else texts.ceiling_day
    return texts.ceiling_reached.format(
        what=what, most=ceiling.most, period=period, when=tools.moment(reached.at)
    )

"""Conversations that are not bound to their issue, and consent records that somebody changed: nobody else notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from bot.core import isolated
from bot.core.errors import RepositoryError
from bot.core.issues import Issue
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools
from bot.jobs.upkeep import operations_notices
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.people import consent
from bot.rules.people.consent import ConsentEntry
from bot.rules.wire import consent_anchors

TOPIC = "unbound"
MOST = 200  # issues are listed, so that the notice stays within GitHub's limit


def report(context: ReconcileContext) -> list[str]:
    """Keep one issue about those changed in the period, until each is bound and in order; bind what a crash left."""
    tools = context.tools
    known = context.topics.get(TOPIC)
    listed = _listed(tools.notices.state(known)) if known and known.is_open else set()
    wrong = sorted(
        {issue.number: issue for issue in _checked(listed, context)}.items(), key=lambda one: one[0]
    )[:MOST]
    if not wrong:
        return operations_notices.close(context, TOPIC, tools.maintainers.upkeep.unbound_over)
    texts, labels = tools.maintainers.upkeep, tools.labels
    lines = "\n".join(f"- #{number}" for number, _ in wrong)
    state = ",".join(str(number) for number, _ in wrong)
    notice = Notice(
        TOPIC,
        texts.unbound_title,
        texts.unbound_body.format(lines=lines),
        [labels.operations, labels.gateway],
        state,
    )
    operations_notices.show(context, notice, _newest(issue for _, issue in wrong))
    return [tools.summaries.out_of_place.format(number=number) for number, _ in wrong]


def _listed(state: str) -> set[int]:
    return {int(number) for number in state.split(",") if number.isdecimal()}


def _checked(listed: set[int], context: ReconcileContext) -> Iterator[Issue]:
    """Yield what is wrong of the issues changed in the period, and of those that the notice names already."""
    changed = {issue.number for issue in context.issues}
    edited = {
        comment.issue for comment in context.comments if comment.edited and context.is_ours(comment.author)
    }
    for issue in context.issues:
        if _is_wrong(issue, context, look_inside=issue.number in listed | edited):
            yield issue
    for number in sorted(listed - changed):
        try:
            issue = context.tools.repository.issue(number)
        except RepositoryError as error:
            if isolated.is_gone(error):
                continue
            raise
        if _is_wrong(issue, context, look_inside=True):
            yield issue


def _is_wrong(issue: Issue, context: ReconcileContext, *, look_inside: bool) -> bool:
    """Return whether an issue does not count as it is; `look_inside` reads the entries of a consent record too.

    What was deleted from the end of a record only the relay can show.
    """
    tools = context.tools
    issue = tools.own.recovered(issue)
    contact = tools.ledger.contact_of(issue)
    if contact is None:
        return tools.conversations.unbound(issue) is not None
    if not tools.ledger.is_bound(issue) or (look_inside and tools.ledger.record(contact).broken):
        return True
    anchors = [one for one in context.consent_anchors if one.contact == contact]
    return bool(anchors) and bool(consent_anchors.missing(_entries(issue, tools), anchors))


def _entries(issue: Issue, tools: Tools) -> Iterator[ConsentEntry]:
    for line in tools.ledger.lines(issue):
        with suppress(ValueError):  # somebody mangled it
            yield consent.read(line)


def _newest(issues: Iterator[Issue]) -> datetime:
    return max(issue.updated_at for issue in issues)

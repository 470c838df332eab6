"""record-delivery: show what became of a message on the comment that sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core import logs
from bot.core.errors import RepositoryError
from bot.core.isolated import Troubles
from bot.core.marks import Mark, Outcome
from bot.core.messages import DeliveryReport, DeliveryStatus
from bot.core.workflow import mask
from bot.jobs.delivery import late_reports
from bot.jobs.rights import opt_outs
from bot.jobs.sending import explaining, left_out, overview_changes, templating
from bot.jobs.tools import Tools
from bot.rules.wire import envelope
from bot.rules.wire.about import About


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Show what became of each message in the batch; a batch that was recorded before changes nothing."""
    opened = envelope.open_payload(event.get("client_payload"), tools.vault, DeliveryReport)
    for report in opened.items:
        mask(report.person.value)
    head = tools.summaries.reports.format(batch=opened.batch, count=len(opened.items))
    troubles, lines = Troubles(), [head]
    for about, found in _by_comment(opened.items).items():
        with troubles.isolated(f"#{about.issue}", found[0].received_at):
            lines.append(settle(about, found, tools))
    lines = left_out.conclude("record-delivery", opened.batch, troubles, lines, tools)
    opened.must_be_whole()
    return lines


def _by_comment(reports: Sequence[DeliveryReport]) -> dict[About, list[DeliveryReport]]:
    found: dict[About, list[DeliveryReport]] = {}
    for report in reports:
        about = About.parse(report.about)
        if about and report.status.is_final:
            found.setdefault(about, []).append(report)
    return found


def settle(about: About, reports: Sequence[DeliveryReport], tools: Tools) -> str:
    """Show the final statuses of its messages on a comment."""
    failure = next((report for report in reports if report.status.has_failed), None)
    try:
        if failure:
            _show_failure(about, failure, tools)
        else:
            _show_arrival(about, tools)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return tools.summaries.gone.format(number=about.issue)
    status = failure.status if failure else DeliveryStatus.DELIVERED
    logs.step("delivery-recorded", issue=about.issue, comment=about.comment, status=status)
    if failure:
        return tools.summaries.not_delivered.format(number=about.issue, code=failure.code)
    return tools.summaries.delivered.format(number=about.issue)


def _show_arrival(about: About, tools: Tools) -> None:
    """Mark a text as delivered; one that failed in part stays failed.

    The relay reports delivery only once the last part has arrived. The sending job does not mistake this mark for its
    own, which may come later. Where GitHub takes no mark, a note elsewhere may say that nobody knows.
    """
    marks = _marks(about, tools)
    if Mark.FAILED in marks or (
        Mark.DELIVERED not in marks and not explaining.mark(tools, about, Mark.DELIVERED)
    ):
        late_reports.show_departure(about, tools, arrived=True)
    if not {Mark.FAILED, Mark.DELIVERED} & marks:
        overview_changes.note_arrival(about.issue, about.comment, tools)


def _show_failure(about: About, report: DeliveryReport, tools: Tools) -> None:
    if Mark.FAILED in _marks(about, tools) and not late_reports.withdraw_question(about, tools):
        return
    if not _explain(about, report, tools):
        late_reports.withdraw_question(about, tools)


def _explain(about: About, report: DeliveryReport, tools: Tools) -> bool:
    """Explain a failure and mark it; return whether GitHub took the mark."""
    if report.status is DeliveryStatus.CANCELED:
        return explaining.dismissed(tools, about, Outcome.CANCELED, tools.maintainers.sending.canceled)
    opt_outs.record_by_code(report.code, report.person, about.issue, tools)
    texts = tools.maintainers
    meaning = texts.codes.get(report.code, texts.other_code)
    explanation = texts.undelivered.format(code=report.code, what=meaning.what, remedy=meaning.remedy)
    sentence = explanation + templating.after(report.code, tools)
    overview_changes.note_failure(about.issue, tools)
    return explaining.failed(tools, about, Outcome.UNDELIVERED, sentence)


def _marks(about: About, tools: Tools) -> set[str]:
    login = tools.settings.config.conversations.bot_login
    return tools.repository.reactions_by(login, about.issue, about.comment)

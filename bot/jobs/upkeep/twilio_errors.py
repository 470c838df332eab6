"""Twilio's error log, above all its failures to reach the relay."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.twilio import monitor
from bot.core.errors import TemporaryError
from bot.jobs.record.notices import Notice
from bot.jobs.upkeep import operations_notices
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.texts import Meaning
from bot.rules.upkeep import alerts
from bot.rules.upkeep.alerts import AlertSummary

TOPIC = "twilio-errors"
_FORBIDDEN = 20003


def report(context: ReconcileContext) -> list[str]:
    """Keep one issue about the errors of the last day, or since the last run; close it when they are over.

    Failures of single messages are shown on the comments that sent them: they are listed too, but open no issue.
    """
    tools = context.tools
    quiet = context.period.now - tools.settings.config.reconcile.quiet
    try:
        log = monitor.log(tools.settings, min(quiet, context.period.since))
    except TemporaryError as error:
        if error.code != _FORBIDDEN or tools.settings.twilio_login[0].startswith("AC"):
            raise
        return [tools.summaries.twilio_unreadable]
    rows = alerts.grouped(log.alerts)
    ours = [row for row in rows if _concerns_the_gateway(row, context)]
    listed = ", ".join(f"{row.code} x {row.count}" for row in rows)
    lines = [tools.summaries.twilio_errors.format(codes=listed)] if rows else []
    if not log.whole:
        lines.append(tools.summaries.twilio_cut.format(count=monitor.MOST))
    since = tools.moment(quiet)
    if not ours:
        over = tools.maintainers.upkeep.alerts_over.format(since=since)
        return [*lines, *operations_notices.close(context, TOPIC, over)]
    newest = max(row.last for row in ours)
    state = newest.isoformat(timespec="seconds")
    cut = "" if log.whole else tools.maintainers.upkeep.alerts_cut.format(count=monitor.MOST)
    operations_notices.show(context, _notice(rows, cut, state, context), newest)
    return lines


def _concerns_the_gateway(row: AlertSummary, context: ReconcileContext) -> bool:
    texts = context.tools.maintainers
    return row.code in texts.upkeep.alert_codes or row.code not in texts.codes


def _notice(rows: Sequence[AlertSummary], cut: str, state: str, context: ReconcileContext) -> Notice:
    config, texts = context.tools.settings.config, context.tools.maintainers.upkeep
    lines = [_line(row, context) for row in rows]
    body = texts.alerts_body.format(
        since=context.tools.moment(min(row.first for row in rows)),
        table="\n".join([texts.alerts_head, "|---|---|---|---|---|---|", *lines]),
    )
    if cut:
        body += f"\n\n{cut}"
    return Notice(TOPIC, texts.alerts_title, body, [config.labels.operations, config.labels.gateway], state)


def _line(row: AlertSummary, context: ReconcileContext) -> str:
    meaning = _meaning(row.code, context)
    cells = [
        f"[{row.code}](https://www.twilio.com/docs/api/errors/{row.code})",
        str(row.count),
        context.tools.moment(row.first),
        context.tools.moment(row.last),
        meaning.what,
        meaning.remedy.format(code=row.code),
    ]
    return f"| {' | '.join(cells)} |"


def _meaning(code: int, context: ReconcileContext) -> Meaning:
    texts = context.tools.maintainers
    return texts.upkeep.alert_codes.get(code) or texts.codes.get(code) or texts.upkeep.alert_other

"""The issue that shows which spending limits are reached, and the texts to administrators' phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from bot.core.errors import TemporaryError
from bot.core.issues import Issue
from bot.jobs.orders import alarms
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.record.notices import Notice
from bot.jobs.sending.assignees import assign
from bot.jobs.tools import Tools
from bot.rules.money import pages, thresholds
from bot.rules.money.account import AccountStatus
from bot.rules.money.style import PageStyle
from bot.rules.money.thresholds import CrossedLimit, SpendingLimit

TOPIC = "billing-alert"
JOB = "check-billing"
_WELL, _AGAIN = "well.", "again."


def keep(now: AccountStatus, crossed: Sequence[CrossedLimit], issue: Issue | None, tools: Tools) -> None:
    """Bring the alert up to date: open it, report what is new, close it when no limit is reached.

    A threshold of the budget is reported once a month, and not after a higher one; a balance each time it falls below
    its limit. An alert that people closed stays closed until there is something new; one that was closed here is
    reopened. It is closed only once every limit it reported can be compared and is no longer reached; its state holds
    these limits.
    """
    falls = _read_falls(tools.notices.state(issue))
    unsettled = thresholds.unsettled(falls, now, tools.settings.config.billing)
    reported = list(tools.notices.comments(issue)) if issue and crossed else []
    crossed = [one.counted(falls, reported) for one in crossed]
    open_ = {one: falls[one] for one in unsettled} | {one.limit: one.fall for one in crossed}
    notice = _notice(now, crossed, open_, PageStyle.of(tools.maintainers, tools.settings.config))
    if crossed:
        kept = tools.notices.keep(notice, issue)
        _warn(now, crossed, kept, reported if issue else list(tools.notices.comments(kept)), tools)
    elif issue and (issue.is_open or falls):
        tools.notices.keep(notice, issue)
        if issue.is_open and not unsettled:
            _close(issue, tools)


def _read_falls(state: str) -> dict[SpendingLimit, int]:
    """Return the limits that were not over at the last run, each with the number of its fall."""
    pairs = (one.partition(".") for one in state.split())
    return {SpendingLimit(name): int(number or 1) for name, _, number in pairs}


def _write_falls(falls: Mapping[SpendingLimit, int]) -> str:
    numbered = ((one, falls[one]) for one in SpendingLimit if one in falls)
    return " ".join(f"{one}.{number}" if number > 1 else one for one, number in numbered)


def _warn(
    now: AccountStatus, crossed: Sequence[CrossedLimit], issue: Issue, reported: Sequence[str], tools: Tools
) -> None:
    style = PageStyle.of(tools.maintainers, tools.settings.config)
    worth = [one for one in thresholds.foremost(crossed) if not one.is_outdone(reported)]
    fresh = [one for one in worth if one.key not in reported]
    again = bool(reported) and reported[-1].startswith(_WELL) and not fresh
    if not issue.is_open and (fresh or again):
        tools.repository.reopen(issue.number)
    if fresh:
        assign(issue, style.limits.assignees, tools)
    for one in fresh:
        tools.notices.comment_once(issue, one.key, pages.crossed(one, now, style))
    if again:
        tools.notices.comment_once(issue, f"{_AGAIN}{len(reported)}", style.texts.again)
    _text_administrators(worth, issue.number, tools)


def _text_administrators(crossed: Sequence[CrossedLimit], issue: int, tools: Tools) -> None:
    """Text the administrators; all are tried. Raises TemporaryError if somebody could not be reached now."""
    config = tools.settings.config
    style = PageStyle(tools.alerts.billing, config.language.people, config)
    done = list[OrderProgress]()
    for one in crossed:
        since = datetime.combine(one.month.first, time(), UTC)
        done += alarms.sound(one.key, since, pages.phone_alert(one, issue, style), JOB, tools)
    if OrderProgress.DELAYED in done:
        raise TemporaryError("Not every administrator could be alerted now.")


def _close(issue: Issue, tools: Tools) -> None:
    reported = list(tools.notices.comments(issue))
    if not (reported and reported[-1].startswith(_WELL)):
        tools.notices.comment_once(issue, f"{_WELL}{len(reported)}", tools.maintainers.billing.all_well)
    tools.repository.close(issue.number)


def _notice(
    now: AccountStatus, crossed: Sequence[CrossedLimit], falls: Mapping[SpendingLimit, int], style: PageStyle
) -> Notice:
    """Return the alert; `falls` are the limits that are not over, reached or not."""
    reached = {one.limit for one in crossed}
    lines = [f"- {pages.crossed(one, now, style)}" for one in thresholds.foremost(crossed)]
    lines += [
        f"- {pages.unsettled(one, now, style)}" for one in SpendingLimit if one in falls.keys() - reached
    ]
    page = pages.month_so_far(now, style)
    body = "\n\n".join(["\n".join(lines) or style.texts.all_well, page])
    labels = (style.limits.label, style.config.labels.gateway)
    return Notice(TOPIC, style.texts.alert_title, body, labels, _write_falls(falls))

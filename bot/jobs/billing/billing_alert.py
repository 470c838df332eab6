"""The issue that shows which spending limits are reached, and the texts to administrators' phones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.issues import Issue
from bot.jobs.orders import alarms
from bot.jobs.orders.send_notification import OrderProgress
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools
from bot.jobs.upkeep.assignees import assign
from bot.rules.money import pages, thresholds
from bot.rules.money.pages import PageStyle
from bot.rules.money.thresholds import AccountStatus, CrossedLimit, SpendingLimit

TOPIC = "billing-alert"
JOB = "check-billing"
_WELL, _AGAIN = "well.", "again."


def keep(now: AccountStatus, crossed: Sequence[CrossedLimit], issue: Issue | None, tools: Tools) -> None:
    """Bring the alert up to date: open it, report each limit once a month, close it when none is reached.

    A threshold of the budget is not reported after a higher one. An alert that people closed stays closed until there
    is something new; one that was closed here is reopened. It is closed only once every limit it reported can be
    compared and is no longer reached; its state holds these limits.
    """
    before = [SpendingLimit(one) for one in tools.notices.state(issue).split()]
    unsettled = thresholds.unsettled(before, now, tools.settings.config.billing)
    notice = _notice(now, crossed, unsettled, PageStyle.of(tools.maintainers, tools.settings.config))
    if crossed:
        _warn(now, crossed, tools.notices.keep(notice, issue), tools)
    elif issue and issue.is_open:
        tools.notices.keep(notice, issue)
        if not unsettled:
            _close(issue, tools)


def _warn(now: AccountStatus, crossed: Sequence[CrossedLimit], issue: Issue, tools: Tools) -> None:
    style = PageStyle.of(tools.maintainers, tools.settings.config)
    reported = list(tools.notices.comments(issue))
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
    style = PageStyle(tools.people.billing, config.language.people, config)
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
    now: AccountStatus, crossed: Sequence[CrossedLimit], unsettled: Sequence[SpendingLimit], style: PageStyle
) -> Notice:
    reached = {one.limit for one in crossed}
    lines = [f"- {pages.crossed(one, now, style)}" for one in thresholds.foremost(crossed)]
    lines += [f"- {pages.unsettled(one, now, style)}" for one in unsettled if one not in reached]
    page = pages.month_so_far(now, clock.now().date(), style)
    body = "\n\n".join(["\n".join(lines) or style.texts.all_well, page])
    state = " ".join(one for one in SpendingLimit if one in reached or one in unsettled)
    return Notice(
        TOPIC, style.texts.alert_title, body, (style.limits.label, style.config.labels.gateway), state
    )

"""When an answer is due: reconcile then sends reminders about people still waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.jobs.tools import Tools
from bot.rules.people import office_hours

_OVER = timedelta(minutes=1)


def note(since: datetime, tools: Tools) -> None:
    """Have reconcile look when somebody who waits since that moment has waited too long."""
    within = tools.settings.config.desk.answer_within
    if within is None:
        return
    due = office_hours.due(office_hours.of(tools.settings.config.office, tools.zone), since, within)
    if due:
        tools.agenda.note(due + _OVER)

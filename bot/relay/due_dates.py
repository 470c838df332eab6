"""When each credential is due, by the ages that remind-rotation reported and the periods of config.yml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.settings import Configuration
from bot.relay.job_figures import JobFigures
from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import Credential, DueDate


def due_dates(figures: JobFigures, config: Configuration) -> Mapping[Credential, DueDate]:
    """Return the due dates of the credentials whose age is known, the next first."""
    zone = ZoneInfo(config.time_zone)
    found = {
        credential: credentials.due(age.since, period_of(credential, config), age.expires, zone)
        for credential, age in figures.ages.items()
    }
    return dict(sorted(found.items(), key=lambda one: one[1].at))


def period_of(credential: Credential, config: Configuration) -> timedelta:
    """Return how long a credential may live."""
    period: timedelta = getattr(config.rotation.every, credential.setting)
    return period


def is_soon(due: DueDate, config: Configuration, now: datetime) -> bool:
    """Return whether a credential that is not overdue is within the days in which people are reminded of it."""
    return 0 <= due.days_left(now) <= config.rotation.remind_before[0]

"""Twilio's error log: what went wrong at Twilio, such as not reaching our relay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.twilio.client import connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core import clock
from bot.core.settings import Settings
from bot.rules.upkeep.alerts import TwilioAlert

OLDEST = timedelta(days=30)  # twilio.com/docs/usage/monitor-alert: older ones cannot be queried
MOST = 5_000  # more of them would add nothing
_PAGE = 1_000
_LEVELS = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Log:
    """Errors and warnings, the oldest first; unless `whole`, only the newest MOST entries were read."""

    alerts: Sequence[TwilioAlert]
    whole: bool


def log(settings: Settings, since: datetime) -> Log:
    """Return the errors and warnings since the moment; raises as `client.twilio_errors` does.

    Without their texts, which may hold numbers and what people wrote.
    """
    start = max(since, clock.now() - OLDEST)
    with twilio_errors():
        found = connect(settings).monitor.v1.alerts.list(start_date=start, page_size=_PAGE, limit=MOST)
    known = [
        TwilioAlert(int(alert.error_code), alert.date_generated or alert.date_created)
        for alert in found
        if str(alert.log_level) in _LEVELS and str(alert.error_code).isdecimal()
    ]
    return Log(sorted(known, key=lambda alert: alert.at), whole=len(found) < MOST)

"""A job's report that GitHub allows no more requests for now, sealed so that only our jobs can make it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import SealError
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.sealed_format import SealedFormat

# GitHub counts by the hour (docs: rate limits for the REST API); clocks differ.
_LONGEST_LIMIT = timedelta(hours=1, minutes=5)


@dataclass(frozen=True, slots=True)
class ApiLimit:
    """The jobs have used up GitHub's hourly limit of requests; it allows new ones from `resets` on."""

    resets: datetime


_FORMAT = SealedFormat(ApiLimit)


def seal(limit: ApiLimit, keys: RelayKeys) -> str:
    """Return what a job posts to the relay."""
    return _FORMAT.seal(limit, keys)


def open_sealed(token: str, keys: RelayKeys, now: datetime) -> ApiLimit:
    """Return what a job reported; raises SealError for what none of our jobs has sealed, or for what cannot be true."""
    limit = _FORMAT.open(token, keys)
    if limit.resets > now + _LONGEST_LIMIT:
        raise SealError
    return limit

"""A job's report that GitHub allows no more requests for now, sealed so that only our jobs can make it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.core.errors import SealError
from bot.rules.people.relay_keys import RelayKeys

# GitHub counts by the hour (docs: rate limits for the REST API); clocks differ.
_LONGEST_LIMIT = timedelta(hours=1, minutes=5)


@dataclass(frozen=True, slots=True)
class ApiLimit:
    """The jobs have used up GitHub's hourly limit of requests; it allows new ones from `resets` on."""

    resets: datetime


@cache
def _format() -> TypeAdapter[ApiLimit]:
    return TypeAdapter(ApiLimit)


def seal(limit: ApiLimit, keys: RelayKeys) -> str:
    """Return what a job posts to the relay."""
    return keys.seal(_format().dump_json(limit))


def open_sealed(token: str, keys: RelayKeys, now: datetime) -> ApiLimit:
    """Return what a job reported; raises SealError for what none of our jobs has sealed, or for what cannot be true."""
    try:
        limit = _format().validate_json(keys.open(token))
    except ValidationError as error:
        raise SealError from error
    if limit.resets > now + _LONGEST_LIMIT:
        raise SealError
    return limit

"""Moments as people type them: a time ago, such as 1d, or a date."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from pydantic import TypeAdapter, ValidationError

from bot.core.settings.types import Duration

_DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)
_FIRST_YEAR = 2008  # before that there was neither Twilio nor GitHub
_DATE_LETTERS = len("2026-11-30")


def read(text: str, now: datetime, zone: tzinfo, *, ends: bool = False) -> datetime:
    """Return the moment; a day begins and ends in the zone, and with `ends` its end is meant.

    Raises ValueError with what is expected instead.
    """
    written = text.strip()
    try:
        moment = _ago(written, now) or _dated(written, zone, ends=ends)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.year < _FIRST_YEAR:
        raise ValueError(f"a time such as 12h or 7d, or a date such as {now:%Y-%m-%d}")
    return moment.astimezone(now.tzinfo)


def _ago(written: str, now: datetime) -> datetime | None:
    try:
        return now - _DURATION.validate_python(written)
    except ValidationError:
        return None


def _dated(written: str, zone: tzinfo, *, ends: bool) -> datetime:
    moment = datetime.fromisoformat(written)
    if ends and len(written) <= _DATE_LETTERS:
        moment += timedelta(days=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)

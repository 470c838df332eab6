"""Until when to pause, as people type it: `2d`, `amanhã 9h`, `segunda`, `24/12`, `2026-12-24 09:00`. Pure.

Minutes and hours are counted from now on. A day without an hour, however it is named, means the beginning of the
office's hours: what comes back at midnight is of no use to anybody.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.rules.text import command_lines

FARTHEST = timedelta(days=366)
_DAY = timedelta(days=1)
_MONTHS, _CENTURY = 12, 100


class UnusableUntil(StrEnum):
    """Why a conversation cannot be paused until then."""

    UNCLEAR = "unclear"
    PAST = "past"
    FAR = "far"


_ONE = frozenset({"um", "uma", "one", "a", "an"})
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minuto", "minutos", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hora", "horas", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "dia", "dias", "day", "days"), "day"),
    **dict.fromkeys(("w", "sem", "semana", "semanas", "week", "weeks"), "week"),
    **dict.fromkeys(("mes", "meses", "month", "months"), "month"),
}
_NEXT_DAYS = {
    name: days
    for days, names in enumerate(
        (
            ("hoje", "today"),
            ("amanha", "tomorrow"),
            ("depois de amanha", "day after tomorrow", "the day after tomorrow"),
        )
    )
    for name in names
}
_WEEKDAYS = {
    name: place
    for place, names in enumerate(
        (
            ("segunda", "segunda-feira", "segunda feira", "seg", "monday", "mon"),
            ("terca", "terca-feira", "terca feira", "ter", "tuesday", "tue"),
            ("quarta", "quarta-feira", "quarta feira", "qua", "wednesday", "wed"),
            ("quinta", "quinta-feira", "quinta feira", "qui", "thursday", "thu"),
            ("sexta", "sexta-feira", "sexta feira", "sex", "friday", "fri"),
            ("sabado", "sab", "saturday", "sat"),
            ("domingo", "dom", "sunday", "sun"),
        )
    )
    for name in names
} | dict.fromkeys(
    ("semana que vem", "semana", "week"), 0
)  # with `proxima` or `next` before it, which is left out

_BEFORE = re.compile(r"(?:ate|until|till|por|for|em|in|na|no|on|o|a|dia|proxima|proximo|next) ")
_SPAN = re.compile(r"(\d{1,4}|[a-z]{1,3}) ?([a-z]{1,8})")
_HOURS_AND_MINUTES = re.compile(r"(\d{1,3}) ?h(?:oras?)?(?: e)? ?(\d{1,2}) ?(?:m|min|minutos)?")
_CLOCK = re.compile(r"(?:(as|at) ?)?(\d{1,2})(?:[:h](\d{2}))?(?: ?(h|hs|horas?|am|pm))?")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DAY_AND_MONTH = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}|\d{2}))?")


def read(text: str, now: datetime, zone: tzinfo, opens: time) -> datetime | UnusableUntil:
    """Return the moment, or why it cannot be used; a day begins when the office `opens`, in the zone."""
    written = _bare(text)
    today = now.astimezone(zone).date()
    span = _span(written, now, today)
    if isinstance(span, datetime):
        moment = span
    else:
        day, clock = (
            (span, opens) if span else _day_and_clock(written, today, now.astimezone(zone).time(), opens)
        )
        if day is None or clock is None:
            return UnusableUntil.UNCLEAR
        if abs(day - today) > FARTHEST + _DAY:
            return UnusableUntil.PAST if day < today else UnusableUntil.FAR
        moment = datetime.combine(day, clock, zone)
    # In one zone Python compares what the clocks show.
    ahead = moment.astimezone(UTC) - now.astimezone(UTC)
    if ahead <= timedelta():
        return UnusableUntil.PAST
    return UnusableUntil.FAR if ahead > FARTHEST else moment.astimezone(UTC)


def _bare(text: str) -> str:
    """Return the words without accents, and without those that only lead to them, such as `até o dia`."""
    left = " ".join(command_lines.plain(text).replace(",", " ").split()).rstrip(" .!")
    while left.partition(" ")[0] not in _ONE or not _SPAN.fullmatch(left):
        found = _BEFORE.match(left)
        if not found:
            break
        left = left[found.end() :]
    return left


def _span(written: str, now: datetime, today: date) -> datetime | date | None:
    """Return the moment that is so many minutes or hours away, or the day; None if that is not what is written."""
    both = _HOURS_AND_MINUTES.fullmatch(written)
    if both:
        return now + timedelta(hours=int(both[1]), minutes=int(both[2]))
    found = _SPAN.fullmatch(written)
    unit = _UNITS.get(found[2]) if found else None
    if found is None or unit is None or not (found[1].isdigit() or found[1] in _ONE):
        return None
    count = int(found[1]) if found[1].isdigit() else 1
    match unit:
        case "minute":
            return now + timedelta(minutes=count)
        case "hour":
            return now + timedelta(hours=count)
        case "month":
            return _months_after(today, count)
        case _:
            return today + count * (_DAY if unit == "day" else 7 * _DAY)


def _months_after(today: date, count: int) -> date:
    """Return the same day of a later month, or its last where it has no such day."""
    year, month = divmod(today.year * _MONTHS + today.month - 1 + count, _MONTHS)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _day_and_clock(written: str, today: date, shown: time, opens: time) -> tuple[date | None, time | None]:
    """Return the day and the time of day that are written; None for one that is neither there nor left to us."""
    for named, rest in _halves(written):
        day = _day(named, today)
        if day is None:
            continue
        clock = _clock(rest) if rest else opens
        if clock is not None:
            return day, clock
    alone = _clock(written)
    if alone is None:
        return None, None
    return today + (_DAY if alone <= shown else timedelta()), alone


def _halves(written: str) -> Iterator[tuple[str, str]]:
    """Yield each way to part the words of a day from those of a time of day, which is last and takes two at most."""
    words = re.sub(r"(?<=\d)t(?=\d)", " ", written).replace(" - ", " ").split(" ")
    for behind in range(min(4, len(words))):
        cut = len(words) - behind
        yield " ".join(words[:cut]), " ".join(words[cut:])


def _day(named: str, today: date) -> date | None:
    dated = _ISO.fullmatch(named) or _DAY_AND_MONTH.fullmatch(named)
    if dated:
        return _dated(dated, today)
    if named in _NEXT_DAYS:
        return today + _NEXT_DAYS[named] * _DAY
    weekday = _WEEKDAYS.get(named.removesuffix(" que vem") if named != "semana que vem" else named)
    if weekday is None:
        return None
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * _DAY


def _dated(found: re.Match[str], today: date) -> date | None:
    """Return the day of that date, without a year the next one, today among them; None if there is no such day."""
    year, month, day = (int(found[name]) if found[name] else 0 for name in ("year", "month", "day"))
    if 0 < year < _CENTURY:
        year += today.year // _CENTURY * _CENTURY
    for candidate in [year] if year else [today.year, today.year + 1]:
        try:
            that_day = date(candidate, month, day)
        except ValueError:
            continue
        if year or that_day >= today:
            return that_day
    return None


def _clock(written: str) -> time | None:
    found = _CLOCK.fullmatch(written)
    if not found or not (found[1] or found[3] or found[4]):
        return None
    hour, minute, half = int(found[2]), int(found[3] or 0), found[4]
    if half in {"am", "pm"}:
        if not 1 <= hour <= _MONTHS:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None

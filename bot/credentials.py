"""The credentials we use: since when each lives, when it is due, and what to say about it on a day. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Credential(StrEnum):
    """What has to be rotated; the value is the name that commands and issues have for it."""

    TWILIO_AUTH_TOKEN = "twilio-auth-token"  # noqa: S105 - a name
    TWILIO_API_KEY = "twilio-api-key"
    GITHUB_TOKEN = "github-token"  # noqa: S105 - a name
    GITHUB_APP_KEY = "github-app-key"
    CONTACT_KEY = "contact-key"
    API_TOKENS = "api-tokens"

    @property
    def setting(self) -> str:
        """Return its name in config.yml."""
        return self.value.replace("-", "_")

    @property
    def topic(self) -> str:
        """Return the topic of the one issue about it."""
        return f"rotation/{self.value}"


# The repository secret that the workflows know it by; the relay's own credentials have none.
# Where there are several names, the first that is there is used.
SECRETS: dict[Credential, tuple[str, ...]] = {
    Credential.TWILIO_AUTH_TOKEN: ("TWILIO_AUTH_TOKEN",),
    Credential.TWILIO_API_KEY: ("TWILIO_API_KEY", "TWILIO_API_KEY_SECRET"),
    Credential.CONTACT_KEY: ("CONTACT_KEY",),
}


_CHECK = re.compile(r"/(rotated|rotacionada)(\s.*)?", re.IGNORECASE | re.DOTALL)


def asks_for_check(comment: str) -> bool:
    """Tell whether a comment says that the credential was rotated."""
    return _CHECK.fullmatch(comment.strip()) is not None


class Source(StrEnum):
    """How we know since when a credential lives."""

    CHANGED = "changed"  # a run found another one than the run before
    VERIFIED = "verified"  # /rotated, after a live check
    SECRET = "secret"  # noqa: S105 - GitHub's date of the secret
    CONFIGURED = "configured"  # rotation.rotated_on
    FIRST_SEEN = "first-seen"  # nothing tells: it is at least as old as our first sight of it


_PROVEN = frozenset({Source.CHANGED, Source.VERIFIED})


@dataclass(frozen=True, slots=True)
class Record:
    """What the issue remembers: a digest of the credential (empty: not known), since when it lives, how we know.

    `expires` is when it stops working, as it was last seen; None if it never does, or that is not known.
    """

    fingerprint: str
    since: datetime
    source: Source
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """Since when a credential lives."""

    since: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class Due:
    """When a credential is due; `expires` says that it stops working then, whatever its age."""

    at: datetime
    expires: bool = False

    def days_left(self, now: datetime) -> int:
        """Return the days until the due date, on the calendar of `now`; negative once it is past."""
        return (self.at.astimezone(now.tzinfo).date() - now.date()).days

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Step:
    """A reminder. `threshold` is the days before the due date that it belongs to, negative for those after it."""

    threshold: int
    key: str

    @property
    def overdue(self) -> bool:
        return self.threshold < 0


def write_record(record: Record) -> str:
    expires = record.expires.isoformat() if record.expires else ""
    return json.dumps([record.fingerprint, record.since.isoformat(), record.source, expires])


def read_record(text: str) -> Record | None:
    """Return what `write_record` wrote, None for anything else."""
    try:
        fingerprint, since, source, expires = json.loads(text)
        end = datetime.fromisoformat(expires) if expires else None
        return Record(str(fingerprint), datetime.fromisoformat(since), Source(source), end)
    except (ValueError, TypeError):
        return None


def observe(record: Record | None, prints: Sequence[str], expires: datetime | None, now: datetime) -> Record:
    """Return what is remembered from now on, given what is seen today.

    `prints` are the digests of the credential, the one to be kept first, the others made with earlier keys; none
    where it cannot be seen today, and then what was known of it still holds.
    """
    if record is None:
        return Record(prints[0] if prints else "", now, Source.FIRST_SEEN, expires)
    if not prints:
        return record
    if record.fingerprint in prints or not record.fingerprint:
        return Record(prints[0], record.since, record.source, expires)
    return Record(prints[0], now, Source.CHANGED, expires)


def age(record: Record, updated_at: datetime | None, configured: datetime | None) -> Age:
    """Return since when the credential lives, by the best there is.

    A change that we saw ourselves, or that was verified, is proof; else GitHub's date of the secret counts, but a
    secret that is saved again with the same value is no younger for it. A configured date that is later than these
    is a word of the operator's. Only where nothing tells does the first sight count.
    """
    known = [Age(record.since, record.source)] if record.source in _PROVEN else []
    if updated_at and (not record.fingerprint or updated_at <= record.since):
        known.append(Age(updated_at, Source.SECRET))
    if configured:
        known.append(Age(configured, Source.CONFIGURED))
    return max(known, key=lambda one: one.since, default=Age(record.since, record.source))


def due(since: datetime, period: timedelta, expires: datetime | None) -> Due:
    """Return when the credential is due: after its period, or when it expires, whichever comes first."""
    of_age = since + period
    return Due(expires, expires=True) if expires and expires < of_age else Due(of_age)


def step(
    due: Due, now: datetime, before: Sequence[int], again: timedelta, said: Collection[str]
) -> Step | None:
    """Return the reminder to give now, or None.

    `before` are the days before the due date, the most first; `again` the time between reminders once it is past.
    After days in which nobody looked it is the most urgent one alone, once: the others are never made up for.
    """
    left = due.days_left(now)
    reached = [days for days in before if left <= days]
    if not reached:
        return None
    threshold, week = reached[-1], max(1, again.days)
    if left <= -week:
        threshold = -(-left // week) * week
    urgent = {_key(due, each) for each in (*before, *_weeks(week, -left)) if each <= threshold}
    return None if urgent & set(said) else Step(threshold, _key(due, threshold))


def _weeks(week: int, days_late: int) -> list[int]:
    return [-days for days in range(week, days_late + 1, week)]


def _key(due: Due, threshold: int) -> str:
    return f"{due.day.isoformat()}/{threshold}"

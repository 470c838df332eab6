"""The credentials we use: how old each is, when it is due, and which reminder is due on a day. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

_TOPICS = "rotation/"


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
        return f"{_TOPICS}{self.value}"


def is_topic(topic: str) -> bool:
    """Return whether the topic of an issue is a credential."""
    return topic.startswith(_TOPICS)


# The repository secret that the workflows know it by; the relay's own credentials have none.
# Where there are several names, the first that is there is used.
SECRETS: dict[Credential, tuple[str, ...]] = {
    Credential.TWILIO_AUTH_TOKEN: ("TWILIO_AUTH_TOKEN",),
    Credential.TWILIO_API_KEY: ("TWILIO_API_KEY", "TWILIO_API_KEY_SECRET"),
    Credential.CONTACT_KEY: ("CONTACT_KEY",),
}


_REMINDER = re.compile(r"\d{4}-\d\d-\d\d/-?\d+")
_CHECK = re.compile(r"/(rotated|rotacionada)(\s.*)?", re.IGNORECASE | re.DOTALL)


def asks_for_check(comment: str) -> bool:
    """Return whether a comment says that the credential was rotated."""
    return _CHECK.fullmatch(comment.strip()) is not None


class AgeSource(StrEnum):
    """How we know since when a credential is in use."""

    CHANGED = "changed"  # a run found another one than the run before
    VERIFIED = "verified"  # /rotated, after a live check
    SECRET = "secret"  # noqa: S105 - GitHub's date of the secret
    CONFIGURED = "configured"  # rotation.rotated_on
    FIRST_SEEN = "first-seen"  # nothing shows its age: it is at least as old as our first observation


_PROVEN = frozenset({AgeSource.CHANGED, AgeSource.VERIFIED})


@dataclass(frozen=True, slots=True)
class SecretPart:
    """One secret of a credential: a digest of it (empty: not known), since when it is in use, and how we know."""

    fingerprint: str
    since: datetime
    source: AgeSource


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """What the issue remembers of a credential: all that was ever known of its age, so that no silent day changes it.

    `parts` are its secrets; only the tokens of other systems are several. `expires` is when it stops working, as it
    was last seen; None if it never does, or that is not known. `changed` is when a run noticed that what had been
    in use so long is not any more; None if that never was.
    """

    parts: tuple[SecretPart, ...]
    expires: datetime | None = None
    changed: datetime | None = None

    @property
    def oldest(self) -> SecretPart:
        """Return the part that decides the age."""
        return min(self.parts, key=lambda part: part.since)


@dataclass(frozen=True, slots=True)
class Observation:
    """A credential as it is seen on a day.

    `prints` has, for each of its secrets, the digests of it: the one to be kept first, the others made with earlier
    keys; there are none on a day it cannot be seen. `end_known` is whether GitHub
    answered about `expires`. `written` is GitHub's date of the repository secret.
    """

    prints: tuple[tuple[str, ...], ...] = ()
    expires: datetime | None = None
    end_known: bool = True
    written: datetime | None = None


@dataclass(frozen=True, slots=True)
class CredentialAge:
    """Since when a credential is in use."""

    since: datetime
    source: AgeSource


@dataclass(frozen=True, slots=True)
class DueDate:
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
class Reminder:
    """A reminder. `threshold` is the days before the due date that it belongs to, negative for those after it."""

    threshold: int
    key: str

    @property
    def overdue(self) -> bool:
        return self.threshold < 0


def write_record(record: CredentialRecord) -> str:
    parts = [[part.fingerprint, part.since.isoformat(), part.source] for part in record.parts]
    return json.dumps(
        [parts, *(moment.isoformat() if moment else "" for moment in (record.expires, record.changed))]
    )


def read_record(text: str) -> CredentialRecord | None:
    """Return what `write_record` wrote, None for anything else."""
    try:
        parts, expires, changed = json.loads(text)
        read = tuple(
            SecretPart(str(fingerprint), datetime.fromisoformat(since), AgeSource(source))
            for fingerprint, since, source in parts
        )
        return CredentialRecord(read, _moment(expires), _moment(changed)) if read else None
    except (ValueError, TypeError):
        return None


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def observe(record: CredentialRecord | None, seen: Observation, now: datetime) -> CredentialRecord:
    """Return what is remembered from now on, given what is seen today.

    What cannot be seen today is what it was. A secret of the repository that is newer than what we know is a change
    only where the credential itself was never seen: one that is saved again with the same value gets no younger.
    """
    known = _recognised(record, seen, now) if record else _at_first_sight(seen, now)
    return _dated(known, seen.written, now)


def _at_first_sight(seen: Observation, now: datetime) -> CredentialRecord:
    prints = [digests[0] for digests in seen.prints] or [""]
    return CredentialRecord(tuple(SecretPart(one, now, AgeSource.FIRST_SEEN) for one in prints), seen.expires)


def _recognised(record: CredentialRecord, seen: Observation, now: datetime) -> CredentialRecord:
    if not seen.prints:
        return record
    before = [_before(record, digests) for digests in seen.prints]
    parts = tuple(
        replace(known, fingerprint=digests[0]) if known else SecretPart(digests[0], now, AgeSource.CHANGED)
        for known, digests in zip(before, seen.prints, strict=True)
    )
    is_same = any(known and known.since <= record.oldest.since for known in before)
    remembered = record.expires if is_same else None
    expires = seen.expires if seen.end_known or seen.expires else remembered
    return CredentialRecord(parts, expires, record.changed if is_same else now)


def _before(record: CredentialRecord, digests: Sequence[str]) -> SecretPart | None:
    """Return what was known of a secret; one that nobody could see so far may be this one."""
    return next((part for part in record.parts if part.fingerprint in digests or not part.fingerprint), None)


def _dated(record: CredentialRecord, written: datetime | None, now: datetime) -> CredentialRecord:
    """Take in GitHub's date of the secret: it may show that what we saw for the first time is older."""
    part = record.oldest
    if written is None or len(record.parts) > 1:
        return record
    dated = replace(record, parts=(replace(part, since=written, source=AgeSource.SECRET),))
    if written < part.since:
        return record if part.source in _PROVEN else dated
    return replace(dated, changed=now) if written > part.since and not part.fingerprint else record


def verified(record: CredentialRecord) -> CredentialRecord:
    """Return the record of a credential whose change was proved by a live check."""
    parts = (
        replace(part, source=AgeSource.VERIFIED) if part == record.oldest else part for part in record.parts
    )
    return replace(record, parts=tuple(parts))


def age(record: CredentialRecord, configured: datetime | None) -> CredentialAge:
    """Return since when the credential is in use.

    A configured date counts where nothing but our first observation dates it, or where it is later: then the
    operator knows better.
    """
    part = record.oldest
    known = CredentialAge(part.since, part.source)
    if configured is None or (part.source is not AgeSource.FIRST_SEEN and configured <= part.since):
        return known
    return CredentialAge(configured, AgeSource.CONFIGURED)


def due(since: datetime, period: timedelta, expires: datetime | None) -> DueDate:
    """Return when the credential is due: after its period, or when it expires, whichever comes first."""
    of_age = since + period
    return DueDate(expires, expires=True) if expires and expires < of_age else DueDate(of_age)


def step(
    due: DueDate, now: datetime, before: Sequence[int], again: timedelta, said: Collection[str]
) -> Reminder | None:
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
    return None if urgent & set(said) else Reminder(threshold, _key(due, threshold))


def is_reminder(key: str) -> bool:
    """Return whether a key is that of a reminder."""
    return _REMINDER.fullmatch(key) is not None


def _weeks(week: int, days_late: int) -> list[int]:
    return [-days for days in range(week, days_late + 1, week)]


def _key(due: DueDate, threshold: int) -> str:
    return f"{due.day.isoformat()}/{threshold}"

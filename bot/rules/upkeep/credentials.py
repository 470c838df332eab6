"""The credentials we use: how old each is, when it is due, and which reminder is due on a day. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

ALARMED_BEFORE = (7, 0)  # days before a credential stops working: phones hear of it while it still works

_TOPICS = "rotation/"
# Where the flags are in what an issue holds of a record, and behind them the copies of others.
_FLAGS, _COPIES = 3, 5
_REMINDER = re.compile(r"\d{4}-\d\d-\d\d/-?\d+")
_CHECK = re.compile(r"/(rotated|rotacionada)(\s.*)?", re.IGNORECASE | re.DOTALL)


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
        """Its name in config.yml."""
        return self.value.replace("-", "_")

    @property
    def topic(self) -> str:
        """The topic of the one issue about it."""
        return f"{_TOPICS}{self.value}"


def is_topic(topic: str) -> bool:
    """Return whether the topic of an issue is a credential."""
    return topic.startswith(_TOPICS)


def asks_for_check(comment: str) -> bool:
    """Return whether a comment reports that the credential was rotated."""
    return _CHECK.fullmatch(comment.strip()) is not None


class AgeSource(StrEnum):
    """How we know since when a credential is in use."""

    CHANGED = "changed"  # a run found another one than the run before
    VERIFIED = "verified"  # /rotated, after a live check
    SECRET = "secret"  # noqa: S105 - GitHub's date of the secret
    CONFIGURED = "configured"  # rotation.rotated_on
    FIRST_SEEN = "first-seen"  # nothing shows its age: it is at least as old as our first observation
    RESTARTED = "restarted"  # the same, of one that we have observed before: what we remembered of it is lost


class SecretPart(NamedTuple):
    """One secret of a credential: a digest of it (empty: not known), since when it is in use, and how we know."""

    fingerprint: str
    since: datetime
    source: AgeSource


class CredentialRecord(NamedTuple):
    """What the issue remembers of a credential, so that a day on which less is seen changes nothing.

    Only the tokens of other systems have several `parts`. `expires` is when it stops working, as last seen; None if
    it never does, or that is not known. `changed` is when a run noticed that none of the oldest parts is left. `unused`
    says that a run saw that the credential is not in use, `moved` that this is a copy, since the issue that had held it
    is gone.
    """

    parts: tuple[SecretPart, ...]
    expires: datetime | None = None
    changed: datetime | None = None
    unused: bool = False
    moved: bool = False

    @property
    def oldest(self) -> SecretPart:
        """The part that decides the age."""
        return min(self.parts, key=lambda part: part.since)


_NONE: Mapping[Credential, CredentialRecord] = MappingProxyType({})


def write_record(record: CredentialRecord, others: Mapping[Credential, CredentialRecord] = _NONE) -> str:
    """Return a record as its issue holds it, with copies of the records of the others, whose issues may get lost."""
    copies = {credential: _values(other) for credential, other in sorted(others.items())}
    values = [*_values(record), copies]
    while not values[-1] and len(values) > _FLAGS:
        values.pop()
    return json.dumps(values, default=datetime.isoformat)


def _values(record: CredentialRecord) -> list[Any]:
    return [record.parts, record.expires or "", record.changed or "", record.unused, record.moved]


def read_record(text: str) -> CredentialRecord | None:
    """Return what `write_record` wrote, None for anything else."""
    try:
        return _record(json.loads(text))
    except (ValueError, TypeError):
        return None


def read_copies(texts: Iterable[str]) -> dict[Credential, CredentialRecord]:
    """Return the copies among what `write_record` wrote; of several, the one with the newest secret."""
    found: dict[Credential, CredentialRecord] = {}
    for text in texts:
        try:
            copies = [
                (Credential(name), _record(values))
                for written in json.loads(text)[_COPIES:]
                for name, values in written.items()
            ]
        except (ValueError, TypeError, AttributeError):
            continue
        for credential, record in copies:
            if record and (credential not in found or _newest(record) > _newest(found[credential])):
                found[credential] = record
    return found


def _record(values: Sequence[Any]) -> CredentialRecord | None:
    parts, *others = values
    read = tuple(
        SecretPart(str(fingerprint), datetime.fromisoformat(since), AgeSource(source))
        for fingerprint, since, source in parts
    )
    expires, changed = (datetime.fromisoformat(moment) if moment else None for moment in others[:2])
    unused, moved = (bool(flag) for flag in [*others[_FLAGS - 1 : _COPIES - 1], False, False][:2])
    return CredentialRecord(read, expires, changed, unused, moved) if read else None


def _newest(record: CredentialRecord) -> datetime:
    return max(part.since for part in record.parts)


@dataclass(frozen=True, slots=True)
class Observation:
    """A credential as it is seen on a day.

    `prints` has the digests of each of its secrets, the one to keep first, the others made with earlier keys; it is
    empty on a day the credential cannot be seen. `end_known` is whether GitHub answered about `expires`. `written`
    is GitHub's date of the repository secret.
    """

    prints: Sequence[Sequence[str]] = ()
    expires: datetime | None = None
    end_known: bool = True
    written: datetime | None = None


def observe(
    record: CredentialRecord | None, seen: Observation, now: datetime, *, lost: bool = False
) -> CredentialRecord:
    """Return what is remembered from now on; what cannot be seen today stays as it was.

    `lost` says that there was a record, and is none any more.
    """
    if record is None:
        source = AgeSource.RESTARTED if lost else AgeSource.FIRST_SEEN
        prints = [digests[0] for digests in seen.prints] or [""]
        record = CredentialRecord(tuple(SecretPart(one, now, source) for one in prints), seen.expires)
    elif seen.prints:
        record = _compared(record, seen, now)  # in use, whatever was remembered
    return _dated(record, seen.written, now)


def _compared(record: CredentialRecord, seen: Observation, now: datetime) -> CredentialRecord:
    known = [_known(record, digests) for digests in seen.prints]
    new = SecretPart("", now, AgeSource.CHANGED)
    parts = tuple(
        (part or new)._replace(fingerprint=digests[0])
        for part, digests in zip(known, seen.prints, strict=True)
    )
    is_same = record.oldest.since in {part.since for part in known if part}
    remembered = record.expires if is_same else None
    expires = seen.expires if seen.end_known or seen.expires else remembered
    changed = record.changed if is_same else now
    return CredentialRecord(parts, expires, changed, moved=record.moved and is_same)


def _known(record: CredentialRecord, digests: Sequence[str]) -> SecretPart | None:
    """Return what is known of a secret; one that nobody could see so far may be this one."""
    return next((part for part in record.parts if part.fingerprint in digests or not part.fingerprint), None)


def _dated(record: CredentialRecord, written: datetime | None, now: datetime) -> CredentialRecord:
    """Apply GitHub's date of the secret, which may show that what we saw for the first time is older.

    A newer secret is a change only where the credential itself was never seen: one that is saved again with the
    same value gets no younger.
    """
    part = record.oldest
    if written is None or len(record.parts) > 1:
        return record
    is_older = written < part.since and part.source not in (AgeSource.CHANGED, AgeSource.VERIFIED)
    is_newer = written > part.since and not part.fingerprint
    if not is_older and not is_newer:
        return record
    dated = part._replace(since=written, source=AgeSource.SECRET)
    return record._replace(parts=(dated,), changed=now if is_newer else record.changed)


def verified(record: CredentialRecord) -> CredentialRecord:
    """Return the record of a credential whose change was proved by a live check."""
    proved = record.oldest._replace(source=AgeSource.VERIFIED)
    return record._replace(parts=tuple(proved if part == record.oldest else part for part in record.parts))


def age(record: CredentialRecord, configured: datetime | None) -> SecretPart:
    """Return the part that shows since when the credential is in use.

    A configured date counts where nothing but our first observation dates it, or where it is later: then the
    operator knows better.
    """
    part = record.oldest
    is_guessed = part.source in (AgeSource.FIRST_SEEN, AgeSource.RESTARTED)
    if configured and (is_guessed or configured > part.since):
        return part._replace(since=configured, source=AgeSource.CONFIGURED)
    return part


_MORNING = time(9, 37)


@dataclass(frozen=True, slots=True)
class DueDate:
    """When a credential is due; `expires` means that it stops working then, whatever its age."""

    at: datetime
    expires: bool = False

    @property
    def day(self) -> date:
        return self.at.date()

    def days_left(self, now: datetime) -> int:
        """Return the days until the due date, on its own calendar; negative once it is past."""
        return (self.day - now.astimezone(self.at.tzinfo).date()).days

    def is_dead(self, now: datetime) -> bool:
        """Return whether the credential has stopped working."""
        return self.expires and now >= self.at


def due(since: datetime, period: timedelta, expires: datetime | None, zone: tzinfo) -> DueDate:
    """Return when the credential is due on the calendar of the zone: after its period, or sooner if it expires."""
    by_age = since.astimezone(zone) + period
    return (
        DueDate(expires.astimezone(zone), expires=True) if expires and expires < by_age else DueDate(by_age)
    )


def next_reminder(
    due: DueDate, now: datetime, before: Sequence[int], again: timedelta, given: Collection[str]
) -> str | None:
    """Return the key of the reminder to give now, or None; `given` are the keys of those before.

    `before` are the days before the due date, the most first; `again` is the time between reminders once it is past.
    After days on which nobody looked only the most urgent one is given: the others are never made up for.
    """
    left, every = due.days_left(now), max(1, again.days)
    steps = [*before, *range(-every, left - 1, -every)]
    reached = sum(days >= left for days in steps)
    urgent = [f"{due.day}/{days}" for days in steps[reached - 1 :]]
    return urgent[0] if reached and not set(urgent) & set(given) else None


def next_alarm(due: DueDate, now: datetime, given: Collection[str]) -> str | None:
    """Return the key of the text to administrators' phones that is due, or None; `given` are the keys of those before.

    There is one once a credential is overdue; one that expires has two before, of which only the most urgent is sent.
    """
    left, overdue = due.days_left(now), f"{due.day}/alarm"
    if left < 0:
        return None if overdue in given else overdue
    reached = [days for days in ALARMED_BEFORE if left <= days] if due.expires else []
    urgent = [f"{overdue}/{days}" for days in reached[-1:]]
    return None if set(urgent) & set(given) else next(iter(urgent), None)


def next_look(due: DueDate, now: datetime, before: Sequence[int], again: timedelta) -> datetime:
    """Return when to look at a credential next: in the morning of the next day on which something is to be said."""
    left, every = due.days_left(now), max(1, again.days)
    ahead = [days for days in (*before, *ALARMED_BEFORE, -1) if days < left]
    days = max(ahead, default=-every * (-left // every + 1))
    return datetime.combine(due.day - timedelta(days=days), _MORNING, due.at.tzinfo)


def is_reminder(key: str) -> bool:
    """Return whether a key is that of a reminder."""
    return _REMINDER.fullmatch(key) is not None

"""Since when a credential lives, when it is due, and what is said on a day: never twice, never a backlog."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import (
    AgeSource,
    CredentialAge,
    CredentialRecord,
    DueDate,
    Observation,
    SecretPart,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))
BEFORE, WEEK = (14, 7, 0), timedelta(days=7)


def _in(days: int) -> DueDate:
    return DueDate(NOON + timedelta(days=days))


def _key(due: DueDate, threshold: int) -> str:
    return f"{due.day}/{threshold}"


@pytest.mark.parametrize(
    ("left", "threshold"),
    [
        (15, None),
        (14, 14),
        (8, 14),
        (7, 7),
        (1, 7),
        (0, 0),
        (-1, 0),
        (-6, 0),
        (-7, -7),
        (-13, -7),
        (-30, -28),
    ],
)
def test_the_most_urgent_reminder_alone_is_due(left: int, threshold: int | None) -> None:
    found = credentials.step(_in(left), NOON, BEFORE, WEEK, ())

    assert (found and found.threshold) == threshold


@given(st.sets(st.integers(0, 150)), st.integers(30, 100))
def test_whoever_looks_on_any_days_says_each_step_once_and_never_a_lesser_one(
    looked_at: set[int], due_on: int
) -> None:
    due, said, thresholds = _in(due_on), list[str](), list[int]()
    for day in sorted(looked_at):
        found = credentials.step(due, NOON + timedelta(days=day), BEFORE, WEEK, said)
        if found:
            said.append(found.key)
            thresholds.append(found.threshold)

    assert len(set(said)) == len(said)
    assert thresholds == sorted(thresholds, reverse=True)
    assert all(threshold >= due_on - max(looked_at) for threshold in thresholds)
    if looked_at and max(looked_at) >= due_on - 14:
        assert thresholds  # somebody looked in time to be told


@given(st.integers(-60, 14))
def test_a_second_look_on_the_same_day_says_nothing(left: int) -> None:
    first = credentials.step(_in(left), NOON, BEFORE, WEEK, ())

    assert first
    assert credentials.step(_in(left), NOON, BEFORE, WEEK, [first.key]) is None


def test_another_due_date_is_spoken_of_anew() -> None:
    said = [_key(_in(-90), threshold) for threshold in (14, 7, 0)]

    assert credentials.step(_in(14), NOON, BEFORE, WEEK, said)


@pytest.mark.parametrize(("period", "end", "expires"), [(90, 30, True), (90, 120, False), (90, None, False)])
def test_it_is_due_by_age_or_when_it_expires_whichever_is_sooner(
    period: int, end: int | None, expires: bool
) -> None:
    found = credentials.due(NOON, timedelta(days=period), NOON + timedelta(days=end) if end else None)

    assert found == DueDate(NOON + timedelta(days=min(period, end or period)), expires)


DAY = timedelta(days=1)
EARLIER = NOON - 80 * DAY


def _record(
    fingerprint: str, since: datetime, source: AgeSource, changed: datetime | None = None
) -> CredentialRecord:
    return CredentialRecord((SecretPart(fingerprint, since, source),), changed=changed)


def _seen(*prints: str, written: datetime | None = None) -> Observation:
    return Observation((prints,) if prints else (), written=written)


def test_another_credential_than_before_is_a_change() -> None:
    known = _record("aa", EARLIER, AgeSource.FIRST_SEEN)

    assert credentials.observe(None, _seen("aa"), NOON) == _record("aa", NOON, AgeSource.FIRST_SEEN)
    assert credentials.observe(known, _seen("aa"), NOON) == known
    assert credentials.observe(known, _seen("bb", "aa"), NOON) == _record("bb", EARLIER, AgeSource.FIRST_SEEN)
    assert credentials.observe(known, _seen("bb"), NOON) == _record("bb", NOON, AgeSource.CHANGED, NOON)


def test_what_cannot_be_seen_today_is_what_it_was() -> None:
    known = replace(_record("aa", EARLIER, AgeSource.VERIFIED, EARLIER), expires=NOON + 9 * DAY)

    assert credentials.observe(known, _seen(), NOON) == known
    assert credentials.observe(known, _seen("aa"), NOON).expires is None


def test_an_end_that_github_does_not_tell_today_is_what_it_was_and_of_a_new_token_not_known() -> None:
    known = replace(_record("aa", EARLIER, AgeSource.FIRST_SEEN), expires=NOON + 9 * DAY)

    assert credentials.observe(known, Observation((("aa",),), end_known=False), NOON) == known
    assert credentials.observe(known, Observation((("bb",),), end_known=False), NOON).expires is None


def test_what_was_never_seen_before_is_not_a_change() -> None:
    known = _record("", EARLIER, AgeSource.VERIFIED)

    assert credentials.observe(known, _seen("aa"), NOON) == _record("aa", EARLIER, AgeSource.VERIFIED)


@pytest.mark.parametrize(
    ("known", "written", "expected"),
    [
        (("aa", NOON, AgeSource.FIRST_SEEN), NOON - 9 * DAY, ("aa", NOON - 9 * DAY, AgeSource.SECRET)),
        # Saved again with the same value: no younger for it.
        (("aa", EARLIER, AgeSource.FIRST_SEEN), NOON, ("aa", EARLIER, AgeSource.FIRST_SEEN)),
        (("aa", EARLIER, AgeSource.SECRET), NOON, ("aa", EARLIER, AgeSource.SECRET)),
        (("aa", EARLIER, AgeSource.CHANGED), NOON, ("aa", EARLIER, AgeSource.CHANGED)),
        # A change that was proved is as old as that, whatever the secret's date.
        (("aa", NOON, AgeSource.CHANGED), EARLIER, ("aa", NOON, AgeSource.CHANGED)),
    ],
)
def test_the_date_of_the_secret_makes_what_was_seen_older_and_never_younger(
    known: tuple[str, datetime, AgeSource], written: datetime, expected: tuple[str, datetime, AgeSource]
) -> None:
    found = credentials.observe(_record(*known), _seen("aa", written=written), NOON)

    assert found == _record(*expected)
    assert (
        credentials.observe(found, _seen("aa"), NOON + DAY) == found
    )  # a day on which GitHub tells no dates


def test_a_newer_secret_is_a_change_where_the_credential_itself_cannot_be_seen() -> None:
    first = credentials.observe(None, _seen(written=EARLIER), NOON - DAY)
    assert first == _record("", EARLIER, AgeSource.SECRET)
    assert credentials.observe(first, _seen(written=EARLIER), NOON) == first
    assert credentials.observe(first, _seen(), NOON) == first

    changed = credentials.observe(first, _seen(written=NOON - DAY), NOON)
    assert changed == _record("", NOON - DAY, AgeSource.SECRET, NOON)


def test_of_several_secrets_the_oldest_that_is_still_there_tells_the_age() -> None:
    first = credentials.observe(None, Observation((("a1",), ("b1",))), EARLIER)
    more = credentials.observe(first, Observation((("a1",), ("b1",), ("a2",))), NOON)
    assert (more.oldest.since, more.changed) == (EARLIER, None)
    one_left = credentials.observe(more, Observation((("b1",), ("a2",))), NOON + DAY)
    assert (one_left.oldest.since, one_left.changed) == (EARLIER, None)

    none_left = credentials.observe(one_left, Observation((("b2",), ("a2",))), NOON + 2 * DAY)
    assert (none_left.oldest.since, none_left.oldest.source) == (NOON, AgeSource.CHANGED)
    assert none_left.changed == NOON + 2 * DAY


SIGHTS = st.tuples(st.sampled_from(["", "aa"]), st.none() | st.integers(0, 200))


@given(st.lists(SIGHTS, min_size=1, max_size=12))
def test_as_long_as_one_credential_is_seen_no_day_makes_it_younger(
    days: list[tuple[str, int | None]],
) -> None:
    record = credentials.observe(None, _seen("aa"), NOON)
    for day, (fingerprint, written) in enumerate(days, 1):
        at = NOON + timedelta(days=written - 100) if written is not None else None
        sight = _seen(*([fingerprint] if fingerprint else []), written=at)
        found = credentials.observe(record, sight, NOON + timedelta(days=day))
        assert (found.oldest.since <= record.oldest.since, found.changed) == (True, None)
        record = found


@pytest.mark.parametrize(
    ("source", "configured", "expected"),
    [
        (AgeSource.FIRST_SEEN, None, CredentialAge(NOON, AgeSource.FIRST_SEEN)),
        (AgeSource.FIRST_SEEN, NOON - DAY, CredentialAge(NOON - DAY, AgeSource.CONFIGURED)),
        (AgeSource.FIRST_SEEN, NOON + DAY, CredentialAge(NOON + DAY, AgeSource.CONFIGURED)),
        (AgeSource.SECRET, NOON - DAY, CredentialAge(NOON, AgeSource.SECRET)),
        (AgeSource.VERIFIED, NOON - DAY, CredentialAge(NOON, AgeSource.VERIFIED)),
        (AgeSource.VERIFIED, NOON + DAY, CredentialAge(NOON + DAY, AgeSource.CONFIGURED)),
    ],
)
def test_a_configured_date_counts_where_nothing_else_tells_or_it_is_later(
    source: AgeSource, configured: datetime | None, expected: CredentialAge
) -> None:
    assert credentials.age(_record("aa", NOON, source), configured) == expected


PARTS = st.builds(SecretPart, st.text(max_size=20), MOMENTS, st.sampled_from(AgeSource))


@given(st.lists(PARTS, min_size=1, max_size=3), st.none() | MOMENTS, st.none() | MOMENTS)
def test_a_record_is_read_as_it_was_written(
    parts: list[SecretPart], end: datetime | None, changed: datetime | None
) -> None:
    record = CredentialRecord(tuple(parts), end, changed)

    assert credentials.read_record(credentials.write_record(record)) == record


@pytest.mark.parametrize(
    ("key", "reminder"),
    [("2026-11-24/14", True), ("2026-11-24/-7", True), ("2026-11-24/alarm", False), ("", False)],
)
def test_what_is_a_reminder(key: str, reminder: bool) -> None:
    assert credentials.is_reminder(key) is reminder


@given(st.text())
def test_what_is_no_record_is_none(text: str) -> None:
    assert credentials.read_record(text) is None


@pytest.mark.parametrize(
    ("comment", "asks"),
    [
        ("/rotated", True),
        (" /Rotacionada\r\n", True),
        ("/rotated ontem, por mim", True),
        ("/rotatedx", False),
        ("I /rotated it", False),
        ("", False),
    ],
)
def test_a_comment_that_asks_for_the_check(comment: str, asks: bool) -> None:
    assert credentials.asks_for_check(comment) is asks

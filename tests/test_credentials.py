"""Since when a credential lives, when it is due, and what is said on a day: never twice, never a backlog."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import credentials
from bot.credentials import Age, Due, Record, Source

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))
BEFORE, WEEK = (14, 7, 0), timedelta(days=7)


def _in(days: int) -> Due:
    return Due(NOON + timedelta(days=days))


def _key(due: Due, threshold: int) -> str:
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

    assert found == Due(NOON + timedelta(days=min(period, end or period)), expires)


def test_another_credential_than_before_is_a_change() -> None:
    earlier = NOON - timedelta(days=80)
    known = Record("aa", earlier, Source.FIRST_SEEN)

    assert credentials.observe(None, ["aa"], None, NOON) == Record("aa", NOON, Source.FIRST_SEEN)
    assert credentials.observe(known, ["aa"], None, NOON) == known
    assert credentials.observe(known, ["bb", "aa"], None, NOON) == Record("bb", earlier, Source.FIRST_SEEN)
    assert credentials.observe(known, ["bb"], None, NOON) == Record("bb", NOON, Source.CHANGED)


def test_what_cannot_be_seen_today_is_what_it_was() -> None:
    known = Record("aa", NOON, Source.VERIFIED, NOON + timedelta(days=9))

    assert credentials.observe(known, [], None, NOON) == known
    assert credentials.observe(known, ["aa"], None, NOON).expires is None


def test_what_was_never_seen_before_is_not_a_change() -> None:
    known = Record("", NOON - timedelta(days=5), Source.VERIFIED)

    assert credentials.observe(known, ["aa"], None, NOON) == Record("aa", known.since, Source.VERIFIED)


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("record", "updated_at", "configured", "expected"),
    [
        (Record("aa", NOON, Source.FIRST_SEEN), None, None, Age(NOON, Source.FIRST_SEEN)),
        (Record("aa", NOON, Source.FIRST_SEEN), NOON - 9 * DAY, None, Age(NOON - 9 * DAY, Source.SECRET)),
        (Record("aa", NOON, Source.FIRST_SEEN), None, NOON - DAY, Age(NOON - DAY, Source.CONFIGURED)),
        # Saved again with the same value: no younger for it.
        (Record("aa", NOON, Source.CHANGED), NOON + DAY, None, Age(NOON, Source.CHANGED)),
        (Record("aa", NOON, Source.FIRST_SEEN), NOON + DAY, None, Age(NOON, Source.FIRST_SEEN)),
        # Where the credential itself cannot be seen, GitHub's date is the best there is.
        (Record("", NOON, Source.VERIFIED), NOON + DAY, None, Age(NOON + DAY, Source.SECRET)),
        (Record("", NOON, Source.VERIFIED), NOON - DAY, None, Age(NOON, Source.VERIFIED)),
        (Record("aa", NOON, Source.VERIFIED), None, NOON + DAY, Age(NOON + DAY, Source.CONFIGURED)),
    ],
)
def test_the_best_source_tells_the_age(
    record: Record, updated_at: datetime | None, configured: datetime | None, expected: Age
) -> None:
    assert credentials.age(record, updated_at, configured) == expected


@given(st.text(max_size=20), MOMENTS, st.sampled_from(Source), st.none() | MOMENTS)
def test_a_record_is_read_as_it_was_written(
    fingerprint: str, since: datetime, source: Source, end: datetime | None
) -> None:
    record = Record(fingerprint, since, source, end)

    assert credentials.read_record(credentials.write_record(record)) == record


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

"""Since when a credential is in use, when it is due, and which reminder is due: never one twice, never a backlog."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import (
    AgeSource,
    Credential,
    CredentialRecord,
    DueDate,
    Observation,
    SecretPart,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
EARLIER = NOON - 80 * DAY
MOMENTS = st.datetimes(timezones=st.just(UTC))
FIRST, CHANGED, SECRET, VERIFIED = (
    AgeSource.FIRST_SEEN,
    AgeSource.CHANGED,
    AgeSource.SECRET,
    AgeSource.VERIFIED,
)


def _next(left: int, *given: str, now: datetime = NOON) -> str | None:
    return credentials.next_reminder(DueDate(NOON + left * DAY), now, (14, 7, 0), 7 * DAY, given)


def _key(left: int, threshold: int) -> str:
    return f"{(NOON + left * DAY).date()}/{threshold}"


@pytest.mark.parametrize(
    ("left", "threshold"),
    [(14, 14), (8, 14), (7, 7), (1, 7), (0, 0), (-1, 0), (-6, 0), (-7, -7), (-13, -7), (-30, -28)],
)
def test_only_the_most_urgent_reminder_is_due(left: int, threshold: int) -> None:
    assert _next(left) == _key(left, threshold)
    assert _next(15) is None


@given(st.sets(st.integers(0, 150)), st.integers(30, 100))
def test_on_whatever_days_a_run_looks_each_reminder_is_given_once_and_never_a_less_urgent_one(
    looked_at: set[int], due_on: int
) -> None:
    keys: list[str] = []
    for day in sorted(looked_at):
        keys += filter(None, [_next(due_on, *keys, now=NOON + day * DAY)])
    thresholds = [int(key.partition("/")[2]) for key in keys]

    assert thresholds == sorted(set(thresholds), reverse=True)
    assert all(threshold >= due_on - max(looked_at) for threshold in thresholds)
    assert bool(thresholds) == (max(looked_at, default=0) >= due_on - 14)


@given(st.integers(-60, 14))
def test_a_second_run_on_the_same_day_gives_no_reminder_and_another_due_date_gets_its_own(left: int) -> None:
    assert _next(left, str(_next(left))) is None
    assert _next(left, *(_key(left - 90, threshold) for threshold in (14, 7, 0)))


@pytest.mark.parametrize(("end", "days"), [(30, 30), (120, 90), (None, 90)])
def test_it_is_due_by_age_or_when_it_expires_whichever_is_sooner(end: int | None, days: int) -> None:
    found = credentials.due(NOON, 90 * DAY, NOON + end * DAY if end else None, UTC)

    assert found == DueDate(NOON + days * DAY, expires=days == end)


def _record(
    fingerprint: str,
    since: datetime,
    source: AgeSource,
    changed: datetime | None = None,
    expires: datetime | None = None,
) -> CredentialRecord:
    return CredentialRecord((SecretPart(fingerprint, since, source),), expires, changed)


def _seen(
    *prints: str, written: datetime | None = None, expires: datetime | None = None, end_known: bool = True
) -> Observation:
    return Observation([prints] if prints else (), expires, end_known, written)


KNOWN = _record("aa", EARLIER, FIRST, expires=NOON + 9 * DAY)
UNSEEN = _record("", EARLIER, SECRET)


@pytest.mark.parametrize(
    ("known", "seen", "expected"),
    [
        (None, _seen("aa"), _record("aa", NOON, FIRST)),
        (None, _seen(written=EARLIER), UNSEEN),
        # What cannot be seen today stays as it was, its end too while GitHub does not answer about it.
        (KNOWN, _seen(), KNOWN),
        (UNSEEN, _seen(), UNSEEN),
        (KNOWN, _seen("aa", end_known=False), KNOWN),
        (KNOWN, _seen("aa"), KNOWN._replace(expires=None)),
        # Another credential than before is a change, and nothing is known of its end; another key of ours is none.
        (KNOWN, _seen("bb", end_known=False), _record("bb", NOON, CHANGED, NOON)),
        (KNOWN, _seen("bb", "aa"), _record("bb", EARLIER, FIRST)),
        (_record("", EARLIER, VERIFIED), _seen("aa"), _record("aa", EARLIER, VERIFIED)),
        # A newer secret is a change only where the credential itself was never seen.
        (UNSEEN, _seen(written=EARLIER), UNSEEN),
        (UNSEEN, _seen(written=NOON - DAY), _record("", NOON - DAY, SECRET, NOON)),
        # The date of the secret makes what was seen older, never younger ...
        (
            _record("aa", NOON, FIRST),
            _seen("aa", written=NOON - 9 * DAY),
            _record("aa", NOON - 9 * DAY, SECRET),
        ),
        (_record("aa", EARLIER, FIRST), _seen("aa", written=NOON), _record("aa", EARLIER, FIRST)),
        (_record("aa", EARLIER, SECRET), _seen("aa", written=NOON), _record("aa", EARLIER, SECRET)),
        (_record("aa", EARLIER, CHANGED), _seen("aa", written=NOON), _record("aa", EARLIER, CHANGED)),
        # ... and a change that was proved is as old as that, whatever the date.
        (_record("aa", NOON, CHANGED), _seen("aa", written=EARLIER), _record("aa", NOON, CHANGED)),
    ],
)
def test_what_is_remembered_after_an_observation(
    known: CredentialRecord | None, seen: Observation, expected: CredentialRecord
) -> None:
    assert credentials.observe(known, seen, NOON) == expected
    assert credentials.observe(expected, _seen(), NOON + DAY) == expected


def test_of_several_secrets_the_oldest_that_is_still_there_decides_the_age() -> None:
    record = credentials.observe(None, Observation([["a1"], ["b1"]]), EARLIER)
    for prints in ([["a1"], ["b1"], ["a2"]], [["b1"], ["a2"]]):
        record = credentials.observe(record, Observation(prints), NOON)
        assert (record.oldest.since, record.changed) == (EARLIER, None)

    record = credentials.observe(record, Observation([["b2"], ["a2"]]), NOON + 2 * DAY)
    assert record.oldest == SecretPart("a2", NOON, CHANGED)
    assert record.changed == NOON + 2 * DAY


@given(st.lists(st.tuples(st.booleans(), st.none() | st.integers(-100, 100)), min_size=1, max_size=12))
def test_as_long_as_one_credential_is_seen_no_day_makes_it_younger(
    days: list[tuple[bool, int | None]],
) -> None:
    record = credentials.observe(None, _seen("aa"), NOON)
    for day, (visible, written) in enumerate(days, 1):
        seen = _seen(*["aa"] * visible, written=NOON + written * DAY if written is not None else None)
        found = credentials.observe(record, seen, NOON + day * DAY)
        assert (found.oldest.since <= record.oldest.since, found.changed) == (True, None)
        record = found


@pytest.mark.parametrize(
    ("source", "configured", "counts"),
    [(FIRST, 0, False), (FIRST, -1, True), (FIRST, 1, True), (SECRET, -1, False), (VERIFIED, 1, True)],
)
def test_a_configured_date_counts_where_nothing_else_shows_the_age_or_it_is_later(
    source: AgeSource, configured: int, counts: bool
) -> None:
    found = credentials.age(_record("aa", NOON, source), NOON + configured * DAY if configured else None)

    expected = (NOON + configured * DAY, AgeSource.CONFIGURED) if counts else (NOON, source)
    assert (found.since, found.source) == expected


PARTS = st.builds(SecretPart, st.text(max_size=20), MOMENTS, st.sampled_from(AgeSource))


@given(
    st.lists(PARTS, min_size=1, max_size=3),
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.tuples(st.booleans(), st.booleans()),
)
def test_a_record_is_read_as_it_was_written(
    parts: list[SecretPart], end: datetime | None, changed: datetime | None, flags: tuple[bool, bool]
) -> None:
    record = CredentialRecord(tuple(parts), end, changed, *flags)
    others = {Credential.API_TOKENS: record._replace(moved=True), Credential.CONTACT_KEY: record}

    assert credentials.read_record(credentials.write_record(record)) == record
    assert credentials.read_record(credentials.write_record(record, others)) == record
    assert credentials.read_copies([credentials.write_record(record, others)]) == others
    assert credentials.read_copies([credentials.write_record(record)]) == {}


@pytest.mark.parametrize("changed", ["", "2026-11-24T09:30:00.000100-03:00"])
def test_what_issues_hold_is_read_and_written_as_it_is(changed: str) -> None:
    parts = (
        '[["0a1b", "2026-07-01T10:00:00-03:00", "first-seen"], ["", "2026-07-02T13:00:00+00:00", "changed"]]'
    )
    text = f'[{parts}, "", "{changed}"]'

    record = credentials.read_record(text)
    assert record
    assert credentials.write_record(record) == text


@given(st.text())
def test_what_is_no_record_is_none(text: str) -> None:
    assert credentials.read_record(text) is None
    assert credentials.read_record('[[], "", ""]') is None
    assert credentials.read_copies([text, '[[], "", "", 0, 0, [1]]', '[[], "", "", 0, 0, {"x": 1}]']) == {}


def test_of_several_copies_the_one_with_the_newest_secret_counts() -> None:
    older, newer = (
        credentials.observe(None, _seen(key), NOON + day * DAY) for day, key in ((0, "a"), (1, "b"))
    )
    key = Credential.CONTACT_KEY
    texts = [credentials.write_record(older, {key: copy}) for copy in (older, newer, older)]

    assert credentials.read_copies(texts) == {key: newer}


def test_what_was_taken_from_a_copy_or_counted_anew_is_so_until_the_next_change() -> None:
    lost = credentials.observe(None, _seen("a"), NOON, lost=True)
    assert lost.oldest.source is AgeSource.RESTARTED
    assert credentials.age(lost, NOON - DAY).source is AgeSource.CONFIGURED
    assert credentials.observe(lost, Observation(written=NOON - DAY), NOON).oldest.source is AgeSource.SECRET
    moved = credentials.observe(None, _seen("a"), NOON)._replace(moved=True)
    assert credentials.observe(moved, _seen("a"), NOON + DAY).moved
    assert not credentials.observe(moved, _seen("b"), NOON + DAY).moved


@pytest.mark.parametrize(
    ("key", "reminder"),
    [("2026-11-24/14", True), ("2026-11-24/-7", True), ("2026-11-24/alarm", False), ("", False)],
)
def test_what_is_a_reminder(key: str, reminder: bool) -> None:
    assert credentials.is_reminder(key) is reminder


@pytest.mark.parametrize("comment", ["/rotated", " /Rotacionada\r\n", "/rotated ontem, por mim"])
def test_a_comment_that_asks_for_the_check(comment: str) -> None:
    assert credentials.asks_for_check(comment)


@pytest.mark.parametrize("comment", ["/rotatedx", "I /rotated it", ""])
def test_a_comment_that_does_not(comment: str) -> None:
    assert not credentials.asks_for_check(comment)


@pytest.mark.parametrize(
    ("left", "expected"),
    [(80, 14), (15, 14), (14, 7), (8, 7), (7, 0), (1, 0), (0, -1), (-1, -7), (-6, -7), (-7, -14), (-20, -21)],
)
def test_a_credential_is_looked_at_on_the_next_day_on_which_something_is_said(
    left: int, expected: int
) -> None:
    day = datetime(2026, 12, 17, 15, 0, tzinfo=ZoneInfo("America/Sao_Paulo"))
    look = credentials.next_look(
        credentials.DueDate(day), day - timedelta(days=left), (14, 7, 0), timedelta(days=7)
    )

    assert (day.date() - look.date()).days == expected
    assert (look.hour, look.tzinfo) == (9, day.tzinfo)

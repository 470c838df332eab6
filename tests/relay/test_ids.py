"""Ids are UUIDs that sort by time."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.relay.ids import uuid7


@given(st.binary(min_size=10, max_size=10), st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the strategy adds the zone
def test_it_is_a_uuid_of_version_7_with_the_time(random: bytes, now: datetime) -> None:
    made = uuid.UUID(uuid7(now, random))

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == int(now.timestamp() * 1000)

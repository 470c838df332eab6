"""Twilio's errors by their codes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.upkeep.alerts import AlertSummary, TwilioAlert, grouped
from tests.making import NOON

moments = st.timedeltas(timedelta(0), timedelta(days=9)).map(lambda age: NOON - age)
alerts = st.lists(st.builds(TwilioAlert, st.sampled_from([11200, 11205, 12300]), moments), max_size=30)


@given(alerts)
def test_each_counts_once_between_its_code_s_first_and_last(found: list[TwilioAlert]) -> None:
    rows = {row.code: row for row in grouped(found)}

    assert sum(row.count for row in rows.values()) == len(found)
    assert all(rows[alert.code].first <= alert.at <= rows[alert.code].last for alert in found)


def test_the_most_frequent_comes_first() -> None:
    found = [
        TwilioAlert(12300, NOON),
        TwilioAlert(11200, NOON),
        TwilioAlert(11200, NOON + timedelta(hours=1)),
    ]

    assert grouped(found) == [
        AlertSummary(11200, 2, NOON, NOON + timedelta(hours=1)),
        AlertSummary(12300, 1, NOON, NOON),
    ]

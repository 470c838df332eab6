"""What came and went in the last hours, as the store's rows show it."""

from __future__ import annotations

from datetime import timedelta

from bot.core.messages import DeliveryStatus
from bot.relay.store import traffic
from tests.relay.harness import RelayHarness

BOTH_STORES = True


def test_an_empty_store_shows_a_day_without_messages(harness: RelayHarness) -> None:
    found = traffic.of_last_day(harness.store, harness.now)

    assert len(found.hours) == traffic.HOURS
    assert (found.received, found.sent, found.recorded) == (0, 0, 0)
    assert (found.delivery_rate, found.to_issue) == (None, None)


def test_messages_and_final_reports_count_in_their_hour(harness: RelayHarness) -> None:
    harness.writes("um", "dois")
    harness.reports(1, DeliveryStatus.DELIVERED)
    harness.reports(2, DeliveryStatus.READ)
    harness.reports(3, DeliveryStatus.DELIVERED)
    harness.reports(4, DeliveryStatus.UNDELIVERED)
    later = harness.now + timedelta(hours=2)

    found = traffic.of_last_day(harness.store, later)

    shown = [(hour.received, hour.arrived, hour.failed) for hour in found.hours]
    assert shown == [(0, 0, 0)] * 21 + [(2, 3, 1), (0, 0, 0), (0, 0, 0)]
    assert found.hours[-1].begins <= later < found.hours[-1].begins + timedelta(hours=1)
    assert found.hours[-3].begins <= harness.now
    assert (found.received, found.sent, found.delivery_rate) == (2, 4, 0.75)


def test_what_is_older_than_a_day_counts_no_more(harness: RelayHarness) -> None:
    harness.writes("um")
    harness.reports(1, DeliveryStatus.FAILED)

    found = traffic.of_last_day(harness.store, harness.now + timedelta(hours=25))

    assert (found.received, found.sent) == (0, 0)


def test_half_of_the_messages_took_no_longer_than_it_says(harness: RelayHarness) -> None:
    harness.writes("um")
    harness.settle()
    harness.github.end("success")
    harness.pass_time(20)

    harness.writes("ainda a caminho", by="+5511912345678")
    found = traffic.of_last_day(harness.store, harness.now)

    assert (found.received, found.recorded) == (2, 1)
    assert found.to_issue is not None
    assert timedelta() <= found.to_issue <= timedelta(seconds=20)

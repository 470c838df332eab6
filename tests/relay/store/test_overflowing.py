"""Who waits is found with the first message that waits of each, whatever addresses they write from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.messages import Address, BatchId, Event
from bot.relay.store import overflowing
from bot.rules.wire import envelope
from tests.relay.fake_github import START
from tests.relay.harness import RelayHarness, message

BOTH_STORES = True


def _waiting(
    harness: RelayHarness, after: int = 0, until: int = 100, most: int = 100
) -> list[tuple[int, int]]:
    with harness.store.reading() as connection:
        found = overflowing.first_of_each(connection, after, until, most)
    return [(one.item.sequence, one.count) for one in found]


def test_each_person_is_found_by_the_first_message_with_how_many_wait(harness: RelayHarness) -> None:
    harness.writes(*["Oi"] * 5)
    harness.writes("Oi", "Alguém?", by="+5511980000002")
    named = replace(message(900, by="+5511980000003"), also=(Address.parse("whatsapp:BR.1"),))
    harness.store.append(Event(0, harness.now, named))
    harness.writes("Sou eu", by="whatsapp:BR.1")

    assert _waiting(harness) == [(1, 1), (2, 3), (3, 2), (4, 1), (5, 1)]
    assert _waiting(harness, after=2, until=4) == [(3, 2), (4, 1)]
    assert _waiting(harness, most=1) == [(1, 1)]


def test_people_are_counted_and_not_what_they_wrote_unless_that_is_very_much(
    harness: RelayHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        harness.writes("Oi", "Alguém?", "Olá?", by=f"+551198000000{number}")

    with harness.store.reading() as connection:
        assert overflowing.count_people_up_to(6, connection) == 4
        assert overflowing.count_people_up_to(3, connection) == 3
        monkeypatch.setattr(overflowing, "_EACH", 2)
        assert overflowing.count_people_up_to(6, connection) == 6  # nobody looks at them all


def test_whoever_has_a_batch_is_found_by_what_came_after_it(harness: RelayHarness) -> None:
    harness.writes("Oi", by="+5511980000001")
    assert harness.batches.gather(BatchId("first"), envelope.RECORD_MESSAGES, START)
    harness.writes("Alguém?", by="+5511980000001")

    assert _waiting(harness) == [(2, 1)]
    with harness.store.reading() as connection:
        assert overflowing.still_waiting([1, 2, 3], connection) == {2}
        assert overflowing.count_people_up_to(5, connection) == 1
        assert overflowing.newest_at(connection) == harness.now

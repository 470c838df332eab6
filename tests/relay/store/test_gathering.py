"""A batch holds all that each of its people has written, in order, so that one comment can hold it."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Address, Event, MessageSid
from bot.relay.store import gathering
from bot.rules.wire import envelope
from tests.relay.fake_github import START, FakeGitHub
from tests.relay.harness import RelayHarness, message

BOTH_STORES = True

PEOPLE = [f"+55119{number:08d}" for number in range(120)]


def write(harness: RelayHarness, *by: str, also: str = "") -> None:
    for person in by:
        harness.writes("Bom dia", by=person)
    if also:  # the last one again, and the webhook names who else they are
        named = replace(message(900 + len(also), by=by[-1]), also=(Address.parse(also),))
        harness.store.append(
            Event(0, START, replace(named, sid=MessageSid(f"SM{random.randrange(10**9):032x}")))
        )


def senders(harness: RelayHarness, which: int = 0) -> list[str]:
    return [event.message.sender.wire for event in harness.sent()[which]]


def test_whoever_wrote_several_messages_among_many_people_has_all_of_them_in_one_batch(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    write(harness, *PEOPLE[:30], *PEOPLE[:30], *PEOPLE[:30])
    harness.settle()

    assert senders(harness) == [*PEOPLE[:30]] * 3


def test_a_batch_has_no_more_people_than_a_minute_takes_while_more_wait(harness: RelayHarness) -> None:
    write(harness, *PEOPLE)
    harness.settle()

    assert len(set(senders(harness))) == envelope.PEOPLE_OF_A_MINUTE


def test_a_crowd_of_little_more_than_a_minute_takes_travels_in_one_batch(harness: RelayHarness) -> None:
    write(harness, *PEOPLE[: envelope.MAX_PEOPLE - 5])
    harness.settle()

    assert len(set(senders(harness))) == envelope.MAX_PEOPLE - 5


def test_who_writes_very_much_leaves_room_for_everybody_else(harness: RelayHarness) -> None:
    write(harness, *PEOPLE[:1] * 45, *PEOPLE[1:10], *PEOPLE[:1] * 200)
    harness.settle()
    first = senders(harness)

    assert set(PEOPLE[1:6]) <= set(first)
    assert first.count(PEOPLE[0]) > gathering.AT_FIRST


def test_what_may_belong_to_somebody_who_wrote_before_waits_with_all_that_follows_it(
    harness: RelayHarness,
) -> None:
    linked = "whatsapp:BR.555"
    first, *others = PEOPLE[: envelope.MAX_PEOPLE + 1]
    write(harness, first, *others)
    write(harness, first, also=linked)  # whom nobody in the batch is known to be
    write(harness, first)
    harness.settle()

    assert senders(harness).count(first) == 2


@given(st.lists(st.sampled_from("abcdef"), max_size=200))
def test_each_person_keeps_their_order(by: list[str]) -> None:
    items: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(by):
        items[person].append(number)
    turn = list(gathering.in_turn(list(items.values())))

    assert sorted(turn) == list(range(len(by)))
    assert all([number for number in turn if by[number] == person] == items[person] for person in items)

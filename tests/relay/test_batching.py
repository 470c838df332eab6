"""What goes into a batch: as much as fits, in order, and nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import contact_keys
from bot.core.messages import Address, BatchId, Event, InboundMessage, MessageSid
from bot.relay.batching import next_batch
from bot.rules.people import sealing
from bot.rules.wire import envelope

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
VAULT = sealing.Vault([contact_keys.new_key()])
BATCH = BatchId("01a20ae1-bcab-7616-b514-895757eba084")


def events(texts: Sequence[str]) -> list[Event]:
    person, ours = Address.parse("+5511987654321"), Address.parse("+15551234567")
    return [
        Event(number, NOW, InboundMessage(MessageSid(f"SM{number:032x}"), person, ours, text))
        for number, text in enumerate(texts, 1)
    ]


def fits(some: Sequence[Event]) -> bool:
    return envelope.fits("record-messages", some, BATCH, VAULT)


@given(
    st.lists(
        st.builds(lambda text, times: (text * times)[:4096], st.text(max_size=300), st.sampled_from([1, 99])),
        max_size=90,
    )
)
@settings(max_examples=40)
def test_nothing_is_lost_doubled_or_out_of_order(texts: list[str]) -> None:
    left = events(texts)
    gone: list[Event] = []
    while left:
        batch = next_batch(left, fits)
        payload = envelope.seal(batch, BATCH, VAULT)

        assert batch
        assert envelope.body_bytes("record-messages", payload) <= envelope.MAX_BODY_BYTES
        assert len(batch) <= envelope.MAX_EVENTS
        gone += batch
        left = left[len(batch) :]

    assert gone == events(texts)


@given(st.lists(st.integers(1, 40), max_size=200), st.integers(40, 400))
def test_it_is_the_longest_beginning_that_fits(sizes: list[int], most: int) -> None:
    weighed = events(["x" * size for size in sizes])

    def light(some: Sequence[Event]) -> bool:
        return sum(len(event.message.text) for event in some) <= most

    batch = next_batch(weighed, light)

    assert light(batch)
    assert len(batch) == len(weighed) or not light(weighed[: len(batch) + 1])


def test_a_single_event_is_never_left_behind() -> None:
    assert next_batch(events(["a", "b"]), lambda _: False) == events(["a"])
    assert next_batch([], lambda _: False) == []


def test_it_asks_seldom() -> None:
    asked: list[int] = []

    def few(some: Sequence[Event]) -> bool:
        asked.append(len(some))
        return len(some) <= 37

    assert len(next_batch(events(["x"] * 1000), few)) == 37
    assert len(asked) <= 12

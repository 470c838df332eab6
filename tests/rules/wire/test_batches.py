"""What goes into a batch: as much as fits, in order, and nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import contact_keys
from bot.core.messages import Address, BatchId, Event, InboundMessage, MessageSid
from bot.rules.people import sealing
from bot.rules.wire import envelope
from bot.rules.wire.envelope import SealedItem, fitting
from tests.payloads import opened, sealed

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
VAULT = sealing.Vault([contact_keys.new_key()])
BATCH = BatchId("01a20ae1-bcab-7616-b514-895757eba084")


def events(texts: Sequence[str]) -> list[Event]:
    person, ours = Address.parse("+5511987654321"), Address.parse("+15551234567")
    return [
        Event(number, NOW, InboundMessage(MessageSid(f"SM{number:032x}"), person, ours, text))
        for number, text in enumerate(texts, 1)
    ]


@given(
    st.lists(
        st.builds(lambda text, times: (text * times)[:4096], st.text(max_size=300), st.sampled_from([1, 99])),
        max_size=90,
    )
)
@settings(max_examples=40)
def test_nothing_is_lost_doubled_or_out_of_order(texts: list[str]) -> None:
    left = sealed(events(texts), VAULT)
    gone: list[SealedItem] = []
    while left:
        batch = fitting(left)
        payload = envelope.payload(batch, BATCH, VAULT.relay_keys)

        assert batch
        assert envelope.body_bytes("record-messages", payload) <= envelope.MAX_BODY_BYTES
        gone += batch
        left = left[len(batch) :]

    assert opened(gone, VAULT, Event) == events(texts)


@given(st.lists(st.integers(1, 20_000), max_size=80))
def test_it_is_the_longest_beginning_that_fits(sizes: list[int]) -> None:
    items = [SealedItem(number, "x" * size) for number, size in enumerate(sizes)]
    chosen = fitting(items)
    longer = envelope.payload(items[: len(chosen) + 1], BATCH, VAULT.relay_keys)

    assert (
        len(chosen) == len(items)
        or envelope.body_bytes("send-notification", longer) > envelope.MAX_BODY_BYTES - 5000
    )


def test_a_single_event_is_never_left_behind() -> None:
    large = SealedItem(1, "x" * 70_000)

    assert fitting([large, SealedItem(2, "x")]) == [large]
    assert fitting([]) == []

"""The newest pause of a conversation, and what ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import MessageSid
from bot.rules.conversation import pausing
from bot.rules.wire.markers import KeyedMarker, Marker, MessagesMarker
from bot.rules.wire.pause_markers import PauseMarker, PauseOverMarker

BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)
UNTIL = BEGUN + timedelta(days=2)
MESSAGE, OTHER = MessagesMarker((MessageSid("SM1"),)), KeyedMarker("overdue-1")


def pause(about: int = 5) -> PauseMarker:
    return PauseMarker(about, UNTIL, waited=True, by="marina")


def newest(*written: Marker | None) -> pausing.Pause | None:
    """Return the newest pause of comments that were written hour by hour."""
    return pausing.newest(
        (place, BEGUN + place * timedelta(hours=1), one) for place, one in enumerate(written)
    )


def test_without_a_comment_of_ours_there_is_none() -> None:
    assert newest(MESSAGE, None, OTHER, PauseOverMarker(5)) is None


def test_the_newest_counts_and_what_was_before_it_does_not_end_it() -> None:
    found = newest(pause(1), MESSAGE, PauseOverMarker(1, 9), pause(2), OTHER, None)

    assert found
    assert (found.marker.about, found.comment, found.ended_at, found.ended_by) == (2, 3, None, 0)


def test_a_message_or_a_comment_ends_it_whichever_is_first() -> None:
    by_message, by_command = (
        newest(pause(), MESSAGE, PauseOverMarker(5, 9)),
        newest(pause(), PauseOverMarker(5, 9), MESSAGE),
    )

    assert by_message
    assert by_command
    assert (by_message.by_message, by_message.ended_by) == (True, 0)
    assert (by_command.by_message, by_command.ended_by) == (False, 9)
    assert by_message.ended_at == by_command.ended_at == BEGUN + timedelta(hours=1)


@given(st.lists(st.sampled_from((None, MESSAGE, OTHER, pause(), PauseOverMarker(5, 9))), max_size=8))
def test_it_ends_after_it_began_and_never_later_than_it_was_to(written: list[Marker | None]) -> None:
    found, now = newest(*written), BEGUN + timedelta(days=3)
    if found:
        assert found.begun_at <= found.over_at(now) <= UNTIL

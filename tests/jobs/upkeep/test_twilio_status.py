"""Which message in Twilio's list is whose, where several have the same text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import MessageSid, SentMessage
from bot.jobs.upkeep import twilio_status
from bot.jobs.upkeep.twilio_status import SentText
from bot.rules.wire.about import About
from tests.making import ANA, NOON, OUR_SMS


def outgoing(texts: Sequence[str], place: int = 0, twins: int = 1, hours: int = -1) -> SentText:
    since = NOON - timedelta(hours=1)
    return SentText(
        About(1, 2), ANA, OUR_SMS, tuple(texts), since, NOON + timedelta(hours=hours), place, twins
    )


def listed(*texts: str) -> list[SentMessage]:
    """What Twilio lists, the oldest first, a minute apart."""
    return [
        SentMessage(MessageSid(f"SM{n}"), text, NOON + timedelta(minutes=n)) for n, text in enumerate(texts)
    ]


def sids(found: Sequence[SentMessage]) -> list[str]:
    return [one.sid for one in found]


@given(st.lists(st.sampled_from(["Um", "Dois"]), min_size=1, max_size=4), st.integers(1, 4))
def test_each_twin_gets_its_own_messages_in_the_order_in_which_they_left(
    texts: list[str], twins: int
) -> None:
    known = listed(*texts * twins)
    found = [sids(twilio_status.matching(outgoing(texts, place, twins), known)) for place in range(twins)]

    assert [sid for each in found for sid in each] == sids(known)


def test_other_texts_and_blanks_at_the_ends_do_not_matter() -> None:
    assert sids(twilio_status.matching(outgoing(["Um"]), listed("Dois", " Um "))) == ["SM1"]


@pytest.mark.parametrize("place", [0, 1])
def test_where_one_is_missing_neither_is_given_a_status(place: int) -> None:
    assert twilio_status.matching(outgoing(["Um"], place, 2), listed("Um")) == []


def test_what_left_too_long_ago_is_not_asked_about() -> None:
    assert twilio_status.matching(outgoing(["Um"], hours=1), listed("Um")) == []

"""Since when a conversation waits for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.issues import Comment
from bot.core.marks import Mark, Outcome
from bot.rules.conversation import standing
from bot.rules.conversation.history import HistoryStep
from bot.rules.conversation.pausing import Pause
from bot.rules.conversation.standing import Standing, WaitsFor
from bot.rules.text.command_types import Reply
from bot.rules.wire.pause_markers import PauseMarker

BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def answer(at: datetime) -> HistoryStep:
    comment = Comment(
        1, "/reply Oi", "marina", by_person=True, created_at=at, edited=False, reactions={}, url=""
    )
    return HistoryStep(comment, Reply("Oi"), Outcome.DONE, 1, frozenset({Mark.SENT}))


def test_it_waits_since_the_first_message_after_the_last_answer() -> None:
    received = [BEGUN, BEGUN + 2 * HOUR, BEGUN + 3 * HOUR]
    found = standing.of(BEGUN, None, received, [answer(BEGUN + HOUR)], waits=True)

    assert (found.waits_for, found.since) == (WaitsFor.OFFICE, BEGUN + 2 * HOUR)


def test_a_message_in_the_second_of_the_answer_before_it_waits_since_then() -> None:
    received = [BEGUN, BEGUN + HOUR]
    found = standing.of(BEGUN, None, received, [answer(BEGUN + HOUR)], waits=True)

    assert found.since == BEGUN + HOUR


def test_without_messages_that_were_read_it_waits_since_it_begun() -> None:
    assert standing.of(BEGUN, None, [], [], waits=True) == Standing(WaitsFor.OFFICE, BEGUN)


def test_answered_it_waits_for_the_person_and_closed_for_nobody() -> None:
    answered = standing.of(BEGUN, None, [BEGUN], [answer(BEGUN + HOUR)], waits=False)

    assert (answered.waits_for, answered.since) == (WaitsFor.PERSON, BEGUN + HOUR)
    assert standing.of(BEGUN, BEGUN + HOUR, [BEGUN], [], waits=True).waits_for is WaitsFor.NOBODY


def pause(until: datetime, ended_at: datetime | None = None) -> Pause:
    return Pause(PauseMarker(5, until, waited=True, by="marina"), 6, BEGUN + HOUR, ended_at)


def test_one_that_rests_waits_for_nobody_until_then() -> None:
    waiting = Standing(WaitsFor.OFFICE, BEGUN)
    until = BEGUN + 30 * HOUR

    assert standing.paused(waiting, pause(until), BEGUN + 2 * HOUR, is_paused=True) == Standing(
        WaitsFor.LATER, BEGUN + HOUR, until=until
    )
    assert standing.paused(waiting, None, BEGUN, is_paused=True) == Standing(WaitsFor.LATER, BEGUN)


def test_after_a_pause_a_wait_counts_from_its_end() -> None:
    waiting, until = Standing(WaitsFor.OFFICE, BEGUN), BEGUN + 30 * HOUR
    now = BEGUN + 40 * HOUR

    assert standing.paused(waiting, pause(until), now, is_paused=False).since == until
    assert (
        standing.paused(waiting, pause(until, BEGUN + 3 * HOUR), now, is_paused=False).since
        == BEGUN + 3 * HOUR
    )
    assert standing.paused(waiting, pause(until), BEGUN + 2 * HOUR, is_paused=False).since == BEGUN + 2 * HOUR


def test_a_pause_changes_nothing_for_a_later_message_or_a_closed_conversation() -> None:
    later, closed = Standing(WaitsFor.OFFICE, BEGUN + 50 * HOUR), Standing(WaitsFor.NOBODY, BEGUN)
    known, now = pause(BEGUN + 30 * HOUR), BEGUN + 60 * HOUR

    assert standing.paused(later, known, now, is_paused=False) == later
    assert standing.paused(closed, known, now, is_paused=True) == closed

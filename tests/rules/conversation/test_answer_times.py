"""How long people waited for answers: judged against a ledger kept the plain way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.conversation import answer_times
from bot.rules.conversation.answer_times import AnswerTimes, Turn

BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def between(first: datetime, last: datetime) -> timedelta:
    return last - first


def turn(minute: int, conversation: int = 1, *, is_answer: bool = False) -> Turn:
    return Turn(conversation, BEGIN + minute * MINUTE, is_answer)


def test_a_wait_begins_with_the_first_message_without_an_answer() -> None:
    turns = [turn(0), turn(5), turn(9, is_answer=True), turn(10, is_answer=True), turn(20), turn(50, 2)]

    assert answer_times.waits(turns, BEGIN, between) == [9 * MINUTE]


def test_answers_before_the_period_do_not_count_but_a_wait_may_have_begun_before() -> None:
    turns = [turn(0), turn(9, is_answer=True), turn(10), turn(40, is_answer=True)]

    assert answer_times.waits(turns, BEGIN + 30 * MINUTE, between) == [30 * MINUTE]


def test_the_figures_of_ten_answers() -> None:
    found = [number * MINUTE for number in range(10, 0, -1)]

    assert answer_times.times(found) == AnswerTimes(10, 6 * MINUTE, 9 * MINUTE)
    assert answer_times.times([MINUTE]) == AnswerTimes(1, MINUTE, MINUTE)
    assert answer_times.times([]) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 14 * 24 * 60), st.integers(1, 3), st.booleans()), max_size=60, unique=True
    )
)
def test_a_fortnight_agrees_with_a_ledger(events: list[tuple[int, int, bool]]) -> None:
    turns = [turn(minute, conversation, is_answer=answer) for minute, conversation, answer in events]
    ledger = list[timedelta]()
    for number in (1, 2, 3):
        asked: int | None = None
        for minute, _, answer in sorted(
            (one for one in events if one[1] == number), key=lambda one: (one[0], one[2])
        ):
            if answer and asked is not None:
                ledger.append((minute - asked) * MINUTE)
                asked = None
            elif not answer and asked is None:
                asked = minute

    assert sorted(answer_times.waits(turns, BEGIN, between)) == sorted(ledger)


def test_what_was_closed_without_a_word_waits_no_longer_when_the_person_writes_again() -> None:
    again = Turn(1, BEGIN + 600 * MINUTE, is_answer=False, anew=True)

    assert answer_times.waits([turn(0), again, turn(610, is_answer=True)], BEGIN, between) == [10 * MINUTE]

"""A page waits for other services for a few seconds, and no longer."""

from __future__ import annotations

from threading import Event

import pytest

from bot.console.entry.administrators import Administrators
from bot.console.tools import patience
from bot.console.tools.patience import TimedQuestion, TooLongError
from bot.core import clock
from bot.relay.store import deadline


def test_an_answer_is_returned_and_an_error_is_raised_where_it_is_waited_for() -> None:
    def fail() -> str:
        raise LookupError

    assert patience.within(10, lambda: "yes") == "yes"
    with pytest.raises(LookupError):
        patience.within(10, fail)


def test_the_store_has_its_time_after_a_service_or_a_password_took_long() -> None:
    long_ago = clock.steady() - 10
    for wait in (lambda: patience.within(10, lambda: "yes"), lambda: Administrators({}).accept("x", "y")):
        deadline.begin(long_ago)
        try:
            assert deadline.remaining(5) < 0.1
            wait()
            assert deadline.remaining(5) > 1
        finally:
            deadline.end()


def test_what_gives_no_answer_is_given_up_and_later_questions_are_answered() -> None:
    never = Event()
    stalled = [TimedQuestion(never.wait, 0.05) for _ in range(20)]

    for question in stalled:
        with pytest.raises(TooLongError):
            question.answer()
    never.set()

    assert patience.within(10, lambda: "yes") == "yes"

"""Answers of others come when they come, are kept for a minute, and a fault of ours leaves nobody waiting."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from bot.console.sending.inquiries import Inquiries
from tests.conftest import MovedClock


def test_an_answer_that_is_late_is_there_when_it_is_asked_for_again() -> None:
    inquiries, ready, asked = Inquiries[str](), Event(), list[str]()

    def question() -> str:
        asked.append("once")
        ready.wait(10)
        return "yes"

    assert inquiries.ask("a", question, "fallback", patience=0) is None
    ready.set()
    assert inquiries.ask("a", question, "fallback", patience=10) == "yes"
    assert asked == ["once"]


def test_an_answer_is_asked_for_anew_after_a_minute(moved_clock: MovedClock) -> None:
    inquiries, answers = Inquiries[int](), iter(range(5))

    def ask() -> int | None:
        return inquiries.ask("a", lambda: next(answers), -1, patience=10)

    assert [ask(), ask()] == [0, 0]
    moved_clock.advance(timedelta(seconds=61))
    assert ask() == 1


def test_a_question_that_fails_by_our_fault_is_answered_by_the_fallback() -> None:
    def question() -> str:
        raise LookupError

    assert Inquiries[str]().ask("a", question, "fallback", patience=10) == "fallback"

"""How long people waited for answers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

_NINE_IN_TEN = 0.9


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of the person, or an answer that left, in the conversation with that number.

    `anew` says that the message reopened the conversation: nobody waited for an answer to those before.
    """

    conversation: int
    at: datetime
    is_answer: bool
    anew: bool = False


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How many answers there were, within what time half of them came, and within what time nine in ten."""

    count: int
    median: timedelta
    most: timedelta


def waits(
    turns: Iterable[Turn], since: datetime, between: Callable[[datetime, datetime], timedelta]
) -> list[timedelta]:
    """Return how long people waited for each answer since that moment: from the first message that had none.

    What answers nothing, such as a second text in a row, is no answer. `between` measures a time.
    """
    asked: dict[int, datetime] = {}
    found = list[timedelta]()
    for turn in sorted(turns, key=lambda one: (one.at, one.is_answer)):
        if turn.anew:
            asked[turn.conversation] = turn.at
        elif not turn.is_answer:
            asked.setdefault(turn.conversation, turn.at)
        elif turn.conversation in asked:
            begun = asked.pop(turn.conversation)
            if turn.at >= since:
                found.append(between(begun, turn.at))
    return found


def times(found: Sequence[timedelta]) -> AnswerTimes | None:
    """Return the figures of some waits, None if there are none.

    Of an even number, the median is the longer of the two in the middle.
    """
    if not found:
        return None
    ordered = sorted(found)
    return AnswerTimes(
        len(ordered), ordered[len(ordered) // 2], ordered[ceil(len(ordered) * _NINE_IN_TEN) - 1]
    )

"""The steps of many people side by side: what they want written at the same moment travels together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

from bot.adapters.github.together import Together
from bot.adapters.github.writes import Steps, Write
from bot.core.isolated import CONCERNS_ALL

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Task(Generic[Done]):
    """The steps of one person; `isolated` notes what fails of them, as `Troubles.isolated` does."""

    steps: Steps[Done]
    isolated: Callable[[], AbstractContextManager[None]]


class _Gathering(Generic[Done]):
    def __init__(self, tasks: Sequence[Task[Done]]) -> None:
        self._tasks = tasks
        self.done: dict[int, Done] = {}
        self.wanted: list[tuple[int, Write]] = []
        self.concerns_all: Exception | None = None

    def go_on(self, place: int, move: Callable[[], Write]) -> None:
        """Take a person's steps up to the next write."""
        try:
            with self._tasks[place].isolated():
                try:
                    self.wanted.append((place, move()))
                except StopIteration as end:
                    self.done[place] = end.value
        except CONCERNS_ALL as error:
            self.concerns_all = self.concerns_all or error

    def begin(self) -> None:
        for place, task in enumerate(self._tasks):
            if self.concerns_all:
                return
            self.go_on(place, lambda steps=task.steps: next(steps))  # type: ignore[misc] # bound at once

    def write(self, together: Together, until: float, most: float) -> None:
        """Write what everybody wants, and let each go on with what became of it."""
        wanted, self.wanted = self.wanted, []
        for number, outcome in together.write([write for _, write in wanted], until, most):
            place = wanted[number][0]
            steps = self._tasks[place].steps
            if isinstance(outcome, Exception):
                self.go_on(place, lambda: steps.throw(outcome))  # noqa: B023 - called at once
            else:
                self.go_on(place, lambda: steps.send(outcome))  # noqa: B023


def carry_out(
    tasks: Sequence[Task[Done]], together: Together, until: float = inf, most: float = inf
) -> list[Done]:
    """Carry out the tasks; return what those are done with that succeeded, in their order.

    When the steady clock shows `until`, nothing more is created: the rest are in trouble. A request that creates
    something holds no more changes than `most`.

    What concerns all of them, such as a limit of GitHub, is raised once those that are under way have gone as far as
    they can.
    """
    gathering = _Gathering(tasks)
    gathering.begin()
    while gathering.wanted:
        gathering.write(together, until, most)
    together.forget()
    if gathering.concerns_all:
        raise gathering.concerns_all
    return [done for _, done in sorted(gathering.done.items())]

"""The engine of every rotation: named steps, one rotation at a time, resumed by running the same command again.

A plan is drawn afresh at each start. How far an earlier run got is read from the world outside (which of two tokens
does Twilio take?) and from notes in `.env`, where a credential and the note about it change in one write. So there is
no journal that could disagree with the world: a step that a kill cut short is among those that are left, and every
step may be repeated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ClassVar, Concatenate, ParamSpec, Protocol, TypeVar

from bot.operate.rotation.site import Site

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Step:
    """A step that may be repeated, and how a plan announces it."""

    act: Callable[[], object]
    sentences: tuple[str, ...]


def step(act: Callable[[], object], *sentences: str) -> Step:
    return Step(act, sentences)


@dataclass(frozen=True)
class Plan:
    """Where a rotation is, and the steps that are left; `resumed` if an earlier run began it, which is announced."""

    state: str
    steps: tuple[Step, ...]
    resumed: bool = False


class _InFolder(Protocol):
    @property
    def site(self) -> Site: ...


_Self = TypeVar("_Self", bound=_InFolder)


def alone(
    act: Callable[Concatenate[_Self, _Given], _Result],
) -> Callable[Concatenate[_Self, _Given], _Result]:
    """Make a method run only while no other rotation runs in its folder; raises BotError where one does."""

    @wraps(act)
    def locked(self: _Self, /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        with self.site.alone():
            return act(self, *args, **kwargs)

    return locked


class Rotation(ABC):
    """A credential that is changed for a new one; a subclass draws the plan and has the steps.

    `VARIABLES` are the lines of `.env` it changes: a variable of the process that hides one would make that useless.
    """

    VARIABLES: ClassVar[tuple[str, ...]]

    def __init__(self, site: Site) -> None:
        self.site = site
        self._say = site.say
        for name in self.VARIABLES:
            site.must_come_from_env_file(name)

    @abstractmethod
    def _draw(self) -> Plan:
        """Return what is left to do, without changing anything; raises BotError where something is missing."""

    def plan(self) -> list[str]:
        """Return in sentences what `run` would do."""
        drawn = self._draw()
        return [f"Now: {drawn.state}.", *(line for each in drawn.steps for line in each.sentences)]

    @alone
    def run(self) -> None:
        """Rotate, or resume where an earlier run stopped; raises BotError where a step cannot be done."""
        plan = self._draw()
        if plan.resumed:
            self._say(f"An earlier rotation goes on: {plan.state}.")
        for each in plan.steps:
            each.act()

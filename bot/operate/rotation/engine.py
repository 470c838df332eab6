"""The engine of every rotation: named steps, one rotation at a time, resumed by running the same command again.

A plan is drawn afresh at each start. How far an earlier run got is read from the world outside (which of two tokens
does Twilio accept?) and from notes in `.env`, where a credential and the note about it change in one write. So there
is no journal that could disagree with the world: a step that a kill cut short is among those that are left, and every
step may be repeated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from bot.core.errors import BotError
from bot.core.sentences import Sentence, joined
from bot.core.settings import Settings
from bot.operate.rotation.site import Site, resumable
from bot.rules.people.sealing import Vault


class RotationOutcome(StrEnum):
    """What a run that was not stopped has come to."""

    RENEWED = "renewed"  # a new credential is in use
    KEPT = "kept"  # the one in use is that of before, as it was meant to be
    PARTLY = "partly"  # the same command goes on with the rest
    NOTHING = "nothing"  # the new one would not do, and was taken back


@dataclass(frozen=True)
class RotationStep:
    """A step that may be repeated, and the sentence that announces it, in a plan and when it begins."""

    act: Callable[[], object]
    announced: str = ""
    needed: bool = True


@dataclass(frozen=True)
class Plan:
    """The steps, how far an earlier run got, empty where none has begun, and what to report at the end.

    With a `refusal` they are only for people: another command takes them.
    """

    steps: Sequence[RotationStep]
    state: str = ""
    done: str = "The rotation is complete."
    refusal: BotError | None = None

    @property
    def left(self) -> list[RotationStep]:
        return [step for step in self.steps if step.needed]


class Rotation(ABC):
    """A credential that is replaced, or one phase of that; a subclass draws the plan and has the steps.

    `COMMAND` is what does it, behind `bot rotate`. `VARIABLES` are the lines of `.env` it changes: a variable of the
    process that hides one would make that useless. `outcome` is what a run comes to: a step that finds another says so.
    """

    COMMAND: ClassVar[str]
    VARIABLES: ClassVar[tuple[str, ...]]
    outcome = RotationOutcome.RENEWED

    def __init__(self, site: Site) -> None:
        self.site = site
        self.report, self.change = site.report, site.change
        for name in self.VARIABLES:
            site.must_come_from_env_file(name)

    @property
    def settings(self) -> Settings:
        """The settings as the last step left them."""
        return self.site.settings

    @property
    def noted(self) -> dict[str, str]:
        """The lines of `.env`, with the notes that earlier steps made there."""
        return self.site.env.read()

    @property
    def vault(self) -> Vault:
        return Vault(self.settings.contact_keys)

    @abstractmethod
    def draw(self) -> Plan:
        """Return what is left to do, without changing anything; raises BotError where something is missing."""

    def run(self, *, dry_run: bool = False) -> RotationOutcome:
        """Rotate, or resume where an earlier run stopped, and return what that came to.

        Raises BotError where a step cannot be done.
        """
        with resumable():
            if dry_run:
                self.site.read_again()
                self.preview()
                return RotationOutcome.KEPT
            with self.site.alone(self.COMMAND):
                self.site.read_again()
                plan = self.draw()
                if plan.refusal:
                    raise plan.refusal
                if plan.state:
                    self.report(Sentence("Resuming an earlier rotation: {state}.", state=plan.state))
                for step in plan.left:
                    if step.announced:
                        self.report(step.announced)
                    step.act()
                if plan.done:
                    self.report(plan.done)
                return self.outcome

    def preview(self) -> None:
        """Show what `run` would do."""
        plan = self.draw()
        steps = [step.announced for step in plan.left if step.announced]
        state = Sentence("Now: {state}.", state=plan.state or "not begun")
        self.site.show(joined([state, *steps], "\n"), begun=bool(plan.state), state=plan.state, steps=steps)

"""What a job writes of one person, as values: carried out alone, or for many people together (see `together`).

A step of work yields what it wants written, and is sent what was made of it, or thrown the error. So the steps of one
person follow each other, whoever else's writes travel in the same request.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.core.issues import Comment, Issue
from bot.core.marks import Mark


@dataclass(frozen=True, slots=True)
class Append:
    """Add a comment to an issue that gets the label before, and is reopened before if it is closed.

    Without a label it stays as it is. It loses the label `without`, if it has that. The issue's own text becomes
    `text`, unless that is empty.
    """

    issue: Issue
    label: str
    body: str
    text: str = ""
    without: str = ""

    @property
    def loses(self) -> bool:
        """Return whether the issue had the label that it is to lose when it was read."""
        return self.without.casefold() in map(str.casefold, self.issue.labels)


@dataclass(frozen=True, slots=True)
class Open:
    """Open an issue; a label that does not exist is created."""

    title: str
    body: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settle:
    """Replace the text of an issue opened just now."""

    issue: Issue
    body: str


@dataclass(frozen=True, slots=True)
class React:
    """Put our reaction on an issue."""

    issue: Issue
    mark: Mark


@dataclass(frozen=True, slots=True)
class Label:
    """Give an issue a label more."""

    issue: Issue
    label: str


@dataclass(frozen=True, slots=True)
class AssignTo:
    """Assign people to an issue in addition; who may not be is left out."""

    issue: Issue
    logins: tuple[str, ...]


Write = Append | Open | Settle | React | Label | AssignTo
Made = Issue | Comment | None
Done = TypeVar("Done")
# What is sent is what the Write before makes: a comment, the issue as it is then, or nothing for a reaction or label.
Steps = Generator[Write, Any, Done]


def alone(steps: Steps[Done], carry_out: Callable[[Write], Made]) -> Done:
    """Take the steps one by one, each write by itself."""
    try:
        write = next(steps)
        while True:
            try:
                made = carry_out(write)
            except Exception as error:  # noqa: BLE001 - raised again in the step that wanted it written
                write = steps.throw(error)
            else:
                write = steps.send(made)
    except StopIteration as end:
        done: Done = end.value
        return done

"""Isolates what a run handles one by one: trouble with one person stops no other, and is reported at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core import clock, logs
from bot.core.errors import (
    BotError,
    IssuesOffError,
    LimitError,
    RepositoryError,
    SealError,
    TemporaryError,
    UnfinishedError,
    UnwritableIssueError,
)
from bot.core.sentences import Sentence
from bot.core.workflow import place

Item = TypeVar("Item")

# For so long the relay sends a batch again because of an item for which nobody knows that it is hopeless.
TRIED_FOR = timedelta(days=1)
# GitHub would answer every other item of the run in the same way.
CONCERNS_ALL = (LimitError, IssuesOffError)
_INVALID = 422  # docs: validation failed, for this content alone
_DENIED = frozenset({401, 403})


def each(
    found: Iterable[tuple[int, Item]], action: Callable[[Item], Iterable[str]], show: Callable[[str], str]
) -> Iterator[str]:
    """Call `action` on each item, issue by issue, and yield the lines of the summary one by one.

    `show` returns a sentence in the language of the summary. If the issue is gone, there is nothing left to do. Raises
    TemporaryError at the end if there was trouble with any, and what concerns all of them at once.
    """
    left = set()
    for number, item in found:
        try:
            yield from action(item)
        except CONCERNS_ALL:
            raise
        except Exception as error:  # noqa: BLE001 - a fault in one conversation must not stop the others
            if is_gone(error):
                logs.step("conversation-gone", issue=number)
                continue
            logs.trouble("conversation-left", issue=number, reason=describe(error))
            left.add(number)
            yield f"- #{number}: ⚠️ {show(describe(error))}"
    if left:
        raise TemporaryError(trouble_with(f"#{number}" for number in sorted(left)))


@dataclass
class Troubles:
    """The items of a batch that failed, with the reasons; an item's name is never a phone number or a text.

    Sending the batch again may complete those in `again`; those in `left_out` can never be completed.
    """

    again: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def isolated(self, name: str, since: datetime) -> Iterator[None]:
        """Note what fails for one item, which waits since the moment; raises what concerns all of them."""
        try:
            yield
        except CONCERNS_ALL:
            raise
        except Exception as error:  # noqa: BLE001 - a fault with one person must not stop the others
            final = is_final(error, since)
            (self.left_out if final else self.again)[name] = describe(error)
            logs.trouble("left-out" if final else "item-delayed", contact=name, reason=describe(error))

    def lines(self, show: Callable[[str], str]) -> list[str]:
        """Return a line of the summary for each item; `show` returns a sentence in the summary's language."""
        return [f"- {name}: ⚠️ {show(why)}" for name, why in (*self.left_out.items(), *self.again.items())]

    def must_be_over(self, lines: list[str], show: Callable[[str], str]) -> list[str]:
        """Return the lines with those about trouble; raises UnfinishedError if the batch has to be sent again."""
        lines = [*lines, *self.lines(show)]
        if self.again:
            names, first = ", ".join(self.again), next(iter(self.again.values()))
            raise UnfinishedError(Sentence("Not done yet for {names}: {why}", names=names, why=first), lines)
        return lines


def trouble_with(names: Iterable[str]) -> Sentence:
    """Return the sentence that names what a run could not finish."""
    return Sentence("There was trouble with {names}.", names=", ".join(names))


def is_final(error: Exception, since: datetime) -> bool:
    """Return whether sending the batch again is of no use for an item.

    What is wrong with the token or the account concerns everybody and waits until somebody has repaired it.
    """
    if isinstance(error, UnwritableIssueError | SealError):
        return True
    if isinstance(error, TemporaryError):
        return False
    if isinstance(error, RepositoryError):
        if error.status == _INVALID:
            return True
        if error.status in _DENIED:
            return False
    return clock.now() - since > TRIED_FOR


def is_gone(error: Exception) -> bool:
    """Return whether an issue or comment does not exist on GitHub, or no longer does."""
    return isinstance(error, RepositoryError) and error.is_gone


def describe(error: Exception) -> str:
    """Return an error in a sentence: an unexpected one without its message, which may hold a text."""
    if isinstance(error, TemporaryError):
        return error.message  # whoever shows it says once that it is tried again
    if isinstance(error, BotError):
        return error.sentence
    return unexpected(error)


def unexpected(error: Exception) -> Sentence:
    """Return what may be shown of an error that nobody foresaw."""
    return Sentence(
        "Unexpected {kind} at {place}. Please report this line.",
        kind=type(error).__name__,
        place=place(error),
    )

"""Isolates each conversation: trouble with one stops no other, and fails the step once all are handled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from bot.core import logs
from bot.core.errors import BotError, LimitError, RepositoryError, TemporaryError
from bot.core.workflow import place

Item = TypeVar("Item")


def each(found: Iterable[tuple[int, Item]], action: Callable[[Item], Iterable[str]]) -> Iterator[str]:
    """Call `action` on each item, issue by issue, and yield the lines of the summary one by one.

    If the issue is gone, there is nothing left to do. Raises TemporaryError at the end if there was trouble with any,
    and LimitError at once, since nothing else could be done either.
    """
    left = set()
    for number, item in found:
        try:
            yield from action(item)
        except LimitError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault in one conversation must not stop the others
            if is_gone(error):
                logs.step("conversation-gone", issue=number)
                continue
            logs.trouble("conversation-left", issue=number, reason=describe(error))
            left.add(number)
            yield f"- #{number}: ⚠️ {describe(error)}"
    if left:
        numbers = ", ".join(f"#{number}" for number in sorted(left))
        raise TemporaryError(f"There was trouble with {numbers}.")


def is_gone(error: Exception) -> bool:
    """Return whether an issue or comment does not exist on GitHub, or no longer does."""
    return isinstance(error, RepositoryError) and error.is_gone


def describe(error: Exception) -> str:
    """Return how a summary describes an error: an unexpected one without its message, which may hold a text."""
    if isinstance(error, BotError):
        return str(error)
    return f"Unexpected {type(error).__name__} at {place(error)}. Please report this line."

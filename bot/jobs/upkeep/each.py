"""Each conversation on its own: trouble with one holds up no other, and fails the step once all have had their turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from bot.core import logs
from bot.core.errors import BotError, LimitError, RepositoryError, TemporaryError
from bot.core.workflow import place

Item = TypeVar("Item")


def on_its_own(found: Iterable[tuple[int, Item]], attend: Callable[[Item], Iterable[str]]) -> Iterator[str]:
    """Attend to what was found, issue by issue, and yield the lines of the summary as soon as they are true.

    Where the issue is gone there is nothing left to do. Raises TemporaryError in the end if there was trouble with
    any, and LimitError at once: no other could be attended to either.
    """
    left = set()
    for number, item in found:
        try:
            yield from attend(item)
        except LimitError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault in one conversation must not hold up the others
            if is_gone(error):
                logs.step("conversation-gone", issue=number)
                continue
            logs.trouble("conversation-left", issue=number, reason=told(error))
            left.add(number)
            yield f"- #{number}: ⚠️ {told(error)}"
    if left:
        numbers = ", ".join(f"#{number}" for number in sorted(left))
        raise TemporaryError(f"There was trouble with {numbers}.")


def is_gone(error: Exception) -> bool:
    """Tell whether GitHub says that an issue or a comment is not there, or no more."""
    return isinstance(error, RepositoryError) and error.is_gone


def told(error: Exception) -> str:
    """Return what a summary says of an error: nothing of what it was about, where it is not one of ours."""
    if isinstance(error, BotError):
        return str(error)
    return f"Unexpected {type(error).__name__} at {place(error)}. Please report this line."

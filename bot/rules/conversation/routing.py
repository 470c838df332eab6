"""Which rules of `routes` a new conversation meets, how they label it, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.core import words
from bot.core.channels import Channel
from bot.core.settings.routes import EARLIER, RouteSection


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a conversation opens; `number` is ours, `earlier` who had the person's last conversation."""

    texts: Sequence[str] = field(repr=False)
    channel: Channel
    number: str
    earlier: Sequence[str] = ()


def met(routes: Sequence[RouteSection], opening: Opening) -> list[RouteSection]:
    """Return the rules of which every condition holds."""
    if not routes:
        return []
    spelled = [words.spelled(text) for text in opening.texts]
    return [route for route in routes if _holds(route, opening, spelled)]


def _holds(route: RouteSection, opening: Opening, spelled: Iterable[str]) -> bool:
    if route.words and not any(words.spelled(word) in text for word in route.words for text in spelled):
        return False
    return (
        route.channel in (None, opening.channel)
        and route.number in (None, opening.number)
        and route.returning in (None, bool(opening.earlier))
    )


class Turns:
    """Who was assigned last: of several the one whose last conversation is oldest is next.

    An issue's number tells its age, so nothing else has to be kept: the newest conversations show whose turn it is, and
    a run adds what it assigns itself.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self.is_known = False  # the newest conversations have been looked at

    def took(self, login: str, number: int) -> None:
        """Note that somebody has a conversation."""
        key = login.casefold()
        self._last[key] = max(number, self._last.get(key, 0))

    def next_of(self, logins: Sequence[str]) -> str:
        """Return whose turn it is among these: of those who had none the first that is listed."""
        return min(logins, key=lambda login: self._last.get(login.casefold(), 0))


def assigned(
    rules: Iterable[RouteSection],
    earlier: Sequence[str],
    fit: Callable[[Sequence[str]], Sequence[str]],
    turns: Callable[[], Turns],
) -> tuple[str, ...]:
    """Return whom the first rule assigns that names somebody who can be; `fit` returns those who can of some.

    An earlier conversation's people are assigned together, of a list one in turn.
    """
    for names, together in _named(rules, earlier):
        able = fit(names)
        if able:
            return tuple(able) if together or len(able) == 1 else (turns().next_of(able),)
    return ()


def _named(rules: Iterable[RouteSection], earlier: Sequence[str]) -> Iterator[tuple[Sequence[str], bool]]:
    for route in rules:
        if route.assign == EARLIER:
            yield earlier, True
        elif route.assign:
            yield route.assign, False

"""Whether something that may have been made was made: found by its first line, the marker, and by who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from bot.core.errors import RepositoryError
from bot.core.issues import Comment, Issue

Made = TypeVar("Made", Issue, Comment)


def made_by_us(items: Sequence[Made], body: str, us: tuple[str, Callable[[], str]]) -> Made | None:
    """Return the item with this first line whose author is us: anybody can write a line that looks like ours.

    `us` is the bot's account, and what asks for that of the token.
    """
    marker, (bot_login, login) = _first_line(body), us
    alike = [item for item in items if _first_line(item.body) == marker]
    made = next((item for item in alike if item.author == bot_login), None)
    if made or not alike:
        return made
    with suppress(RepositoryError):  # a workflow's token has no account to ask for
        account = login()  # an administrator's command acts under another account
        return next((item for item in alike if item.author == account), None)
    return None


def _first_line(body: str) -> str:
    return body.partition("\n")[0].rstrip("\r")

"""Answers that were written in a list of people who wait, and belong to the conversation into which they were sent.

The conversation shows each under a marker that names its comment in the list, which bears the marks of its fate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.errors import RepositoryError
from bot.core.issues import Comment
from bot.jobs.sending import waiting_lists
from bot.jobs.tools import Tools
from bot.rules.text import commands
from bot.rules.text.command_types import Reply
from bot.rules.wire.markers import KeyedMarker

_KEY = "from-list/"
# What stands between a command and the text for the person.
_HANDLE = re.compile(r"^([^\w\n]*/\w+\s+)[`*_]*[Aa](\d{1,15})[`*_.,:;]*(?:\s+|$)", re.MULTILINE)


def key_of(comment: Comment) -> KeyedMarker:
    """Return the marker under which the conversation shows an answer."""
    return KeyedMarker(f"{_KEY}{comment.id}")


def as_in_conversation(comment: Comment, text: str, number: int) -> Comment | None:
    """Return an answer as it would be in the conversation; None where that would say anything but the text."""
    body = comment.body
    without = (f"{body[: one.end(1)]}{body[one.end() :]}" for one in _HANDLE.finditer(body))
    found = next((one for one in without if commands.parse(one) == Reply(text)), None)
    return None if found is None else replace(comment, issue=number, body=found)


def shown_in(comments: Iterable[Comment], number: int, tools: Tools) -> Iterator[Comment]:
    """Yield the answers that a conversation shows, as if they had been written there; a request for each."""
    for shown in comments:
        marker = tools.conversations.marker(shown)
        if not isinstance(marker, KeyedMarker) or not marker.key.startswith(_KEY):
            continue
        try:
            given = tools.repository.read_comment(replace(shown, id=int(marker.key.removeprefix(_KEY))))
        except RepositoryError as error:
            if not error.is_gone:
                raise
            continue
        command = commands.parse(given.body)
        if isinstance(command, Reply):
            answer = as_in_conversation(given, waiting_lists.handle_of(command)[1], number)
            if answer:
                yield answer

"""The newest comments of an issue, however many it has: GitHub lists them oldest first, a hundred on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.github.shapes import as_comment
from bot.core.issues import Comment

if TYPE_CHECKING:  # it takes long to load
    from github.Issue import Issue as RemoteIssue

PAGE = 100
MOST_PAGES = 4


@dataclass(frozen=True, slots=True)
class CommentTail:
    """The newest comments of an issue, the oldest of them first; `whole` says that there are no others."""

    comments: list[Comment]
    whole: bool


def newest(remote: RemoteIssue, count: int, enough: Callable[[Sequence[Comment]], bool]) -> CommentTail:
    """Read from the last page backwards until a hundred comments or more are `enough`, or MOST_PAGES are read.

    `count` is how many comments the issue had when it was read: more may have come since.
    """
    pages, last = remote.get_comments(), max(0, count - 1) // PAGE
    found = [as_comment(one) for one in pages.get_page(last)]
    place = last
    while len(found) - (place - last) * PAGE >= PAGE:  # what was written meanwhile
        place += 1
        more = [as_comment(one) for one in pages.get_page(place)]
        found += more
        if len(more) < PAGE:
            break
    place, read = last, 1
    while place > 0 and read < MOST_PAGES and not (len(found) >= PAGE and enough(found)):
        place, read = place - 1, read + 1
        found = [*(as_comment(one) for one in pages.get_page(place)), *found]
    unique = {comment.id: comment for comment in found}  # one that was deleted meanwhile moves the others
    return CommentTail([comment for _, comment in sorted(unique.items())], whole=place == 0)

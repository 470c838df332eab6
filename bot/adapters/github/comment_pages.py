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


def newest(
    remote: RemoteIssue,
    count: int,
    enough: Callable[[Sequence[Comment]], bool],
    most: int | None = MOST_PAGES,
) -> CommentTail:
    """Read from the last page backwards until a hundred comments or more are `enough`, or `most` pages are read.

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
    while place > 0 and (most is None or read < most) and not (len(found) >= PAGE and enough(found)):
        place, read = place - 1, read + 1
        found = [*(as_comment(one) for one in pages.get_page(place)), *found]
    unique = {comment.id: comment for comment in found}  # one that was deleted meanwhile moves the others
    return CommentTail([comment for _, comment in sorted(unique.items())], whole=place == 0)


def lately(remote: RemoteIssue, after: int = 0) -> list[Comment]:
    """Return the newest comments of an issue of which nothing has been read, the oldest first.

    Those behind the comment `after` are all among them; without it, the newest MOST_PAGES pages are read. That takes
    one request where an issue has less than a hundred comments.
    """
    first = [as_comment(one) for one in remote.get_comments().get_page(0)]
    if len(first) < PAGE:
        return sorted(first, key=lambda comment: comment.id)
    most = None if after else MOST_PAGES
    # PyGithub asks for the issue here.
    return newest(remote, remote.comments, lambda found: bool(after) and found[0].id <= after, most).comments

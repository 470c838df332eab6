"""The newest comments of many issues, in a request for each twenty-five of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bot.adapters.github.client import connect
from bot.adapters.github.comment_pages import CommentTail
from bot.adapters.github.fields import COMMENT
from bot.adapters.github.graphql import GraphQL
from bot.adapters.github.look_ahead import MOST_COMMENTS, tail
from bot.adapters.github.repository import Repository
from bot.core.errors import LimitError, TemporaryError
from bot.core.issues import Issue
from bot.core.settings import Settings

MOST_ISSUES = 25  # in one request; see `look_ahead.MOST_LABELS`


class CommentTails:
    """Asks GraphQL, and the REST API for what that does not show."""

    def __init__(self, settings: Settings, repository: Repository) -> None:
        self._graphql = GraphQL(connect(settings))
        self._repository = repository
        self._owner, _, self._name = settings.repository.partition("/")

    def of(self, issues: Iterable[Issue]) -> Iterator[tuple[Issue, CommentTail]]:
        """Yield each issue, as it was read, with its newest comments; raises as `Repository` does."""
        left = iter(issues)
        while some := list(islice(left, MOST_ISSUES)):
            known = self._read([issue for issue in some if issue.comments])
            for issue in some:
                if not issue.comments:
                    yield issue, CommentTail([], whole=True)
                else:
                    yield issue, known.get(issue.number) or self._repository.newest_comments(issue)

    def _read(self, issues: Sequence[Issue]) -> Mapping[int, CommentTail]:
        if self._graphql.is_off or not issues:
            return {}
        inner = f"number comments(last: {MOST_COMMENTS}) {{ totalCount nodes {{ {COMMENT} }} }}"
        parts = (f"i{issue.number}: issue(number: {issue.number}) {{ {inner} }}" for issue in issues)
        query = (
            "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) "
            f"{{ {' '.join(parts)} }} }}"
        )
        try:
            answer = self._graphql.ask(query, {"owner": self._owner, "name": self._name})
        except LimitError:
            raise
        except TemporaryError:
            return {}
        found = (answer.data.get("repository") if answer else None) or {}
        return dict(_tails(found.values()))


def _tails(nodes: Iterable[Mapping[str, Any] | None]) -> Iterator[tuple[int, CommentTail]]:
    for node in nodes:
        if not node:
            continue
        try:
            yield node["number"], tail(node)
        except (LookupError, TypeError, ValueError):  # a part that GitHub could not show is null
            continue

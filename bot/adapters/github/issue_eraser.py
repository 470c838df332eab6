"""Erasing on GitHub: comments, labels, and whole issues.

GitHub keeps the former texts of an issue, and its former titles, for as long as the issue is there; a deleted comment
is gone with its history. Nothing in its API removes a single revision, so that an issue is either left with its
history or deleted whole. Deleting requires somebody who administers the repository, which no workflow's own token does
(docs.github.com/issues/tracking-your-work-with-issues/administering-issues/deleting-an-issue).
"""

from __future__ import annotations

from urllib.parse import quote

from bot.adapters.github.client import connect
from bot.core import logs
from bot.core.errors import RepositoryError
from bot.core.settings import Settings

NEEDED = "ERASURE_TOKEN must belong to an administrator of the repository, with Issues: write."


class IssueEraser:
    """Removes comments, labels and issues of one repository; repeating it changes nothing.

    Every method raises RepositoryError when GitHub refuses for good and TemporaryError when it may work later.
    """

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        token = settings.environment.ERASURE_TOKEN
        self._administrator = connect(settings, token) if token else None

    @property
    def deletes_issues(self) -> bool:
        """Return whether there is a token that should be able to delete issues."""
        return self._administrator is not None

    def delete_comment(self, comment: int) -> None:
        self._delete(f"issues/comments/{comment}")

    def delete_label(self, name: str) -> None:
        """Remove a label from the repository and from every issue that has it."""
        self._delete(f"labels/{quote(name, safe='')}")

    def relabel(self, number: int, labels: list[str]) -> None:
        """Give an issue these labels and no others."""
        self._github.request("PUT", f"{self._github.url}/issues/{number}/labels", {"labels": labels})

    def delete_issue(self, number: int) -> bool:
        """Delete an issue with all its history; return whether it is gone, which takes an administrator's token."""
        if self._administrator is None:
            return False
        try:
            node = self._administrator.request("GET", f"{self._administrator.url}/issues/{number}")
            with self._administrator.calling():
                self._administrator.remote.requester.graphql_named_mutation(
                    "deleteIssue", {"issueId": (node or {})["node_id"]}, "clientMutationId"
                )
        except RepositoryError as error:
            if error.is_gone:
                return True
            logs.trouble("issue-not-deleted", issue=number, reason=error.message, remedy=NEEDED)
            return False
        return True

    def _delete(self, path: str) -> None:
        try:
            self._github.request("DELETE", f"{self._github.url}/{path}")
        except RepositoryError as error:
            if not error.is_gone:
                raise

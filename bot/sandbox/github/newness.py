"""How GitHub refuses what comes too soon after something was made: most of it by a fault, too much of it always.

Sources, on github.com: github/branch-deploy/pull/181 (404 for a new branch), octokit/octokit.net/issues/2365 (409 for
quick commits), trstringer/manual-approval/issues/208 (422 for a new issue), cli/cli/issues/4801 ("was submitted too
quickly"); for new issues in a row stephencelis/ghi/issues/212 and octokit/rest.js/issues/127.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from bot.core import clock
from bot.sandbox.github import web

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.github.values import Issue

NEW = timedelta(seconds=10)
_TOO_MUCH_CONTENT = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. "
    "Please retry your request again later."
)


def check_issue(issue: Issue) -> None:
    """Refuse a comment on an issue that GraphQL, which carries it out, does not know yet."""
    if _is_new(issue.created_at) and _fires("github-late-issues"):
        raise _unprocessable(f"Could not resolve to a node with the global id of 'I_{issue.id}'.")


def check_branch(branch: str) -> None:
    """Refuse files on a branch that was just made."""
    if _is_new(web.state().files.made_at(branch)) and _fires("github-late-branches"):
        raise web.ApiError(404, f"Branch {branch} not found")


def check_commit(branch: str) -> None:
    """Refuse a commit to a branch whose last commit is too young to be known everywhere."""
    head = web.state().files.head(branch)
    if head.parents and _is_new(head.made_at) and _fires("github-late-commits"):
        raise web.ApiError(409, f"is at {head.sha} but expected {head.parents[0]}")


def check_pace(*, new_issue: bool) -> None:
    """Refuse to create an issue or a comment for somebody who creates too many."""
    if _fires("github-too-quickly"):
        raise _unprocessable("was submitted too quickly", "Issue" if new_issue else "IssueComment")
    limits, login, wait = web.state().limits, web.actor().login, 0.0
    if "github-few-new-issues" in web.emulator().faults.active():
        wait = limits.bursts.wait(login, new_issue=new_issue)
        wait = wait if wait and _fires("github-few-new-issues") else 0.0
    wait = wait or limits.creations.wait(login)
    if wait:
        raise web.ApiError(403, _TOO_MUCH_CONTENT, headers={"Retry-After": str(ceil(wait))})


def _fires(fault: str) -> bool:
    return web.emulator().faults.fires(fault)


def _is_new(made: datetime) -> bool:
    return clock.now() - made < NEW


def _unprocessable(message: str, resource: str = "IssueComment") -> web.ApiError:
    error = {"resource": resource, "code": "unprocessable", "field": "data", "message": message}
    return web.ApiError(422, "Validation Failed", [error])

"""Locked conversations: only people who may write to the repository comment on them, and no workflow does.

Sources: docs.github.com/communities/moderating-comments-and-conversations/locking-conversations;
github.com/actions/stale/issues/51 (a workflow's comment), github.com/GitHawkApp/GitHawk/issues/2297 (reactions, which
are refused to everybody); schema.docs.graphql, CommentCannotUpdateReason.
"""

from __future__ import annotations

from flask import Blueprint, Response

from bot.sandbox.github import events, web
from bot.sandbox.github.values import Actor, Issue

routes = Blueprint("locks", __name__, url_prefix="/repos/<owner>/<repo>/issues/<int:number>/lock")

REASONS = ("off-topic", "too heated", "resolved", "spam")
_ABOUT_LOCKS = "https://docs.github.com/articles/locking-conversations/"


@routes.put("")
@web.needs("comments:manage")
def lock(number: int) -> Response:
    reason = web.text(web.body(), "lock_reason")
    if reason not in {None, *REASONS}:
        raise web.ApiError(
            422, "Validation Failed", [{"resource": "Issue", "code": "invalid", "field": "lock_reason"}]
        )
    change(web.actor(), number, reason)
    return web.nothing()


@routes.delete("")
@web.needs("comments:manage")
def unlock(number: int) -> Response:
    change(web.actor(), number, locked=False)
    return web.nothing()


def change(by: Actor, number: int, reason: str | None = None, *, locked: bool = True) -> Issue:
    """Lock or unlock a conversation, and publish it."""
    issue = web.state().issues.set_lock(number, reason, locked=locked)
    events.issue_changed(by, "locked" if locked else "unlocked", issue)
    return issue


def check_comment(by: Actor, issue: Issue, verb: str) -> None:
    """Refuse to create, update or delete a comment where the conversation is locked for this actor."""
    if _is_locked(issue) and (by.is_integration or not web.state().people.has_role(by.login, "write")):
        _refuse(f"{verb} comment")


def check_reaction(issue: Issue) -> None:
    if _is_locked(issue):
        _refuse("create reaction")


def _is_locked(issue: Issue) -> bool:
    return issue.locked or web.emulator().faults.fires("github-locked-issues")


def _refuse(what: str) -> None:
    raise web.ApiError(403, f"Unable to {what} because issue is locked.", docs=_ABOUT_LOCKS)

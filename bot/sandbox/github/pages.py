"""Issues and runs as pages for people."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request

from bot.sandbox.github import issue_forms, issue_routes, web
from bot.sandbox.github.file_pages import SIGNED_IN
from bot.sandbox.github.issues import IssueFilter
from bot.sandbox.github.markdown import render
from bot.sandbox.github.run_routes import actions
from bot.sandbox.github.values import ROLES, Actor, Comment, Issue, Label, Subject

routes = Blueprint("pages", __name__, url_prefix="/<owner>/<repo>")
EMOJI = {
    "+1": "👍",
    "-1": "👎",
    "laugh": "😄",
    "confused": "😕",
    "heart": "❤️",
    "hooray": "🎉",
    "rocket": "🚀",
    "eyes": "👀",
}


def page(template: str, **values: Any) -> Response:
    """Return a page of the repository to a signed-in reader."""
    if g.get("other_repository"):
        raise web.ApiError(404, "Not Found")
    repository = web.state().repository
    shown = render_template(
        template, repository=repository, home=f"/{repository.full_name}", render=render, **values
    )
    response = make_response(shown)
    response.set_cookie(SIGNED_IN, "sandbox", httponly=True, samesite="Lax")
    return response


def _labels(issue: Issue) -> list[Label]:
    return [web.state().labels.by_id(each) for each in issue.labels]


def _reactions(subject: Subject) -> list[tuple[str, int, str]]:
    """Return for each kind of reaction its emoji, the count and the users."""
    found = web.state().reactions.on(subject)
    counts = Counter(each.content for each in found)
    return [
        (EMOJI[content], count, ", ".join(each.login for each in found if each.content == content))
        for content, count in counts.items()
    ]


@routes.get("/issues")
def issues() -> Response:
    everything = web.state().issues.everything()
    shown = request.args.get("state", "open")
    label = web.state().labels.find(request.args.get("label", ""))
    criteria = IssueFilter(state=shown, labels=frozenset({label.id} if label else ()))
    rows = [
        {"issue": each, "labels": _labels(each), "comments": web.state().issues.count_comments(each.number)}
        for each in web.state().issues.find(criteria)
    ]
    counts = Counter(each.state for each in everything)
    engine = web.emulator().actions
    runs = engine.runs()[:10] if engine else []
    forms = issue_forms.offered(engine.tree.folder) if engine else {}
    return page("issues.html", rows=rows, shown=shown, counts=counts, runs=runs, forms=forms)


@routes.get("/issues/<int:number>")
def issue(number: int) -> Response:
    known = web.state().issues.get(number)
    opening = {
        "anchor": f"issue-{known.id}",
        "author": known.author,
        "when": known.created_at,
        "edited": known.last_edited_at is not None,
        "html": render(known.body or ""),
        "reactions": _reactions(Subject("issue", number)),
    }
    entries = [opening, *map(_entry, web.state().issues.comments(number))]
    return page("issue.html", issue=known, labels=_labels(known), entries=entries, people=people())


@routes.post("/issues/<int:number>")
def comment(number: int) -> Response:
    """Comment as the chosen user; only users who can see the repository are offered."""
    login, body = request.form.get("login", ""), request.form.get("body", "").strip()
    if login not in people():
        raise web.ApiError(403, "Nobody of that name may comment here.")
    if body:
        issue_routes.write_comment(Actor(login), number, body)
    return make_response(redirect(f"/{web.state().repository.full_name}/issues/{number}", code=303))


def people() -> list[str]:
    """Return the users who can comment, those with the highest role first."""
    able = [user for user in web.state().people.everyone() if user.kind == "User" and user.role != "none"]
    able.sort(key=lambda user: ROLES.index(user.role), reverse=True)
    return [user.login for user in able]


def _entry(comment: Comment) -> dict[str, Any]:
    return {
        "anchor": f"issuecomment-{comment.id}",
        "author": comment.author,
        "when": comment.created_at,
        "edited": comment.updated_at != comment.created_at,
        "html": render(comment.body),
        "reactions": _reactions(Subject("comment", comment.id)),
    }


@routes.get("/actions/runs/<int:run_id>")
def run(run_id: int) -> Response:
    known = actions().run(run_id)
    return page("run.html", run=known, summary=render(known.summary), log=actions().log(run_id))

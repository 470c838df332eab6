"""Control routes of the emulated GitHub: inspect its state and act as a person; GitHub has no such API."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from bot.sandbox.emulator.faults import UnknownFaultError
from bot.sandbox.github import form_pages, issue_routes, lock_routes, web
from bot.sandbox.github.issues import IssueFilter
from bot.sandbox.github.run_routes import actions
from bot.sandbox.github.shapes import stamp
from bot.sandbox.github.values import RELAY, RELAY_MAY, ROLES, Actor, Subject

if TYPE_CHECKING:
    from bot.sandbox.github.shapes import Json
    from bot.sandbox.github.values import Comment, Issue
    from bot.sandbox.workflows.runs import Run

routes = Blueprint("control", __name__, url_prefix="/_sandbox")
DEFAULT_IDLE_SECONDS = 30.0


def _person(content: Json) -> Actor:
    """Return the user to act as; refuse one that could not do this at GitHub."""
    login = web.state().people.get(web.text(content, "login", required=True) or "").login
    who = Actor(login)
    if not web.state().may(who, "issues:write"):
        raise web.ApiError(403, f"{login} cannot see the repository")
    return who


def _reactions(subject: Subject) -> Json:
    found: dict[str, list[str]] = {}
    for each in web.state().reactions.on(subject):
        found.setdefault(each.content, []).append(each.login)
    return dict(found)


def _issue(issue: Issue) -> Json:
    return {
        "number": issue.number,
        "title": issue.title,
        "author": issue.author,
        "state": issue.state,
        "state_reason": issue.state_reason,
        "locked": issue.locked,
        "labels": [web.state().labels.by_id(each).name for each in issue.labels],
        "comments": web.state().issues.count_comments(issue.number),
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
        "html_url": web.shapes().issue(issue)["html_url"],
    }


def _comment(comment: Comment) -> Json:
    return {
        "id": comment.id,
        "author": comment.author,
        "body": comment.body,
        "created_at": stamp(comment.created_at),
        "edited": comment.updated_at != comment.created_at,
        "via_email": comment.via_email,
        "reactions": _reactions(Subject("comment", comment.id)),
    }


def _run(run: Run) -> Json:
    return {
        "id": run.id,
        "attempt": run.run_attempt,
        "name": run.name,
        "title": run.display_title,
        "event": run.event.name,
        "actor": run.event.actor,
        "status": run.status,
        "conclusion": run.conclusion,
        "created_at": stamp(run.created_at),
        "html_url": f"{web.shapes().html_url}/actions/runs/{run.id}",
    }


@routes.get("/state")
def summary() -> Response:
    issues = web.state().issues.everything()
    runs = actions().runs() if web.emulator().actions else []
    return web.answer(
        {
            "repository": web.state().repository.full_name,
            "private": web.state().repository.private,
            "users": {user.login: user.role for user in web.state().people.everyone()},
            "issues": Counter(issue.state for issue in issues),
            "comments": len(web.state().issues.comments()),
            "runs": Counter(run.conclusion or run.status for run in runs),
            "broken_workflows": actions().tree.broken if web.emulator().actions else {},
            "faults": web.emulator().faults.active(),
        }
    )


@routes.put("/users/<login>")
def put_user(login: str) -> Response:
    role = web.text(web.body(), "role", required=True)
    if role not in ROLES:
        raise web.ApiError(422, f"role is one of {', '.join(ROLES)}")
    user = web.state().people.add(login, role)
    return web.answer({"login": user.login, "role": user.role})


@routes.post("/tokens")
def new_token() -> Response:
    """Create another token for the relay, as its owner would on GitHub's settings page."""
    token = f"github_pat_{secrets.token_hex(20)}"
    web.state().add_token(token, Actor(RELAY, "fine-grained", RELAY_MAY))
    return web.answer({"token": token}, 201)


@routes.get("/issues")
def list_issues() -> Response:
    found = web.state().issues.find(IssueFilter(state="all", ascending=True))
    return web.answer([_issue(issue) for issue in found])


@routes.post("/issues")
def open_issue() -> Response:
    content = web.body()
    title, text = web.text(content, "title", required=True) or "", web.text(content, "body")
    names = issue_routes.label_names(content.get("labels"))
    return web.answer(_issue(issue_routes.open_issue(_person(content), title, text, names)), 201)


@routes.post("/forms/<file>")
def submit_form(file: str) -> Response:
    """Open an issue by a form, as that user, with the answers by the ids of the fields."""
    content = web.body()
    answers = {str(name): str(answer) for name, answer in (content.get("answers") or {}).items()}
    form = form_pages.read(file)
    opened = form_pages.submit(_person(content), form, answers, web.text(content, "title") or "")
    return web.answer(_issue(opened), 201)


@routes.get("/issues/<int:number>")
def get_issue(number: int) -> Response:
    issue = web.state().issues.get(number)
    comments = [_comment(comment) for comment in web.state().issues.comments(number)]
    reactions = _reactions(Subject("issue", number))
    return web.answer({**_issue(issue), "body": issue.body, "reactions": reactions, "comments": comments})


@routes.post("/issues/<int:number>/comments")
def comment(number: int) -> Response:
    content = web.body()
    text, by_mail = web.text(content, "body", required=True) or "", bool(content.get("via_email"))
    app = web.text(content, "via_app") or ""
    made = issue_routes.write_comment(_person(content), number, text, via_email=by_mail, via_app=app)
    return web.answer(_comment(made), 201)


@routes.patch("/comments/<int:comment_id>")
def edit_comment(comment_id: int) -> Response:
    content = web.body()
    before, by = web.state().issues.get_comment(comment_id), _person(content)
    text = web.text(content, "body", required=True) or ""
    if before.author.lower() != by.login.lower() and not web.state().may(by, "comments:manage"):
        raise web.ApiError(403, f"{by.login} may not edit what others wrote")
    return web.answer(_comment(issue_routes.rewrite_comment(by, before, text)))


@routes.post("/issues/<int:number>/close", defaults={"state": "closed"})
@routes.post("/issues/<int:number>/reopen", defaults={"state": "open"})
def move(number: int, state: str) -> Response:
    issue = web.state().issues.get(number)
    return web.answer(_issue(issue_routes.move(_person(web.body()), issue, state, None)))


@routes.post("/issues/<int:number>/lock", defaults={"locked": True})
@routes.post("/issues/<int:number>/unlock", defaults={"locked": False})
def lock(number: int, *, locked: bool) -> Response:
    return web.answer(_issue(lock_routes.change(_person(web.body()), number, locked=locked)))


@routes.put("/comment-limit")
def limit_comments() -> Response:
    """Set the maximum number of comments of an issue; reaching the real 2,500 would take a test too long."""
    web.state().issues.max_comments = int(web.body()["comments"])
    return web.nothing()


@routes.get("/runs")
def list_runs() -> Response:
    return web.answer([_run(run) for run in actions().runs()])


@routes.get("/runs/<int:run_id>")
def get_run(run_id: int) -> Response:
    run = actions().run(run_id)
    return web.answer({**_run(run), "summary": run.summary, "payload": run.event.payload})


@routes.get("/runs/<int:run_id>/log")
def log(run_id: int) -> Response:
    return Response(actions().log(run_id), mimetype="text/plain")


@routes.post("/runs/<int:run_id>/rerun")
def rerun(run_id: int) -> Response:
    try:
        return web.answer(_run(actions().rerun(run_id)), 201)
    except RuntimeError as error:
        raise web.ApiError(409, str(error)) from error


@routes.post("/schedule/<file>")
def schedule(file: str) -> Response:
    try:
        return web.answer(_run(actions().schedule(file)), 201)
    except RuntimeError as error:
        raise web.ApiError(409, str(error)) from error


@routes.get("/idle")
def idle() -> Response:
    """Answer once no run is queued or in progress, or after `timeout` seconds."""
    timeout = request.args.get("timeout", DEFAULT_IDLE_SECONDS, type=float)
    return web.answer({"idle": actions().wait_idle(timeout)})


@routes.get("/faults")
def list_faults() -> Response:
    faults = web.emulator().faults
    return web.answer({"active": faults.active(), "catalogue": faults.catalogue})


@routes.put("/faults/<name>")
def switch_on(name: str) -> Response:
    times = web.body().get("times")
    try:
        web.emulator().faults.switch_on(name, int(times) if times is not None else None)
    except UnknownFaultError as error:
        raise web.ApiError(404, str(error)) from error
    return list_faults()


@routes.delete("/faults/<name>")
def switch_off(name: str) -> Response:
    web.emulator().faults.switch_off(name)
    return list_faults()


@routes.delete("/faults")
def clear_faults() -> Response:
    web.emulator().faults.clear()
    return list_faults()

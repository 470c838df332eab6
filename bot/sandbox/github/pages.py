"""Issues and runs as pages for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request

from bot.core.sentences import Sentence
from bot.pages import headers
from bot.rules.texts import terminal
from bot.sandbox.emulator import reader
from bot.sandbox.github import file_pages, issue_forms, issue_routes, issue_view, label_colours, web
from bot.sandbox.github.issue_view import IssueReader
from bot.sandbox.github.issues import IssueFilter
from bot.sandbox.github.markdown import render
from bot.sandbox.github.markdown_links import Surroundings
from bot.sandbox.github.run_routes import actions
from bot.sandbox.github.values import (
    Actor,
    DeletedError,
    InvalidError,
    Label,
    MissingError,
    RefusedError,
)
from bot.sandbox.workflows.runs import Run

routes = Blueprint("pages", __name__, url_prefix="/<owner>/<repo>")
start = Blueprint("start_page", __name__)
_LATEST = 10
_PER_PAGE = 25
_STATUS = {MissingError: 404, DeletedError: 410, RefusedError: 403, InvalidError: 422}


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page of the repository to a signed-in reader."""
    if g.get("other_repository"):
        raise web.ApiError(404, "Not Found")
    response = make_response(_drawn(template, **values), status)
    response.set_cookie(file_pages.SIGNED_IN, "sandbox", httponly=True, samesite="Lax")
    return response


def _drawn(template: str, **values: Any) -> str:
    repository = web.state().repository
    return render_template(
        template, repository=repository, home=f"/{repository.full_name}", render=rendered, **values
    )


def rendered(text: str) -> str:
    return render(text, _surroundings())


def _surroundings() -> Surroundings:
    state = web.state()
    return Surroundings(
        home=web.shapes().html_url,
        logins=frozenset(user.login.lower() for user in state.people.everyone()),
        title=lambda number: issue_view.title_of(state, number),
        comment=terminal.of(reader.language()).shown("comment"),
    )


def _reader() -> IssueReader:
    return IssueReader(web.state(), _surroundings())


def people() -> dict[str, str]:
    """Return the users who can comment, with what they may do, those who may most first."""
    return dict(issue_view.commenters(web.state()))


def fault(error: Exception) -> Response:
    """Show an error as a page."""
    status = error.status if isinstance(error, web.ApiError) else _STATUS[type(error)]
    sentence = "" if status in {404, 410} else error.args[0]
    return make_response(_drawn("github_fault.html", status=status, sentence=sentence), status)


def as_pages(area: Blueprint) -> None:
    """Make the answers of a blueprint pages: with their headers, and with errors as pages too."""
    headers.install(area)
    for kind in (web.ApiError, *_STATUS):
        area.register_error_handler(kind, fault)


as_pages(routes)


@start.before_app_request
def home() -> Response | None:
    """Lead a browser from the address alone to the issues; programs get the API's root there."""
    kinds = request.accept_mimetypes
    if request.path != "/" or kinds["text/html"] <= kinds["application/json"]:
        return None
    return make_response(redirect(f"/{web.state().repository.full_name}/issues"))


@routes.get("/labels.css")
def labels_css() -> Response:
    """Return the colours of the labels: a page carries no styles of its own."""
    return Response(label_colours.sheet(web.state().labels.all()), mimetype="text/css")


@routes.get("/issues")
def issues() -> Response:
    return _issues(web.state().labels.find(request.args.get("label", "")), request.args.get("state", "open"))


@routes.get("/labels/<path:name>")
def label(name: str) -> Response:
    """List the open issues with a label."""
    return _issues(web.state().labels.get(name), request.args.get("state", "open"))


def _issues(label: Label | None, shown: str) -> Response:
    labels = frozenset({label.id} if label else ())
    found = web.state().issues.find(IssueFilter(state="all", labels=labels))
    useful, _ = _runs()
    rows, neighbours = _cut(_reader().rows(IssueFilter(state=shown, labels=labels)))
    return page(
        "issues.html",
        rows=rows,
        neighbours=neighbours,
        shown=shown,
        chosen=label,
        counts=Counter(one.state for one in found),
        runs=useful[:_LATEST],
        forms=issue_forms.offered(engine.tree.folder) if (engine := web.emulator().actions) else {},
    )


def _cut(items: Sequence[Any]) -> tuple[list[Any], dict[str, str]]:
    return web.cut(items, by_default=_PER_PAGE, most=_PER_PAGE)


def _runs() -> tuple[list[Run], list[Run]]:
    """Return the runs that did something, and those that had nothing to do: every comment makes some."""
    engine = web.emulator().actions
    found = engine.runs() if engine else []
    return (
        [run for run in found if run.conclusion != "skipped"],
        [run for run in found if run.conclusion == "skipped"],
    )


@routes.get("/actions")
def runs() -> Response:
    useful, skipped = _runs()
    without_work = request.args.get("shown") == "skipped"
    found, neighbours = _cut(skipped if without_work else useful)
    return page(
        "runs.html", runs=found, neighbours=neighbours, skipped=len(skipped), without_work=without_work
    )


@routes.get("/actions/runs/<int:run_id>")
def run(run_id: int) -> Response:
    known = actions().run(run_id)
    return page("run.html", run=known, summary=rendered(known.summary), log=actions().log(run_id))


@routes.get("/issues/<int:number>")
def issue(number: int) -> Response:
    return page("issue.html", **_of_issue(number), people=people())


@routes.get("/issues/<int:number>/timeline")
def timeline(number: int) -> Response:
    """Return what a page of the issue renews by itself."""
    return page("issue_timeline.html", **_of_issue(number))


def _of_issue(number: int) -> dict[str, Any]:
    known, reader = web.state().issues.get(number), _reader()
    return {"issue": known, "labels": reader.labels(known), "timeline": reader.timeline(number)}


@routes.post("/issues/<int:number>")
def comment(number: int) -> Response:
    """Comment, close or reopen as the chosen user; only users who can see the repository are offered."""
    login, body = request.form.get("login", ""), request.form.get("body", "").strip()
    if login not in people():
        raise web.ApiError(403, "Nobody of that name may comment here.")
    known, state = web.state().issues.get(number), request.form.get("state", "")
    if state and not issue_view.may_move(web.state(), login, known):
        raise web.ApiError(403, Sentence("{login} may not close or reopen this issue.", login=login))
    if body:
        issue_routes.write_comment(Actor(login), number, body)
    if state:
        issue_routes.move(Actor(login), known, state, None)
    return make_response(redirect(f"/{web.state().repository.full_name}/issues/{number}", code=303))

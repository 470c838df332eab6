"""The page on which people fill in an issue form, as GitHub shows it at `issues/new`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, request

from bot.sandbox.github import issue_forms, issue_routes, pages, web
from bot.sandbox.github.issue_forms import FOLDER, IssueForm, IssueFormError
from bot.sandbox.github.values import Actor

if TYPE_CHECKING:
    from bot.sandbox.github.values import Issue

routes = Blueprint("forms", __name__, url_prefix="/<owner>/<repo>")
pages.as_pages(routes)


def read(file: str) -> IssueForm:
    """Return a form of the default branch, by the name of its file."""
    actions = web.emulator().actions
    name = PurePosixPath(file).name
    try:
        return issue_forms.read(actions.tree.read(f"{FOLDER}/{name}") if actions else "")
    except OSError:
        raise web.ApiError(404, "Not Found") from None
    except IssueFormError as error:
        raise web.ApiError(422, str(error)) from error


def submit(by: Actor, form: IssueForm, answers: Mapping[str, str], title: str = "") -> Issue:
    """Open the issue of a form; a label that does not exist is not added."""
    try:
        body = form.body(answers, private=web.state().repository.private)
    except IssueFormError as error:
        raise web.ApiError(422, str(error)) from error
    labels = [name for name in form.labels if web.state().labels.find(name)]
    return issue_routes.open_issue(by, title.strip() or form.title, body, labels)


@routes.get("/issues/new")
def new() -> Response:
    return _shown(read(request.args.get("template", "")), {})


def _shown(form: IssueForm, given: Mapping[str, str], fault: str = "") -> Response:
    status = 422 if fault else 200
    return pages.page("new_issue.html", status, form=form, people=pages.people(), given=given, fault=fault)


@routes.post("/issues/new")
def opened() -> Response:
    login = request.form.get("login", "")
    if login not in pages.people():
        raise web.ApiError(403, "Nobody of that name may open an issue here.")
    form = read(request.args.get("template", ""))
    answers = {field.id: request.form.get(field.id, "") for field in form.fields}
    try:
        issue = submit(Actor(login), form, answers, request.form.get("title", ""))
    except web.ApiError as error:
        return _shown(form, request.form, str(error))
    return make_response(redirect(f"/{web.state().repository.full_name}/issues/{issue.number}", code=303))

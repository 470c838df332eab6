"""Who is assigned to issues over HTTP.

Sources: GitHub's OpenAPI description; docs.github.com/rest/issues/assignees, "Add assignees to an issue" (up to 10; who
may not be assigned is silently left out) and "Check if a user can be assigned" (204 or 404).
"""

from __future__ import annotations

from flask import Blueprint, Response

from bot.sandbox.github import web

routes = Blueprint("assignees", __name__, url_prefix="/repos/<owner>/<repo>")


@routes.get("/assignees/<login>")
@web.needs("issues:read")
def check(login: str) -> Response:
    if not web.state().people.may_be_assigned(login):
        raise web.ApiError(404, "Not Found")
    return web.nothing()


def _named() -> list[str]:
    given = web.body().get("assignees") or []
    return [str(login) for login in given] if isinstance(given, list) else [str(given)]


@routes.post("/issues/<int:number>/assignees")
@web.needs("labels:write")
def add_assignees(number: int) -> Response:
    issue = web.state().issues.assign(number, web.state().people.assignable(_named()))
    return web.answer(web.shapes().issue(issue), 201)


@routes.delete("/issues/<int:number>/assignees")
@web.needs("labels:write")
def remove_assignees(number: int) -> Response:
    return web.answer(web.shapes().issue(web.state().issues.unassign(number, _named())))


@routes.get("/issues/<int:number>/events")
@web.needs("issues:read")
def list_events(number: int) -> Response:
    """List what happened to an issue; here only who was assigned and taken off."""
    page, headers = web.page_of(list(web.state().issues.get(number).assignments))
    return web.answer([web.shapes().assignment(one) for one in page], headers=headers)

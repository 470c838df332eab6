"""Labels of the repository and of its issues over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from bot.sandbox.github import web
from bot.sandbox.github.issue_routes import label_names, put_labels

if TYPE_CHECKING:
    from bot.sandbox.github.values import Issue

routes = Blueprint("labels", __name__, url_prefix="/repos/<owner>/<repo>")


@routes.get("/labels")
@web.needs("issues:read")
def list_labels() -> Response:
    page, headers = web.page_of(sorted(web.state().labels.all(), key=lambda label: label.name.lower()))
    return web.answer([web.shapes().label(label) for label in page], headers=headers)


@routes.post("/labels")
@web.needs("labels:write")
def create_label() -> Response:
    content = web.body()
    name = web.text(content, "name", required=True) or ""
    color = (web.text(content, "color") or "ededed").removeprefix("#")
    label = web.state().labels.create(name, color, web.text(content, "description"))
    shape = web.shapes().label(label)
    return web.answer(shape, 201, {"Location": shape["url"]})


@routes.get("/labels/<path:name>")
@web.needs("issues:read")
def get_label(name: str) -> Response:
    return web.answer(web.shapes().label(web.state().labels.get(name)))


@routes.patch("/labels/<path:name>")
@web.needs("labels:write")
def change_label(name: str) -> Response:
    content, label = web.body(), web.state().labels.get(name)
    new_name = web.text(content, "new_name") or label.name
    color = (web.text(content, "color") or label.color).removeprefix("#")
    description = web.text(content, "description") if "description" in content else label.description
    return web.answer(web.shapes().label(web.state().labels.change(name, new_name, color, description)))


@routes.delete("/labels/<path:name>")
@web.needs("labels:write")
def delete_label(name: str) -> Response:
    label = web.state().labels.get(name)
    web.state().issues.remove_label(label.id)
    web.state().labels.delete(name)
    return web.nothing()


def _labels_of(issue: Issue) -> Response:
    page, headers = web.page_of(web.shapes().labels_of(issue))
    return web.answer(page, headers=headers)


@routes.get("/issues/<int:number>/labels")
@web.needs("issues:read")
def list_issue_labels(number: int) -> Response:
    return _labels_of(web.state().issues.get(number))


def _names() -> list[str]:
    """Return label names sent as a bare list, as an older version of the API takes them, or under `labels`."""
    content = web.body_of_any_kind()
    return label_names(content if isinstance(content, list) else web.body().get("labels"))


@routes.post("/issues/<int:number>/labels")
@web.needs("labels:write")
def add_issue_labels(number: int) -> Response:
    issue = web.state().issues.get(number)
    return _labels_of(put_labels(web.actor(), issue, web.state().labels.ids(_names(), issue.labels)))


@routes.put("/issues/<int:number>/labels")
@web.needs("labels:write")
def set_issue_labels(number: int) -> Response:
    issue = web.state().issues.get(number)
    return _labels_of(put_labels(web.actor(), issue, web.state().labels.ids(_names())))


@routes.delete("/issues/<int:number>/labels")
@web.needs("labels:write")
def clear_issue_labels(number: int) -> Response:
    put_labels(web.actor(), web.state().issues.get(number), ())
    return web.nothing()


@routes.delete("/issues/<int:number>/labels/<path:name>")
@web.needs("labels:write")
def remove_issue_label(number: int, name: str) -> Response:
    issue = web.state().issues.get(number)
    label = web.state().labels.find(name)
    if label is None or label.id not in issue.labels:
        raise web.ApiError(404, "Label does not exist")
    return _labels_of(
        put_labels(web.actor(), issue, tuple(each for each in issue.labels if each != label.id))
    )

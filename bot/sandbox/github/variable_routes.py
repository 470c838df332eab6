"""The repository's variables over HTTP.

Source: GitHub's REST reference, page "GitHub Actions variables".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from bot.sandbox.github import web
from bot.sandbox.github.policies import ExistsError
from bot.sandbox.github.shapes import stamp

if TYPE_CHECKING:
    from bot.sandbox.github.policies import Variable
    from bot.sandbox.github.shapes import Json

routes = Blueprint("variables", __name__, url_prefix="/repos/<owner>/<repo>/actions/variables")
_NAME = re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*", re.IGNORECASE)
_BY_DEFAULT, _MOST = 10, 30  # a page; other lists have 30 and 100


def _shape(variable: Variable) -> Json:
    return {
        "name": variable.name,
        "value": variable.value,
        "created_at": stamp(variable.created_at),
        "updated_at": stamp(variable.updated_at),
    }


@routes.get("")
@web.needs("actions_variables:read")
def list_variables() -> Response:
    found = web.state().policies.variables()
    page, headers = web.page_of([_shape(one) for one in found], _BY_DEFAULT, _MOST)
    return web.answer({"total_count": len(found), "variables": page}, headers=headers)


@routes.post("")
@web.needs("actions_variables:write")
def create_variable() -> Response:
    content = web.body()
    name = web.text(content, "name", required=True) or ""
    if not _NAME.fullmatch(name):
        raise web.ApiError(422, "Variable names can only contain alphanumeric characters or underscores")
    try:
        web.state().policies.add_variable(name, web.text(content, "value", required=True) or "")
    except ExistsError:
        raise web.ApiError(409, "Already exists - Variable already exists") from None
    return web.answer({}, 201)


@routes.get("/<name>")
@web.needs("actions_variables:read")
def get_variable(name: str) -> Response:
    return web.answer(_shape(web.state().policies.variable(name)))


@routes.patch("/<name>")
@web.needs("actions_variables:write")
def change_variable(name: str) -> Response:
    value = web.text(web.body(), "value")
    known = web.state().policies.variable(name)
    web.state().policies.change_variable(name, known.value if value is None else value)
    return web.nothing()


@routes.delete("/<name>")
@web.needs("actions_variables:write")
def delete_variable(name: str) -> Response:
    web.state().policies.remove_variable(name)
    return web.nothing()

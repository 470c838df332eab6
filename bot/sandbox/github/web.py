"""What all routes of the emulated API share: state, permissions, refusals, bodies and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, cast
from urllib.parse import urlencode

from flask import Response, current_app, g, jsonify, request

from bot.sandbox.github import permitted_keys
from bot.sandbox.github.shapes import Json, Shapes

if TYPE_CHECKING:
    from bot.sandbox.emulator.faults import Faults
    from bot.sandbox.github.state import GithubState
    from bot.sandbox.github.values import Actor
    from bot.sandbox.workflows.engine import Engine

P = ParamSpec("P")
DOCS = "https://docs.github.com/rest"
MAX_PER_PAGE = 100


@dataclass(frozen=True)
class GithubEmulator:
    """The parts of one emulated GitHub."""

    state: GithubState
    faults: Faults
    actions: Engine | None

    def __post_init__(self) -> None:
        state, faults = self.state, self.faults
        state.is_on = lambda fault: fault in faults.active()
        state.secrets.hidden = lambda: "CONTACT_KEY" if state.is_on("github-secret-missing") else ""
        state.secrets.found = lambda: faults.switch_off("github-secret-missing")
        state.labels.grey = lambda: state.is_on("github-grey-labels")
        state.labels.coloured = lambda: faults.switch_off("github-grey-labels")


class ApiError(Exception):
    """The request is answered with an error."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[object] = (),
        *,
        headers: Mapping[str, str] | None = None,
        docs: str = DOCS,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.docs = docs


def emulator() -> GithubEmulator:
    return cast("GithubEmulator", current_app.extensions["github"])


def state() -> GithubState:
    return emulator().state


def shapes() -> Shapes:
    return Shapes(state(), request.host_url)


def actor_or_none() -> Actor | None:
    return cast("Actor | None", g.get("actor"))


def actor() -> Actor:
    known = actor_or_none()
    if known is None:
        raise ApiError(401, "Requires authentication")
    return known


def refusal() -> str:
    known = actor_or_none()
    if known is not None and known.is_integration:
        return "Resource not accessible by integration"
    return "Resource not accessible by personal access token"


def accept(permission: str) -> None:
    """Name the permission that the request needs in the answer's header."""
    g.accepted_permissions = permission.replace(":", "=")


def require(permission: str) -> None:
    """Refuse unless the token has the permission; the answer does not reveal what exists."""
    accept(permission)
    if permission.endswith(":read") and actor_or_none() is None and not state().is_guarded(permission):
        return  # the repository is public, or the request would have been refused before
    known = actor()
    if state().may(known, permission):
        return
    if known.scopes is None:
        raise ApiError(404, "Not Found")
    raise ApiError(403, refusal())


def needs(permission: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Restrict a route to tokens with the permission."""

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            require(permission)
            return view(*args, **kwargs)

        return guarded

    return decorate


def answer(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    response = jsonify(content)
    response.status_code = status
    response.headers.update(headers or {})
    return response


def nothing() -> Response:
    return Response(status=204)


def refuse(error: ApiError) -> Response:
    content: Json = {"message": str(error), "documentation_url": error.docs, "status": str(error.status)}
    if error.errors:
        content["errors"] = error.errors
    return answer(content, error.status, error.headers)


def body() -> Json:
    """Return the JSON object of a request; an empty body counts as an empty object."""
    content = body_of_any_kind()
    if not isinstance(content, dict):
        raise ApiError(400, "Body should be a JSON object")
    foreign = permitted_keys.refusal(request.endpoint or "", content)
    if foreign:
        raise ApiError(422, foreign)
    return content


def body_of_any_kind() -> Any:
    # GitHub reads JSON whatever the content type says; get_data leaves forms unparsed.
    if not request.get_data():
        return {}
    content = request.get_json(force=True, silent=True)
    if content is None:
        raise ApiError(400, "Problems parsing JSON")
    return content


def text(content: Json, name: str, *, required: bool = False) -> str | None:
    """Return a string field; a missing one or a wrong type is refused in the words of GitHub's schema check."""
    value = content.get(name)
    if value is None and not required:
        return None
    if value is None:
        raise ApiError(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
    if not isinstance(value, str):
        raise ApiError(422, f"Invalid request.\n\nFor '{name}', {value!r} is not a string.")
    return value


def moment(name: str) -> datetime | None:
    """Return a time from the query."""
    value = request.args.get(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise ApiError(422, f"Invalid request.\n\n'{name}' is not a valid date-time.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def choice(name: str, *allowed: str) -> str:
    """Return one of the allowed words from the query; the first is the default."""
    value = request.args.get(name, allowed[0])
    if value not in allowed:
        raise ApiError(422, "Validation Failed", [{"resource": "Issue", "code": "invalid", "field": name}])
    return value


def page_of(
    items: Sequence[Any], by_default: int = 30, most: int = MAX_PER_PAGE
) -> tuple[list[Any], dict[str, str]]:
    """Return the requested page, and a Link header with its neighbours."""
    found, neighbours = cut(items, by_default, most)
    header = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in neighbours.items())
    return found, {"Link": header} if header else {}


def cut(items: Sequence[Any], by_default: int, most: int) -> tuple[list[Any], dict[str, str]]:
    """Return the requested page, and the addresses of its neighbours by their names in a Link header."""
    per_page = min(most, _number("per_page", by_default))
    page = _number("page", 1)
    last = max(1, -(-len(items) // per_page))
    neighbours: dict[str, str] = {}
    if page > 1:
        neighbours |= {"prev": _page_url(min(page - 1, last)), "first": _page_url(1)}
    if page < last:
        neighbours |= {"next": _page_url(page + 1), "last": _page_url(last)}
    return list(items[(page - 1) * per_page : page * per_page]), neighbours


def _number(name: str, default: int) -> int:
    value = request.args.get(name, "")
    return int(value) if value.isdecimal() and int(value) > 0 else default


def _page_url(number: int) -> str:
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{request.base_url}?{urlencode([*query, ('page', str(number))])}"

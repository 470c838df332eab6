"""What happens before and after every API call: faults, tokens, versions, limits, cache headers."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from bot.core import clock
from bot.sandbox.github import app_routes, renames
from bot.sandbox.github.faults import HANG_SECONDS, LONG_LIMIT_SECONDS, SLOW_SECONDS
from bot.sandbox.github.limits import CORE, GRAPHQL
from bot.sandbox.github.values import RELAY, DeletedError, InvalidError, MissingError, RefusedError
from bot.sandbox.github.web import ApiError, actor_or_none, emulator, refuse, state

if TYPE_CHECKING:
    from bot.sandbox.github.limits import Allowance
    from bot.sandbox.github.values import Actor

VERSIONS = ("2022-11-28", "2026-03-10")
# docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api, "User-Agent".
_NO_USER_AGENT = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header "
    "(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required)."
)
_LIMITED = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
# What these faults answer every call.
_INSTEAD = {
    "github-down": ApiError(503, "No server is currently available to service your request."),
    "github-bad-credentials": ApiError(401, "Bad credentials"),
    "github-secondary-limit": ApiError(403, _LIMITED, headers={"Retry-After": "1"}),
    "github-long-limit": ApiError(429, _LIMITED, headers={"Retry-After": str(LONG_LIMIT_SECONDS)}),
}
NOT_THE_API = {"control", "app_control", "assets", "pages", "forms", "files", "manifest_pages"}
# What the relay's token has besides, where a fault makes it too broad; and when its end is near.
_MORE = frozenset({"secrets:read", "issues:write", "administration:read", "actions_variables:read"})
_SOON = timedelta(days=3)


def install(app: Flask) -> None:
    app.before_request(_before)
    app.after_request(_after)
    app.url_value_preprocessor(_check_repository)
    renames.serve_ids(app)
    app.register_error_handler(ApiError, refuse)
    app.register_error_handler(MissingError, lambda _: refuse(ApiError(404, "Not Found")))
    app.register_error_handler(DeletedError, lambda _: refuse(ApiError(410, "This issue was deleted")))
    app.register_error_handler(RefusedError, lambda error: refuse(ApiError(403, str(error))))
    app.register_error_handler(InvalidError, _invalid)
    app.register_error_handler(HTTPException, _http)


def _invalid(error: InvalidError) -> Response:
    return refuse(ApiError(422, "Validation Failed", [error.error]))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    return refuse(ApiError(status, "Not Found" if status in {404, 405} else error.name))


def _is_api() -> bool:
    return request.blueprint not in NOT_THE_API


def _before() -> Response | None:
    if not _is_api():
        return None
    g.allowance = state().limits.look(None)
    if not request.headers.get("User-Agent"):
        raise ApiError(403, _NO_USER_AGENT)
    answer = _fault_response()
    if answer is not None:
        return answer
    g.actor = _authenticate()
    g.allowance = state().limits.look(actor_or_none(), _resource())
    version = request.headers.get("X-GitHub-Api-Version", VERSIONS[0])
    if version not in VERSIONS:
        raise ApiError(
            400, f"Version {version} of the API is not supported; use one of {', '.join(VERSIONS)}."
        )
    # GraphQL says so in an answer with status 200.
    if g.allowance.exhausted and request.path != "/rate_limit" and not _is_graphql():
        raise ApiError(403, f"API rate limit exceeded for {actor_name()}.")
    return _repository_response() if g.get("of_repository") else None


def _repository_response() -> Response | None:
    """Refuse what the repository, as it is set, does not take; answer for its former name."""
    hidden = g.other_repository or not state().may_see(actor_or_none())
    if hidden or emulator().faults.fires("github-no-repository"):
        raise ApiError(404, "Not Found")
    if g.former_repository:
        return renames.moved()
    if request.method not in {"GET", "HEAD"} and state().repository.archived:
        raise ApiError(403, "Repository was archived so is read-only.")
    # Labels and locks of an issue lie on other blueprints, below the same path.
    if "issues" in request.path.split("/")[4:5] and not state().repository.has_issues:
        raise ApiError(410, "Issues has been disabled in this repository.")
    return None


def _is_graphql() -> bool:
    return request.blueprint == "graphql"


def _resource() -> str:
    return GRAPHQL if _is_graphql() else CORE


def actor_name() -> str:
    known = actor_or_none()
    return known.login if known else "127.0.0.1"


def _check_repository(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take owner and name out of the address, so that routes do not all have to accept them."""
    if not values or "owner" not in values:
        return
    g.of_repository = True
    asked = f"{values.pop('owner')}/{values.pop('repo')}"
    known = state()
    g.former_repository = known.was_called(asked)
    g.other_repository = asked.lower() != known.repository.full_name.lower() and not g.former_repository


def _authenticate() -> object:
    header = request.headers.get("Authorization", "")
    if not header:
        if request.blueprint == app_routes.routes.name:
            raise ApiError(401, "A JSON web token could not be decoded")
        return None
    scheme, _, token = header.partition(" ")
    if request.blueprint == app_routes.routes.name:
        return app_routes.authenticated(token.strip())
    known = state().people.actor(token.strip()) if scheme.lower() in {"bearer", "token"} else None
    if known is None:
        raise ApiError(401, "Bad credentials")
    return _as_faults_have_it(known)


def _as_faults_have_it(known: Actor) -> Actor:
    """Return the owner of a token; faults change what the relay's may do and how long it lasts."""
    if known.login != RELAY or known.scopes is None:
        return known
    is_on = state().is_on
    if is_on("github-classic-token"):
        return replace(known, kind="person", scopes=None)
    scopes = known.scopes | _MORE if is_on("github-broad-token") else known.scopes
    if is_on("github-token-reads-no-runs"):
        scopes -= {"actions:read"}
    return replace(
        known, scopes=scopes, expires=clock.now() + _SOON if is_on("github-token-expires") else known.expires
    )


def _fault_response() -> Response | None:
    """Return a fault's answer instead of the API's, if one is switched on."""
    fires = emulator().faults.fires
    if fires("github-slow"):
        clock.sleep(SLOW_SECONDS)
    for fault, answer in _INSTEAD.items():
        if fires(fault):
            return refuse(answer)
    adds_reaction = request.method == "POST" and request.path.endswith("/reactions")
    if adds_reaction and fires("github-hang-reactions"):
        clock.sleep(HANG_SECONDS)
        return refuse(ApiError(502, "Server Error"))
    dispatches = request.method == "POST" and request.path.endswith("/dispatches")
    if dispatches and "/actions/" not in request.path and fires("github-no-dispatch"):
        return refuse(ApiError(404, "Not Found"))
    return None


def _after(response: Response) -> Response:
    if not _is_api():
        return response
    if _answer_is_lost(response):
        response = refuse(ApiError(502, "Server Error"))
    if response.is_json:
        response.headers["Content-Type"] = "application/json; charset=utf-8"
    if request.method == "GET" and response.status_code == 200:
        digest = hashlib.sha256(response.data).hexdigest()
        response.set_etag(digest, weak=True)
        response.headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
        response.make_conditional(request)
        response.headers.pop("Date", None)  # the server adds one itself
    allowance: Allowance = g.allowance
    # A 304 does not count towards the limit; nor does asking for the limit itself.
    if response.status_code != 304 and request.path != "/rate_limit":
        points = g.graphql_cost.points if "graphql_cost" in g else 1
        allowance = state().limits.consume(actor_or_none(), _resource(), points)
    response.headers.update(_headers(allowance))
    return response


def _answer_is_lost(response: Response) -> bool:
    if request.method != "POST":
        return False
    if response.status_code == 201:
        return emulator().faults.fires("github-lost-answer")
    if g.get("carried_out"):  # mutations of GraphQL
        return response.status_code == 200 and emulator().faults.fires("github-lost-answer")
    dispatched = response.status_code == 204 and request.endpoint == "repository.dispatch"
    return dispatched and emulator().faults.fires("github-lost-dispatch")


def _headers(allowance: Allowance) -> dict[str, str]:
    figures = {f"X-RateLimit-{name.title()}": str(value) for name, value in allowance.figures().items()}
    headers = {
        **figures,
        "X-RateLimit-Resource": _resource(),
        "X-GitHub-Request-Id": secrets.token_hex(8).upper(),
        "X-GitHub-Api-Version-Selected": request.headers.get("X-GitHub-Api-Version", VERSIONS[0]),
        "X-GitHub-Media-Type": "github.v3; format=json",
    }
    if "accepted_permissions" in g:
        headers["X-Accepted-GitHub-Permissions"] = g.accepted_permissions
    known = actor_or_none()
    if known is not None and known.kind == "person" and known.scopes is None:
        headers["X-OAuth-Scopes"] = "repo"
    if known is not None and known.expires is not None and known.kind != "app":
        headers["GitHub-Authentication-Token-Expiration"] = known.expires.strftime("%Y-%m-%d %H:%M:%S UTC")
    return headers

"""The API's root, users, the repository, permissions and dispatches."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from bot.sandbox.github import events, web

routes = Blueprint("repository", __name__)
MAX_EVENT_TYPE_CHARACTERS = 100
MAX_PAYLOAD_KEYS = 10
MAX_DISPATCH_CHARACTERS = 65_535


@routes.get("/")
def root() -> Response:
    base = web.shapes().base
    return web.answer({"current_user_url": f"{base}/user", "rate_limit_url": f"{base}/rate_limit"})


@routes.get("/meta")
def meta() -> Response:
    return web.answer({"verifiable_password_authentication": False, "hooks": ["127.0.0.1/32"]})


@routes.get("/rate_limit")
def rate_limit() -> Response:
    core = web.state().limits.look(web.actor_or_none()).figures()
    return web.answer({"resources": {"core": core, "search": {**core, "limit": 30}}, "rate": core})


@routes.get("/user")
def current_user() -> Response:
    known = web.actor()
    if known.is_integration:
        raise web.ApiError(403, web.refusal())
    user = web.state().people.get(known.login)
    sees_plan = known.scopes is None or "plan:read" in known.scopes
    return web.answer(web.shapes().private_user(user) if sees_plan else web.shapes().full_user(user))


@routes.get("/users/<login>")
def user(login: str) -> Response:
    return web.answer(web.shapes().full_user(web.state().people.get(login)))


@routes.get("/repos/<owner>/<repo>")
@web.needs("metadata:read")
def repository() -> Response:
    known, shown = web.actor_or_none(), web.shapes().repository()
    if known and not known.is_integration:
        user = web.state().people.get(known.login)
        shown["permissions"] = web.shapes().permission(user)["user"]["permissions"]
    return web.answer(shown)


@routes.get("/repos/<owner>/<repo>/collaborators/<login>/permission")
@web.needs("metadata:read")
def permission(login: str) -> Response:
    web.actor()
    return web.answer(web.shapes().permission(web.state().people.get(login)))


@routes.post("/repos/<owner>/<repo>/dispatches")
@web.needs("contents:write")
def dispatch() -> Response:
    content = web.body()
    event_type = web.text(content, "event_type", required=True) or ""
    client_payload = content.get("client_payload")
    _check_dispatch(event_type, {} if client_payload is None else client_payload)
    events.dispatched(web.actor(), event_type, client_payload or {})
    return web.nothing()


def _check_dispatch(event_type: str, client_payload: Any) -> None:
    if not event_type:
        raise web.ApiError(422, 'Invalid request.\n\n"event_type" is too short (minimum is 1 character).')
    if len(event_type) > MAX_EVENT_TYPE_CHARACTERS:
        limit = f"is too long (maximum is {MAX_EVENT_TYPE_CHARACTERS} characters)"
        raise web.ApiError(422, f'Invalid request.\n\n"event_type" {limit}.')
    if not isinstance(client_payload, dict):
        raise web.ApiError(422, "Invalid request.\n\nFor 'properties/client_payload', it is not an object.")
    if len(client_payload) > MAX_PAYLOAD_KEYS:
        sent = f"No more than {MAX_PAYLOAD_KEYS} properties are allowed; {len(client_payload)} were supplied."
        raise web.ApiError(422, f"Invalid request.\n\n{sent}")
    # Which serialization of the JSON counts is not documented: the longer of the two must fit.
    size = max(len(request.get_data(as_text=True)), len(json.dumps(client_payload)))
    if size > MAX_DISPATCH_CHARACTERS:
        raise web.ApiError(
            422, f"client_payload is too large (maximum is {MAX_DISPATCH_CHARACTERS} characters)."
        )

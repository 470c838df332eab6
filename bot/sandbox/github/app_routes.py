"""A GitHub App over HTTP: authenticated by a JSON Web Token, it reads its own record and creates tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from bot.core import clock
from bot.sandbox.github import web
from bot.sandbox.github.apps import NotGrantedError, ProofError, SuspendedError
from bot.sandbox.github.shapes import maybe_stamp, stamp
from bot.sandbox.github.values import Actor, MissingError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.emulator.faults import Faults
    from bot.sandbox.github.apps import App, Installation
    from bot.sandbox.github.shapes import Json

routes = Blueprint("apps", __name__)
CLOCK_BEHIND = timedelta(minutes=10)


def now(faults: Faults) -> datetime:
    """Return GitHub's own time, which a fault can set back."""
    behind = "github-clock-behind" in faults.active()
    return clock.now() - (CLOCK_BEHIND if behind else timedelta())


def authenticated(token: str) -> Actor:
    """Return the App that signed the request's token; these routes accept nothing else."""
    try:
        app = web.state().apps.proved(token, now(web.emulator().faults))
    except ProofError as error:
        raise web.ApiError(401, str(error)) from error
    except MissingError as error:
        raise web.ApiError(404, "Integration not found") from error
    return Actor(app.login, "app", frozenset())


@routes.get("/app")
def this_app() -> Response:
    app = web.state().apps.app
    count = 1 if app.installation else 0
    return web.answer({**about(app), "installations_count": count})


def about(app: App) -> Json:
    since = stamp(app.created_at)
    return {
        "id": app.id,
        "client_id": app.client_id,
        "slug": app.slug,
        "node_id": f"A_{app.id}",
        "owner": web.shapes().user(web.state().repository.owner),
        "name": app.slug,
        "description": "",
        "external_url": "https://bot.exemplo.com.br",
        "html_url": f"{web.shapes().base}/apps/{app.slug}",
        "created_at": since,
        "updated_at": since,
        "permissions": dict(app.permissions),
        "events": [],
    }


@routes.get("/repos/<owner>/<repo>/installation")
def of_repository() -> Response:
    apps = web.state().apps
    return web.answer(_installation(apps.app, apps.installation()))


def _installation(app: App, installed: Installation) -> Json:
    base, owner = web.shapes().base, web.state().repository.owner
    known = web.state().people.get(owner)
    since = stamp(installed.created_at)
    return {
        "id": installed.id,
        "account": web.shapes().user(owner),
        "repository_selection": "selected",
        "access_tokens_url": f"{base}/app/installations/{installed.id}/access_tokens",
        "repositories_url": f"{base}/installation/repositories",
        "html_url": f"{base}/settings/installations/{installed.id}",
        "app_id": app.id,
        "app_slug": app.slug,
        "client_id": app.client_id,
        "target_id": known.id,
        "target_type": known.kind,
        "permissions": {**installed.permissions, "metadata": "read"},
        "events": [],
        "created_at": since,
        "updated_at": since,
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": web.shapes().user(owner) if installed.suspended_at else None,
        "suspended_at": maybe_stamp(installed.suspended_at),
    }


@routes.post("/app/installations/<int:installation_id>/access_tokens")
def make_token(installation_id: int) -> Response:
    apps, content = web.state().apps, web.body()
    if web.emulator().faults.fires("github-no-app-tokens"):
        raise web.ApiError(503, "No server is currently available to service your request.")
    if apps.installation().id != installation_id:
        raise MissingError("no such installation")
    only = content.get("repositories")
    if only is not None and only != [web.state().repository.name]:
        why = "There is at least one repository that does not exist or is not accessible to the parent installation."
        raise web.ApiError(422, why)
    try:
        token, ends, permissions = apps.token(content.get("permissions") or {})
    except SuspendedError as error:
        raise web.ApiError(403, "This installation has been suspended") from error
    except NotGrantedError as error:
        raise web.ApiError(422, str(error)) from error
    made = {"token": token, "expires_at": stamp(ends), "permissions": dict(permissions)}
    scope = {"repository_selection": "selected"}
    shown = {"repositories": [web.shapes().repository()]} if only else {}
    return web.answer({**made, **scope, **shown}, 201)


control = Blueprint("app_control", __name__, url_prefix="/_sandbox/app")


@control.get("/keys")
def list_keys() -> Response:
    return web.answer(list(web.state().apps.app.keys))


@control.post("/keys")
def new_key() -> Response:
    return web.answer({"pem": web.state().apps.new_key()}, 201)


@control.delete("/keys")
def delete_key() -> Response:
    web.state().apps.delete_key(request.args.get("fingerprint", ""))
    return list_keys()

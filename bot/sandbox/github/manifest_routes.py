"""A GitHub App made from a manifest: the page where its owner agrees, and the exchange of the code for the App's key.

Source: docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, redirect, request

from bot.sandbox.github import app_routes, web
from bot.sandbox.github.values import MissingError

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

routes = Blueprint("manifests", __name__)
pages = Blueprint("manifest_pages", __name__)
MAX_NAME_CHARACTERS = 34


@pages.post("/settings/apps/new", defaults={"login": ""})
@pages.post("/organizations/<login>/settings/apps/new")
def agree(login: str) -> AnyResponse:
    """Register what the form's manifest asks for, as if its owner had pressed the button, and go back with a code."""
    owner = web.state().repository.owner
    if login and login.lower() != owner.lower():
        raise MissingError(f"no organization {login}")
    manifest = _checked(request.form.get("manifest", ""))
    code = secrets.token_hex(20)
    web.state().apps.agreed[code] = manifest
    back = {"code": code, **({"state": request.args["state"]} if "state" in request.args else {})}
    return redirect(f"{manifest['redirect_url']}?{urlencode(back)}")


def _checked(text: str) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
    except ValueError:
        raise web.ApiError(422, "The manifest is not JSON.") from None
    hook = manifest.get("hook_attributes")
    faults = [name for name in ("url", "redirect_url") if not urlsplit(str(manifest.get(name, ""))).scheme]
    if len(str(manifest.get("name", ""))) > MAX_NAME_CHARACTERS:
        faults.append("name")
    if not isinstance(hook, dict) or not hook.get("url"):
        faults.append("hook_attributes.url")
    if faults:
        raise web.ApiError(422, f"Invalid GitHub App configuration: {', '.join(faults)}.")
    return dict(manifest)


@pages.get("/apps/<slug>/installations/new")
def install(slug: str) -> AnyResponse:
    """Install the App in the repository, as if its owner had chosen it."""
    apps = web.state().apps
    if apps.app.slug != slug:
        raise MissingError(f"no App {slug}")
    apps.install()
    return redirect(f"/{web.state().repository.full_name}/issues")


@routes.post("/app-manifests/<code>/conversions")
def convert(code: str) -> Response:
    """Make the App; a code counts once."""
    apps = web.state().apps
    manifest = apps.agreed.pop(code, None)
    if manifest is None:
        raise MissingError("no such code")
    slug = str(manifest.get("name") or "app").lower().replace(" ", "-")
    made = apps.make(slug, manifest.get("default_permissions", {}))
    apps.uninstall()
    pem = apps.new_key()
    keys = {"client_secret": secrets.token_hex(20), "webhook_secret": None, "pem": pem}
    return web.answer({**app_routes.about(made), **keys}, 201)

"""What Actions may do in the repository, over HTTP; all of it needs an administrator.

Source: GitHub's REST reference, page "GitHub Actions permissions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from bot.sandbox.github import web
from bot.sandbox.github.policies import ACCESS, ALLOWED_ACTIONS

if TYPE_CHECKING:
    from bot.sandbox.github.policies import Policy

routes = Blueprint("policies", __name__, url_prefix="/repos/<owner>/<repo>/actions/permissions")
OFF = "actions-off"


def _policy() -> Policy:
    return web.state().policy


@routes.get("")
@web.needs("administration:read")
def permissions() -> Response:
    if OFF in web.emulator().faults.active():
        return web.answer({"enabled": False, "sha_pinning_required": False})
    policy = _policy()
    shown: dict[str, Any] = {
        "enabled": True,
        "allowed_actions": policy.allowed_actions,
        "sha_pinning_required": policy.sha_pinning,
    }
    if policy.allowed_actions == "selected":
        shown["selected_actions_url"] = f"{web.shapes().repo_url}/actions/permissions/selected-actions"
    return web.answer(shown)


@routes.put("")
@web.needs("administration:write")
def change_permissions() -> Response:
    content = web.body()
    enabled = content.get("enabled")
    if not isinstance(enabled, bool):
        raise web.ApiError(422, 'Invalid request.\n\n"enabled" wasn\'t supplied.')
    allowed = _one_of(content, "allowed_actions", ALLOWED_ACTIONS)
    faults = web.emulator().faults
    if enabled:
        faults.switch_off(OFF)
    else:
        faults.switch_on(OFF)
    if allowed:
        faults.switch_off("actions-local-only")
        web.state().policies.change(allowed_actions=allowed)
    return web.nothing()


@routes.get("/selected-actions")
@web.needs("administration:read")
def selected_actions() -> Response:
    policy = _policy()
    if policy.allowed_actions != "selected":
        raise web.ApiError(409, "Allowed actions is not set to selected")
    return web.answer(
        {
            "github_owned_allowed": policy.github_owned,
            "verified_allowed": policy.verified,
            "patterns_allowed": list(policy.patterns),
        }
    )


@routes.put("/selected-actions")
@web.needs("administration:write")
def change_selected_actions() -> Response:
    content, policy = web.body(), _policy()
    if policy.allowed_actions != "selected":
        raise web.ApiError(409, "Allowed actions is not set to selected")
    web.state().policies.change(
        github_owned=bool(content.get("github_owned_allowed", policy.github_owned)),
        verified=bool(content.get("verified_allowed", policy.verified)),
        patterns=tuple(content.get("patterns_allowed", policy.patterns)),
    )
    return web.nothing()


@routes.get("/workflow")
@web.needs("administration:read")
def default_permissions() -> Response:
    policy = _policy()
    return web.answer(
        {
            "default_workflow_permissions": policy.default_permissions,
            "can_approve_pull_request_reviews": policy.may_approve,
        }
    )


@routes.get("/access")
@web.needs("administration:read")
def access() -> Response:
    _private_only()
    return web.answer({"access_level": _policy().access})


@routes.put("/access")
@web.needs("administration:write")
def change_access() -> Response:
    _private_only()
    level = _one_of(web.body(), "access_level", ACCESS)
    if not level:
        raise web.ApiError(422, 'Invalid request.\n\n"access_level" wasn\'t supplied.')
    web.state().policies.change(access=level)
    return web.nothing()


def _private_only() -> None:
    if not web.state().repository.private:
        raise web.ApiError(422, "Access policy only applies to internal and private repositories.")


def _one_of(content: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = web.text(content, name)
    if value is not None and value not in allowed:
        listed = ", ".join(allowed)
        raise web.ApiError(422, f"Invalid request.\n\n{value} is not a member of [{listed}].")
    return value or ""

"""Who may do what, which rules hold, and what the owner's plan includes, over HTTP.

Sources: GitHub's REST reference, pages "Collaborators", "Rules", "Billing usage" and "Organizations"; for the refusal
of rules github.com/github/branch-deploy/pull/345.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from bot.core import clock
from bot.sandbox.github import web
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.github.policies import PLANS
from bot.sandbox.github.values import ROLES, MissingError, Role

if TYPE_CHECKING:
    from bot.sandbox.github.shapes import Json
    from bot.sandbox.github.values import Actor

routes = Blueprint("accounts", __name__)
_UPGRADE = "Upgrade to GitHub Pro or make this repository public to enable this feature."
_RULESET = 4711
_LEAST: dict[str, Role] = {
    "pull": "read",
    "triage": "triage",
    "push": "write",
    "maintain": "maintain",
    "admin": "admin",
}


@routes.get("/user/repos")
def repositories() -> Response:
    """List what the token's owner has access to: here one repository, or none."""
    known = web.actor()
    if known.is_integration:
        raise web.ApiError(403, web.refusal())
    sees = web.state().people.has_role(known.login, "read")
    page, headers = web.page_of([web.shapes().repository()] if sees else [])
    return web.answer(page, headers=headers)


@routes.get("/repos/<owner>/<repo>/collaborators")
@web.needs("metadata:read")
def collaborators() -> Response:
    state, known = web.state(), web.actor()
    if not known.is_integration and not state.people.has_role(known.login, "write"):
        raise web.ApiError(403, "Must have push access to view repository collaborators.")
    least = web.choice("permission", "pull", *_LEAST)
    found = [
        user
        for user in state.people.everyone()
        if user.kind == "User"
        and user.login != JOB_LOGIN
        and ROLES.index(state.role_of(user.login)) >= ROLES.index(_LEAST[least])
    ]
    page, headers = web.page_of(found)
    return web.answer([web.shapes().permission(user)["user"] for user in page], headers=headers)


@routes.get("/repos/<owner>/<repo>/rules/branches/<path:branch>")
@web.needs("metadata:read")
def rules(branch: str) -> Response:
    repository, policy = web.state().repository, web.state().policy
    if repository.private and policy.plan == "free":
        raise web.ApiError(403, _UPGRADE)
    about = {
        "ruleset_source_type": "Repository",
        "ruleset_source": repository.full_name,
        "ruleset_id": _RULESET,
    }
    kinds = policy.rules if branch == repository.default_branch else ()
    page, headers = web.page_of([_rule(kind) | about for kind in kinds])
    return web.answer(page, headers=headers)


def _rule(kind: str) -> Json:
    if kind != "pull_request":
        return {"type": kind}
    parameters = {
        "dismiss_stale_reviews_on_push": False,
        "require_code_owner_review": False,
        "require_last_push_approval": False,
        "required_approving_review_count": 0,
        "required_review_thread_resolution": False,
    }
    return {"type": kind, "parameters": parameters}


@routes.get("/orgs/<login>")
def organization(login: str) -> Response:
    repository = web.state().repository
    if login.lower() != repository.owner.lower() or repository.owner_kind != "Organization":
        raise MissingError(f"no organization {login}")
    shown = web.shapes().organization()
    known = web.actor_or_none()
    if known and _may_see_money(known, "organization_administration:read"):
        shown["plan"] = {"name": web.state().policy.plan, "space": 976_562_499, "private_repos": 999_999}
    return web.answer(shown)


@routes.get("/users/<login>/settings/billing/usage/summary", defaults={"kind": "User"})
@routes.get("/organizations/<login>/settings/billing/usage/summary", defaults={"kind": "Organization"})
def usage(login: str, kind: str) -> Response:
    """Answer with the minutes of this month, whatever month is asked for."""
    repository, known = web.state().repository, web.actor()
    permission = "plan:read" if kind == "User" else "organization_administration:read"
    web.accept(permission)
    if login.lower() != repository.owner.lower() or repository.owner_kind != kind:
        raise MissingError(f"no account {login}")
    if not _may_see_money(known, permission):
        raise web.ApiError(403 if known.scopes is not None else 404, web.refusal())
    now = clock.now()
    period = {
        "year": request.args.get("year", now.year, int),
        "month": request.args.get("month", now.month, int),
    }
    whose = {"user" if kind == "User" else "organization": repository.owner}
    return web.answer({"timePeriod": period, **whose, "usageItems": [_minutes(), _storage()]})


def _may_see_money(known: Actor, permission: str) -> bool:
    """Whether a token may see what its owner's account, or an organization that it administers, has used."""
    state = web.state()
    is_owner = known.login.lower() == state.repository.owner.lower()
    of_organization = state.repository.owner_kind == "Organization" and state.people.has_role(
        known.login, "admin"
    )
    allowed = known.scopes is None or permission in known.scopes
    return allowed and (is_owner or of_organization)


def _minutes() -> Json:
    policy = web.state().policy
    used, included = policy.minutes_used, PLANS[policy.plan]
    covered = min(used, included)
    return _item("actions_linux_slim", "minutes", 0.002, used, covered)


def _storage() -> Json:
    return _item("actions_storage", "gigabyte-hours", 0.00034, 12, 12)


def _item(sku: str, unit: str, price: float, used: int, covered: int) -> Json:
    return {
        "product": "Actions",
        "sku": sku,
        "unitType": unit,
        "pricePerUnit": price,
        "grossQuantity": used,
        "grossAmount": used * price,
        "discountQuantity": covered,
        "discountAmount": covered * price,
        "netQuantity": used - covered,
        "netAmount": (used - covered) * price,
    }

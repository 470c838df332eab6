"""The repository's secrets over HTTP; a job's token may not even list their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from bot.sandbox.github import web
from bot.sandbox.github.shapes import stamp
from bot.sandbox.github.values import InvalidError

if TYPE_CHECKING:
    from bot.sandbox.github.secrets import Secret
    from bot.sandbox.github.shapes import Json

routes = Blueprint("secrets", __name__, url_prefix="/repos/<owner>/<repo>/actions/secrets")
of_organization = Blueprint(
    "organization_secrets", __name__, url_prefix="/repos/<owner>/<repo>/actions/organization-secrets"
)
_NAME = re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*", re.IGNORECASE)


def _shape(secret: Secret) -> Json:
    return {
        "name": secret.name,
        "created_at": stamp(secret.created_at),
        "updated_at": stamp(secret.updated_at),
    }


@routes.get("")
@web.needs("secrets:read")
def list_secrets() -> Response:
    found = web.state().secrets.everything()
    page, headers = web.page_of([_shape(one) for one in found])
    return web.answer({"total_count": len(found), "secrets": page}, headers=headers)


@of_organization.get("")
@web.needs("secrets:read")
def list_organization_secrets() -> Response:
    """List the secrets that the owner shares with the repository: none here."""
    return web.answer({"total_count": 0, "secrets": []})


@routes.get("/public-key")
@web.needs("secrets:read")
def public_key() -> Response:
    secrets = web.state().secrets
    return web.answer({"key_id": secrets.key_id, "key": secrets.public_key})


@routes.get("/<name>")
@web.needs("secrets:read")
def get_secret(name: str) -> Response:
    return web.answer(_shape(web.state().secrets.get(name)))


@routes.put("/<name>")
@web.needs("secrets:write")
def put_secret(name: str) -> Response:
    content = web.body()
    if not _NAME.fullmatch(name):
        raise InvalidError("Secret", "name", "invalid")
    sealed = web.text(content, "encrypted_value", required=True) or ""
    key_id = web.text(content, "key_id", required=True) or ""
    is_new = web.state().secrets.put_sealed(name, sealed, key_id)
    return web.answer({}, 201) if is_new else web.nothing()


@routes.delete("/<name>")
@web.needs("secrets:write")
def delete_secret(name: str) -> Response:
    web.state().secrets.remove(name)
    return web.nothing()

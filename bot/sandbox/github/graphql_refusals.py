"""What GraphQL refuses: one error an entry of the answer, with its type; the status stays 200.

GitHub documents neither the types nor the sentences. Those here are as public issues show them, such as cli/cli#4801
("was submitted too quickly"), lock-threads#47 ("Resource not accessible by integration") and octokit/graphql-action#110
("Something went wrong", without a type); where none was found, the sentence is that of the REST API.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import g

from bot.sandbox.github import web
from bot.sandbox.github.values import DeletedError, InvalidError, MissingError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import GraphQLError

    from bot.sandbox.github.shapes import Json

_TYPES = {401: "FORBIDDEN", 403: "FORBIDDEN", 404: "NOT_FOUND", 410: "NOT_FOUND", 422: "UNPROCESSABLE"}


class FieldRefusedError(Exception):
    """One field of a request is refused."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class BrokenOffError(Exception):
    """GitHub ends the whole request here: no answer says what has been carried out."""


def of(error: Exception) -> Exception:
    """Return what the REST API would answer as a refusal of GraphQL."""
    match error:
        case web.ApiError():
            g.graphql_headers = {**g.get("graphql_headers", {}), **error.headers}
            detail = next((str(one["message"]) for one in error.errors if isinstance(one, dict)), "")
            kind = "RATE_LIMITED" if "Retry-After" in error.headers else _TYPES.get(error.status, "INTERNAL")
            return FieldRefusedError(kind, detail or str(error))
        case InvalidError():
            return FieldRefusedError("UNPROCESSABLE", str(error))
        case RefusedError():
            return FieldRefusedError("FORBIDDEN", str(error))
        case MissingError() | DeletedError():
            return FieldRefusedError("NOT_FOUND", "Could not resolve to a node with the global id given.")
    return error


def missing(node: str) -> FieldRefusedError:
    return FieldRefusedError("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'.")


def failed() -> FieldRefusedError:
    """Return what GitHub says where it fails itself: nothing about what it has carried out."""
    reference = secrets.token_hex(8).upper()
    return FieldRefusedError(
        "",
        f"Something went wrong while executing your query. Please include `{reference}` when reporting this issue.",
    )


def shown(errors: Iterable[GraphQLError]) -> list[Json]:
    """Return errors of fields as GitHub shows them; raises what is no refusal."""
    found = []
    for error in errors:
        why = error.original_error
        if why is not None and not isinstance(why, FieldRefusedError):
            raise why
        entry: dict[str, Any] = {"type": why.kind} if why and why.kind else {}
        found.append({**entry, "path": error.path or [], "message": error.message})
    return found

"""POST /graphql: checks a request against the schema and GitHub's limits, and carries it out.

Source: docs.github.com/graphql/guides/forming-calls-with-graphql and ".../overview/rate-limits-and-query-limits". The
status is 200 also for what is refused; `errors` says so, and what was not refused has been done all the same.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from bot.sandbox.github import graphql_cost, graphql_mutations, graphql_objects, graphql_refusals, web
from bot.sandbox.github.graphql_refusals import BrokenOffError, FieldRefusedError
from bot.sandbox.github.limits import GRAPHQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphql import DocumentNode

    from bot.sandbox.github.shapes import Json

routes = Blueprint("graphql", __name__)

# Of a query that was parsed, so that each has an end; to look for one that may be missing takes more than linear time.
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*+"?')
_TIMED_OUT = "We couldn't respond to your request in time. Sorry about that."
_CODES = {
    "Cannot query field": "undefinedField",
    "Unknown argument": "argumentNotAccepted",
    "Unknown type": "undefinedType",
    "never used": "variableNotUsed",
    "is not defined": "variableNotDefined",
    "is required": "missingRequiredArguments",
}


@cache
def schema() -> GraphQLSchema:
    text = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")
    return build_schema(text)


class Queries:
    """The root of a request that only asks."""

    def repository(self, owner: str, name: str, *, follow_renames: bool) -> graphql_objects.RepositoryObject:
        asked, state = f"{owner}/{name}", web.state()
        known = asked.lower() == state.repository.full_name.lower()
        known = known or (follow_renames and state.was_called(asked))
        hidden = not state.may_see(web.actor()) or web.emulator().faults.fires("github-no-repository")
        if not known or hidden:
            message = f"Could not resolve to a Repository with the name '{asked}'."
            raise FieldRefusedError("NOT_FOUND", message)
        return graphql_objects.RepositoryObject()

    def user(self, login: str) -> graphql_objects.ActorObject:
        return graphql_objects.user(login)

    def node(self, id: str) -> object:  # noqa: A002 - GitHub's name
        return self._node(id)

    def nodes(self, ids: Sequence[str]) -> list[object]:
        """Return each node, or the refusal of one that cannot be shown: that hides no other."""
        found = list[object]()
        for one in ids:
            try:
                found.append(self._node(one))
            except FieldRefusedError as why:
                found.append(why)
        return found

    @property
    def rate_limit(self) -> Any:
        return lambda **_: {
            **_used(),
            "cost": g.graphql_cost.points,
            "node_count": g.graphql_cost.nodes,
        }

    @staticmethod
    def _node(one: str) -> object:
        found = graphql_objects.find(one)
        graphql_objects.may_read()
        return found


def _used() -> Json:
    known = web.state().limits.look(web.actor(), GRAPHQL)
    figures = known.figures()
    return {**figures, "reset_at": known.resets.strftime("%Y-%m-%dT%H:%M:%SZ")}


@routes.post("/graphql")
def graphql() -> Response:
    web.actor()  # GraphQL knows no anonymous requests
    content = web.body()
    try:
        document, faults = _read(web.text(content, "query", required=True) or "")
    except GraphQLError as error:
        return web.answer({"errors": [_fault(error)]})
    if faults:
        return web.answer({"errors": list(map(_fault, faults))})
    operation, fragments = _parts(document)
    variables = content.get("variables") or {}
    try:
        g.graphql_cost = graphql_cost.of(schema(), operation, fragments, variables)
    except FieldRefusedError as why:
        return web.answer({"data": None, "errors": [{"type": why.kind, "message": str(why)}]})
    if web.state().limits.look(web.actor(), GRAPHQL).exhausted:
        message = f"API rate limit exceeded for {web.actor().login}."
        return web.answer({"errors": [{"type": "RATE_LIMITED", "message": message}]})
    return _carried_out(document, operation, variables)


def _read(query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """Return a query and what is wrong with it; raises GraphQLError for what is no query."""
    document = parse(query)
    return document, [] if _is_valid(_STRING.sub('""', query)) else validate(schema(), document)


@lru_cache(maxsize=1024)
def _is_valid(query: str) -> bool:
    """Whether a query is valid whatever its strings are: to find out takes longer than all the rest of a request."""
    try:
        return not validate(schema(), parse(query))
    except GraphQLError:
        return False


def _carried_out(document: DocumentNode, operation: OperationDefinitionNode, variables: Json) -> Response:
    changes = operation.operation is OperationType.MUTATION
    result = execute_sync(
        schema(),
        document,
        root_value=graphql_mutations.Mutations() if changes else Queries(),
        variable_values=variables,
        field_resolver=_resolve,
        type_resolver=graphql_objects.type_of,
    )
    if g.get("has_failed"):
        return web.answer({"data": None, "errors": [{"message": str(graphql_refusals.failed())}]})
    if g.get("broken_off") or any(
        isinstance(one.original_error, BrokenOffError) for one in result.errors or ()
    ):
        return web.refuse(web.ApiError(502, _TIMED_OUT))
    found = list(result.errors or ())
    shown = graphql_refusals.shown(one for one in found if one.path)
    shown += [_fault(one) for one in found if not one.path]
    answer: Json = {"data": result.data, **({"errors": shown} if shown else {})}
    return web.answer(answer, headers=g.get("graphql_headers"))


def _resolve(source: Any, info: Any, **given: Any) -> Any:
    resolver = (
        graphql_mutations.resolve
        if isinstance(source, graphql_mutations.Mutations)
        else graphql_objects.resolve
    )
    return resolver(source, info, **given)


def _parts(document: DocumentNode) -> tuple[OperationDefinitionNode, dict[str, FragmentDefinitionNode]]:
    operations: Iterable[OperationDefinitionNode] = (
        one for one in document.definitions if isinstance(one, OperationDefinitionNode)
    )
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    return next(iter(operations)), fragments


def _fault(error: GraphQLError) -> Json:
    """Return a fault that validation found; GitHub carries out nothing of such a request."""
    code = next((code for words, code in _CODES.items() if words in error.message), "parseError")
    places = [{"line": one.line, "column": one.column} for one in error.locations or ()]
    return {"extensions": {"code": code}, "locations": places, "message": error.message}

"""What a query costs, and how much it may ask for. Pure.

Source: docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api, "Predicting the point value
of a query" and "Node limit". The types of the errors are as GitHub answers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

from bot.sandbox.github.graphql_refusals import FieldRefusedError

MOST_NODES = 500_000
MOST_ENTRIES = 100
A_POINT = 100  # requests


@dataclass
class Cost:
    """How many nodes a query may return, and in how many requests of one connection each."""

    nodes: int = 0
    requests: int = 0

    @property
    def points(self) -> int:
        return max(1, round(self.requests / A_POINT))


@dataclass(frozen=True)
class _Walk:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    cost: Cost

    def through(self, selected: SelectionSetNode | None, parent: str, times: int) -> None:
        for one in selected.selections if selected else ():
            if isinstance(one, FieldNode):
                self._field(one, parent, times)
            elif isinstance(one, InlineFragmentNode):
                inner = one.type_condition.name.value if one.type_condition else parent
                self.through(one.selection_set, inner, times)
            else:
                spread = self.fragments[one.name.value]  # type: ignore[attr-defined] # the third kind of selection
                self.through(spread.selection_set, spread.type_condition.name.value, times)

    def _field(self, field: FieldNode, parent: str, times: int) -> None:
        name = field.name.value
        known = getattr(self.schema.type_map[parent], "fields", {}).get(name)
        if known is None:  # __typename
            return
        given = {
            one.name.value: value_from_ast_untyped(one.value, dict(self.variables))
            for one in field.arguments or ()
        }
        kind = get_named_type(known.type).name
        # How many reacted is asked without a bound: that is no page of them.
        if "first" in known.args and _selects_entries(field):
            bound = _bound(name, given)
            self.cost.requests += times
            self.cost.nodes += times * bound
            times *= bound
        elif name == "nodes" and "ids" in given:
            if len(given["ids"]) > MOST_ENTRIES:
                message = f"You may not provide more than {MOST_ENTRIES} node ids; you provided {len(given['ids'])}."
                raise FieldRefusedError("ARGUMENT_LIMIT", message)
            times *= len(given["ids"])
        self.through(field.selection_set, kind, times)


def of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> Cost:
    """Return what the operation costs; raises FieldRefusedError if it asks for too much."""
    cost = Cost()
    root = "Mutation" if operation.operation.value == "mutation" else "Query"
    _Walk(schema, fragments, variables, cost).through(operation.selection_set, root, 1)
    if cost.nodes > MOST_NODES:
        asked = f"This query requests up to {cost.nodes:,} possible nodes"
        message = f"{asked} which exceeds the maximum limit of {MOST_NODES:,}."
        raise FieldRefusedError("MAX_NODE_LIMIT_EXCEEDED", message)
    return cost


def _selects_entries(field: FieldNode) -> bool:
    asked = field.selection_set.selections if field.selection_set else ()
    return any(isinstance(one, FieldNode) and one.name.value in ("nodes", "edges") for one in asked)


def _bound(name: str, given: Mapping[str, Any]) -> int:
    which = next((word for word in ("first", "last") if given.get(word) is not None), None)
    if which is None:
        message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise FieldRefusedError("MISSING_PAGINATION_BOUNDARIES", message)
    bound = int(given[which])
    if not 1 <= bound <= MOST_ENTRIES:
        message = (
            f"Requesting {bound} records on the `{name}` connection exceeds the `{which}` limit of "
            f"{MOST_ENTRIES} records."
        )
        raise FieldRefusedError("EXCESSIVE_PAGINATION", message)
    return bound

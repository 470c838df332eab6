"""The `${{ }}` expressions of run names and concurrency groups."""

from __future__ import annotations

import pytest

from bot.sandbox.workflows.expressions import ExpressionError, fill

EXPRESSIONS = {
    "plain": ("no expression", "no expression"),
    "path": ("a ${{ github.event.number }} b", "a 7 b"),
    "missing": ("[${{ github.event.nothing.below }}]", "[]"),
    "alternative": ("${{ inputs.none || github.actor || 'x' }}", "ana"),
    "literal": ("${{ inputs.none || 'it''s || this' }}", "it's || this"),
    "both": ("${{ github.actor && 'somebody' || 'nobody' }}", "somebody"),
    "truth": ("${{ github.event.open }}", "true"),
}


@pytest.mark.parametrize("case", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expressions_are_filled_in_as_github_does(case: tuple[str, str]) -> None:
    template, expected = case
    contexts = {"github": {"actor": "ana", "event": {"number": 7, "open": True}}, "inputs": {}}

    assert fill(template, contexts) == expected


def test_an_expression_the_sandbox_cannot_evaluate_is_an_error() -> None:
    with pytest.raises(ExpressionError, match="toJSON"):
        fill("${{ toJSON(github) }}", {})

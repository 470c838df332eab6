"""The `${{ }}` expressions of run names, concurrency groups and the `if:` of jobs."""

from __future__ import annotations

import pytest

from bot.sandbox.workflows.expressions import ExpressionError, fill, holds

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
    with pytest.raises(ExpressionError, match="hashFiles"):
        fill("${{ hashFiles('config.yml') }}", {})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("!github.event.pull", True),
        ("github.actor == 'ANA'", True),
        ("github.actor != 'bia' && !startsWith(github.actor, 'b')", True),
        ("startsWith(github.actor, 'AN')", True),
        ("contains(github.actor, 'N')", True),
        ('contains(fromJSON(\'["x", "ana"]\'), github.actor)', True),
        ("contains(github.event.nothing, 'x')", False),
        ("contains(github.event.labels.*.name, 'SMS')", True),
        ("contains(github.event.labels.*.name, 'sm')", False),
        ("contains(github.event.nothing.*.name, 'sms')", False),
        ("contains(github.*, 'ana')", True),
        ("contains('a\nb', fromJSON('\"\\nb\"'))", True),
        ("false || (true && github.event.open)", True),
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("!github.event.open || github.event.number == 7", True),
        ("null == ''", True),
        ("github.event.number == '7'", True),
        ("true == 'true'", False),
        ("fromJSON(toJSON(startsWith(github.actor, 'b')))", False),
        ("toJSON(startsWith(github.actor, 'a')) == 'true'", True),
        ("''", False),
        ("'false'", True),
    ],
)
def test_conditions_are_judged_as_github_does(condition: str, expected: bool) -> None:
    labels = [{"name": "sms"}, {"color": "red"}]
    contexts = {"github": {"actor": "ana", "event": {"number": 7, "open": True, "labels": labels}}}

    assert holds(condition, contexts) is expected


@pytest.mark.parametrize(
    "broken", ["(true", "true)", "a b", "a ||", "contains('a')", "endsWith('a', 'b')", "a[0]", ""]
)
def test_a_broken_condition_is_an_error(broken: str) -> None:
    with pytest.raises(ExpressionError):
        holds(broken, {})

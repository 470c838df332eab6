"""Whatever a page shows has its Portuguese: it is found in the templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from bot.rules.texts import terminal
from tests.architecture import ROOT

KNOWN = {english for part in terminal.PARTS.values() for english in part} | set(terminal.ERRORS)
TEMPLATES = sorted((ROOT / "bot").rglob("*.html"))


def _sentences(template: Path) -> Iterator[str | None]:
    """Yield what `_` is called with; None for anything but a literal."""
    tree = Environment(autoescape=True).parse(template.read_text("utf-8"))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            first = call.args[0]
            yield first.value if isinstance(first, nodes.Const) else None


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_sentence_of_a_template_is_a_literal_that_has_its_portuguese(template: Path) -> None:
    assert [one for one in _sentences(template) if one not in KNOWN] == []

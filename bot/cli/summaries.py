"""One line for each command, read off its file: loading all of them takes seconds, and some may lack a package."""

from __future__ import annotations

import ast
from pathlib import Path

from bot.cli import screen


def of(name: str) -> str:
    """Return the summary of a command in the language of the terminal, as the command itself would give it."""
    first, dot, _ = screen.shown(_first_paragraph(name)).partition(". ")
    return f"{first}{dot}".strip()


def _first_paragraph(name: str) -> str:
    """Return its `short_help`, else the first paragraph of its help."""
    tree = ast.parse((Path(__file__).parent / f"{name.replace('-', '_')}.py").read_text("utf-8"))
    command = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "command")
    for decorator in command.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if keyword.arg == "short_help" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return screen.paragraphs(ast.get_docstring(command) or "")[0]

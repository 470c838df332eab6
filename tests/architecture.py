"""What the source tree of the bot imports, read from the files alone."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "bot").rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


@cache
def imports(module: str) -> frozenset[str]:
    """Return the modules of ours that a module imports anywhere: at the top, in a function, for its types."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                found.add(whole if whole in MODULES else node.module)
    return frozenset(name for name in found & MODULES.keys() if name not in ("bot", module))


def everything_below(module: str) -> set[str]:
    """Return a module, and all modules of ours that it needs."""
    found, left = set[str](), {module}
    while left:
        found |= left
        left = {name for one in left for name in imports(one)} - found
    return found

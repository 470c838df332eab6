"""The tree is the import rule: a module's path decides what it may import."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture import FILES, MODULES, ROOT, imports

BOT = ROOT / "bot"
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# Each floor imports only what precedes it; the packages of one floor do not import each other.
FLOORS = (
    ("core",),
    ("rules",),
    ("adapters",),
    ("relay", "jobs", "pages"),
    ("operate",),
    ("console",),
    ("sandbox",),
    ("cli",),
)
# The same within jobs, journey by journey; a module directly in jobs/ is a floor of its own.
JOURNEYS = (
    ("record",),
    ("tools",),
    ("sending",),
    ("rights",),
    ("inbound", "replies", "delivery"),
    ("orders",),
    ("upkeep",),
    ("billing", "credentials"),
    ("runner",),
)


def _floor(name: str, floors: Iterable[tuple[str, ...]]) -> int:
    return next(number for number, names in enumerate(floors) if name in names)


def _upward(module: str, depth: int, floors: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Yield what a module imports from its own floor or from one above, other than from its own package."""
    own = module.split(".")[depth]
    for imported in imports(module):
        other = imported.split(".")
        beside = other[:depth] == module.split(".")[:depth] and len(other) > depth and other[depth] != own
        if beside and _floor(other[depth], floors) >= _floor(own, floors):
            yield imported


@pytest.mark.parametrize("module", [name for name in MODULES if name != "bot"])
def test_a_module_imports_only_from_the_floors_below(module: str) -> None:
    assert not list(_upward(module, 1, FLOORS))


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("bot.jobs.")])
def test_a_journey_imports_only_from_those_before_it(module: str) -> None:
    assert not list(_upward(module, 2, JOURNEYS))


def test_no_files_import_each_other_in_a_circle() -> None:
    assert not _circle({module: imports(module) for module in MODULES})


def test_no_packages_import_each_other_in_a_circle() -> None:
    packages: dict[str, set[str]] = {}
    for module in MODULES:
        own = _package(module)
        packages.setdefault(own, set()).update(
            other for other in map(_package, imports(module)) if other != own
        )

    assert not _circle(packages)


def _package(module: str) -> str:
    return module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]


def _circle(graph: dict[str, frozenset[str]] | dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_the_root_holds_packages_alone() -> None:
    assert [path.name for path in BOT.glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("package", sorted({path.parent for path in FILES}), ids=str)
def test_a_package_says_what_it_is(package: Path) -> None:
    assert ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))


def test_tests_are_where_the_tested_code_is() -> None:
    apart = {"journeys", "contract", "browser", "chaos"}
    folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}

    assert not [
        str(one) for one in folders if one.parts and one.parts[0] not in apart and not (BOT / one).is_dir()
    ]


def test_tests_share_only_public_names_of_modules_without_tests() -> None:
    taken = [
        (str(path.relative_to(ROOT)), f"{node.module}.{name.name}")
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "tests"
        for name in node.names
    ]

    assert not [one for one in taken if any(part.startswith(("_", "test_")) for part in one[1].split("."))]


@pytest.mark.parametrize("folder", sorted({path.parent for path in TESTS}), ids=str)
def test_a_folder_of_tests_says_what_it_proves(folder: Path) -> None:
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))


def test_a_class_name_has_one_meaning() -> None:
    """Besides the emulated services, whose issues and messages are their own."""
    found: dict[str, list[str]] = {}
    for path in FILES:
        if "sandbox" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, []).append(str(path.relative_to(ROOT)))

    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_modules_and_functions_can_be_read_in_one_sitting() -> None:
    long: list[str] = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        # The sentences for people are a table, not code.
        if "texts" not in path.parts and len(text.splitlines()) > 320:
            long.append(str(path.relative_to(ROOT)))
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        long += [f"{path}:{node.name}" for node in functions if (node.end_lineno or 0) - node.lineno >= 60]

    assert not long

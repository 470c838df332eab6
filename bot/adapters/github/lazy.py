"""Loads each of PyGithub's modules, and phonenumbers, when something in it is first used, rather than at its import.

PyGithub has 170 modules, and a job needs about thirty; a run of reconcile that finds nothing looks at no number.
`importlib.util.LazyLoader` is not enough: it runs a module on its second import, and PyGithub's modules import each
other. Only for a process without threads: two of them could meet in a half-loaded module.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class _Deferred(ModuleType):
    """A module that runs when the first name in it is looked up."""

    def __getattribute__(self, name: str) -> Any:
        spec: ModuleSpec = super().__getattribute__("__spec__")
        if name == "__spec__":  # what Python asks of a module that is imported again
            return spec
        super().__setattr__("__class__", ModuleType)
        if spec.loader:  # its own, which _Deferring has put there
            spec.loader.exec_module(self)
        return getattr(self, name)


class _Deferring(Loader):
    """Defers running a module to its own loader."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__:
            module.__spec__.loader = module.__loader__ = self._loader
        module.__class__ = _Deferred


class _Finder:
    """Finds modules where Python does."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        # PyGithub needs jwt only for Apps.
        if not name.startswith("github.") and name not in ("jwt", "phonenumbers"):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            spec.loader = _Deferring(spec.loader)
        return spec


def defer() -> None:
    """Defer the modules of this process that are named above and not imported yet."""
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)


def is_deferred(module: ModuleType) -> bool:
    """Whether a module has been imported but has not run yet."""
    return type(module) is _Deferred

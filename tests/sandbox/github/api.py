"""What the tests of the emulated GitHub share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from github import Github

Client = Callable[[str], Github]


def names(labels: Any) -> list[str]:
    return [label.name for label in labels]

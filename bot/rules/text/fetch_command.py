"""The command to keep a file that was not kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetch:
    """Keep a file that was not kept: `which` is the number of the attachment, or its code where several have one."""

    which: str = ""

"""Names of repositories at GitHub."""

from __future__ import annotations

import re

# docs.github.com gives no grammar; these are the characters that its form takes, and a name of dots alone is none.
_PART = r"(?!\.{1,2}(?:/|$))[\w.-]+"
_WHOLE = re.compile(rf"{_PART}/{_PART}", re.ASCII)


def is_whole(name: str) -> bool:
    """Whether a text is owner/name."""
    return bool(_WHOLE.fullmatch(name))

"""The files of quick replies: `.github/quick-replies/NAME.md` beside config.yml."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(".github") / "quick-replies"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_MOST_BYTES = 100_000


def read(folder: Path) -> dict[str, str | None]:
    """Return the text of each file by its name, None for one that cannot be read or used; `folder` has config.yml.

    A link is not followed: it could lead to what is no text for people. A README explains the others to colleagues.
    """
    paths = sorted(path for path in (folder / FOLDER).glob("*.md") if path.stem.casefold() != "readme")
    return {path.stem: _text(path) for path in paths}


def _text(path: Path) -> str | None:
    try:
        if path.is_symlink() or not _NAME.fullmatch(path.stem) or path.stat().st_size > _MOST_BYTES:
            return None
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None

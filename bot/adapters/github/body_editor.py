"""The text of one issue or comment, read again right before it is written: others may have changed it meanwhile.

GitHub has no way to say "only if nobody has written since" (docs: best practices, conditional requests for unsafe
methods are not supported), so the two requests follow each other as closely as possible.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.adapters.github.client import connect
from bot.core.errors import RepositoryError
from bot.core.settings import Settings


class BodyEditor:
    """Changes the texts of issues and comments in one repository; raises as `Repository` does."""

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)

    def rewrite(self, number: int, comment: int, changed: Callable[[str], str]) -> bool:
        """Change the text of a comment, or of the issue itself (comment 0), as it is now; return whether it changed.

        Nothing else is touched, not even its title. One that is gone is skipped.
        """
        url = f"{self._github.url}/issues/{f'comments/{comment}' if comment else number}"
        try:
            found = self._github.request("GET", url) or {}
            body = str(found.get("body") or "")
            wanted = changed(body)
            if wanted == body:
                return False
            self._github.request("PATCH", url, {"body": wanted})
        except RepositoryError as error:
            if error.is_gone:
                return False
            raise
        return True

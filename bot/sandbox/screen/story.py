"""What the demo tells while it plays, for the screen to show."""

from __future__ import annotations

from urllib.parse import urlencode


class Story:
    """Holds the sentence that is told now, empty where nothing is, and which phone and issue to look at for it."""

    def __init__(self) -> None:
        self.now = ""
        self._phone, self._issue = "", 0

    def tell(self, sentence: str) -> None:
        self.now = sentence

    def look_at(self, *, phone: str = "", issue: int = 0) -> None:
        """Open a phone or an issue on the screen; the other pane is left alone."""
        self._phone, self._issue = phone or self._phone, issue or self._issue

    @property
    def opens(self) -> str:
        """What the screen opens, as its address names it."""
        return urlencode({name: at for name, at in (("phone", self._phone), ("issue", self._issue)) if at})

    def end(self) -> None:
        self.now = ""

"""What the demo tells while it plays, for the screen to show."""

from __future__ import annotations


class Story:
    """Holds the sentence that is told now; empty where nothing is."""

    def __init__(self) -> None:
        self.now = ""

    def tell(self, sentence: str) -> None:
        self.now = sentence

    def end(self) -> None:
        self.now = ""

"""People who write and maintainers who answer, again and again, while something else goes on."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from functools import partial
from typing import Any, Self

from bot.sandbox.client import SandboxClient
from tests.actors import Maintainer, Person


class _Repeated(ABC):
    """Does one thing again and again on a thread of its own, with a pause of so many seconds before each."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._repeat)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _repeat(self) -> None:
        while not self._over.wait(self._pause):
            self._act()

    @abstractmethod
    def _act(self) -> None: ...


class Traffic(_Repeated):
    """Somebody who writes again and again, each time once the relay has answered."""

    def __init__(self, person: Person, pause: float = 0.05) -> None:
        super().__init__(pause)
        self.person = person
        self.sent: list[str] = []
        self.refused: list[dict[str, Any]] = []

    def _act(self) -> None:
        text = f"mensagem {len(self.sent) + 1}."
        answer = self.person.sandbox.text(self.person.number, text)
        self.sent.append(text)
        if answer["webhook"] != {"status": 200, "attempts": 1}:
            self.refused.append(answer["webhook"])

    def recorded(self, *more: str) -> str:
        """Wait until all that was sent is in the conversation, and return the conversation.

        The relay gathers messages before it starts a run, so that nothing runs does not mean that all is recorded.
        """
        return self.person.sandbox.until(partial(self._whole, [*self.sent, *more]), "every message", 90)

    def _whole(self, texts: list[str]) -> str:
        issue = self.person.issue()
        written = "\n".join([issue["body"], *(one["body"] for one in issue["comments"])])
        return written if all(f"> {text}\n" in written for text in texts) else ""


def ended_well(sandbox: SandboxClient) -> bool:
    """Wait until no run is left, and return whether each has succeeded or was skipped."""
    sandbox.until(lambda: all(run["conclusion"] for run in sandbox.runs()), "the end of each run", 90)
    return {run["conclusion"] for run in sandbox.runs()} <= {"success", "skipped"}


class Answers(_Repeated):
    """A maintainer who answers again and again, each time once the person has the answer before."""

    def __init__(self, maintainer: Maintainer, person: Person, issue: int) -> None:
        super().__init__(pause=0)
        self.maintainer = maintainer
        self.person = person
        self.issue = issue
        self.given: list[str] = []

    def _act(self) -> None:
        text = f"resposta {len(self.given) + 1}."
        self.maintainer.comment(self.issue, f"/reply {text}")
        self.given.append(text)
        self.person.sandbox.until(partial(self._has, text), text, 60)

    def _has(self, text: str) -> bool:
        return text in self.person.received

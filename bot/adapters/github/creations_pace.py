"""How fast a run creates issues and comments: GitHub refuses more long before its limit of requests is reached."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from bot.adapters.github.sessions import ON_THIS_MACHINE
from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings

# GitHub takes 80 issues and comments a minute (docs: rate limits for the REST API, "About secondary rate limits").
# What is left is for the notes of other jobs.
MOST_IN_A_MINUTE = 76
MINUTE = 60.0
# Some were refused earlier, after 25 issues in a row (stephencelis/ghi#212) and after 30 every two seconds
# (octokit/rest.js#127): then the relay waits for as long as GitHub asks, and repeats the rest. No batch holds more
# people than this; other jobs, which come upon many who are new, leave the rest to their next run.
MOST_NEW_ISSUES = 110


class CreationsPace:
    """Counts what a run creates, and what others have created in the minute before it."""

    def __init__(self, settings: Settings) -> None:
        self.is_local = urlsplit(settings.environment.GITHUB_API_URL).hostname in ON_THIS_MACHINE
        self._minute = 0.0 if self.is_local else MINUTE
        self._made = deque[float]()
        self._begun = False
        self._issues = 0

    def begin(self, created: Iterable[datetime]) -> None:
        """Take in when others have created something before this run; GitHub's moments are of whole seconds."""
        if self._begun:
            return
        self._begun = True
        now, steady = clock.now(), clock.steady()
        self._made.extendleft(
            sorted((steady - max(0.0, (now - one).total_seconds() - 1.0) for one in created), reverse=True)
        )

    def delay(self, count: int = 1) -> float:
        """Return in how many seconds so many can be created."""
        self._forget()
        over = len(self._made) + min(count, MOST_IN_A_MINUTE) - MOST_IN_A_MINUTE
        return max(0.0, self._made[over - 1] + self._minute - clock.steady()) if over > 0 else 0.0

    def wait(self, count: int = 1) -> None:
        """Wait until so many can be created."""
        delay = self.delay(count)
        if delay:
            clock.sleep(delay)
            self._forget()

    def may_open(self) -> None:
        """Count an issue that is about to be opened; raises TemporaryError after as many as a run may open."""
        if self._issues >= MOST_NEW_ISSUES:
            raise TemporaryError(
                Sentence(
                    "This run has opened {count} issues, and GitHub soon refuses more.", count=MOST_NEW_ISSUES
                ),
                soon=False,
            )
        self._issues += 1

    def made(self) -> None:
        self._made.append(clock.steady())

    def _forget(self) -> None:
        while self._made and clock.steady() - self._made[0] >= self._minute:
            self._made.popleft()

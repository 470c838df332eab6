"""How many issues a run opens, and how fast: GitHub refuses new issues long before its limit of requests is reached."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.adapters.github.sessions import ON_THIS_MACHINE
from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings

# GitHub takes 80 issues and comments a minute and asks for a second between writes (docs: rate limits for the REST API,
# best practices). Some were refused earlier, after 25 issues in a row (stephencelis/ghi#212) and after 30 every two
# seconds (octokit/rest.js#127): then the relay waits for as long as GitHub asks, and repeats the rest. No batch holds
# more people than this; other jobs, which come upon many who are new, leave the rest to their next run.
MOST_NEW_ISSUES = 50
SECONDS_BETWEEN_NEW_ISSUES = 1.0


class NewIssuesPace:
    """Counts the issues that a run opens."""

    def __init__(self, settings: Settings) -> None:
        local = urlsplit(settings.environment.GITHUB_API_URL).hostname in ON_THIS_MACHINE
        self._distance = 0.0 if local else SECONDS_BETWEEN_NEW_ISSUES
        self._count = 0
        self._last = float("-inf")

    def wait(self) -> None:
        """Wait until the next one may be opened; raises TemporaryError after as many as a run may open."""
        if self._count >= MOST_NEW_ISSUES:
            raise TemporaryError(
                Sentence(
                    "This run has opened {count} issues, and GitHub soon refuses more.", count=MOST_NEW_ISSUES
                ),
                soon=False,
            )
        clock.sleep(self._last + self._distance - clock.steady())

    def opened(self) -> None:
        """Take in that an issue was opened just now."""
        self._count += 1
        self._last = clock.steady()

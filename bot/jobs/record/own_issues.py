"""The issues that the bot opens, and the hidden lines that make them its own: each line is bound to its issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.adapters.github.repository import Repository
from bot.adapters.github.writes import Open, Settle, Steps
from bot.core import clock, logs
from bot.core.errors import SealError
from bot.core.issues import Comment, Issue
from bot.rules.people.sealing import Vault
from bot.rules.text import rendering
from bot.rules.wire import binding, markers
from bot.rules.wire.binding import Binding
from bot.rules.wire.markers import Marker

# GitHub's clock and ours may differ, and a create may have waited for GitHub's limits, though no job runs longer.
_BEFORE, _AFTER = timedelta(minutes=10), timedelta(minutes=30)
# Afterwards only `bot conversation rebind` binds it: the history of edits keeps the line for anybody to copy.
_RECOVERED_WITHIN = timedelta(days=2)


class OwnIssues:
    """Opens the bot's issues and reads the markers in them; a marker counts only in the issue it is bound to."""

    def __init__(self, repository: Repository, vault: Vault, bot_login: str) -> None:
        self._repository = repository
        self._vault = vault
        self._bot_login = bot_login

    def open(self, title: str, body: str, labels: list[str], *, closed: bool = False) -> Issue:
        """Open an issue whose body begins with a line of `markers.write_new`, and bind it; perhaps close it at once.

        A run that dies between the two requests leaves an issue that `recovered` binds.
        """
        return self._bind(self._repository.open_issue(title, body, labels), close=closed)

    def opening(self, title: str, body: str, labels: Sequence[str]) -> Steps[Issue]:
        """Open an issue likewise, by two writes that may travel with those of other people."""
        opened: Issue = yield Open(title, body, tuple(labels))
        bound: Issue = yield Settle(opened, self._bound(opened))
        return bound

    def marker(self, item: Issue | Comment) -> Marker | None:
        """Return the marker of an issue or comment; None unless the bot wrote it, and wrote it there.

        Raises SealError for a conversation whose marker cannot be opened.
        """
        return markers.read(item.body, self._vault, number_of(item)) if self.is_ours(item) else None

    def readable(self, item: Issue | Comment) -> Marker | None:
        """Return the same, or None with a line in the log if it cannot be opened."""
        try:
            return self.marker(item)
        except SealError as error:
            _log_unreadable(item, error)
            return None

    def claimed(self, item: Issue | Comment) -> Marker | None:
        """Return the marker of the bot's account wherever it came from: to show and to erase, never to send."""
        try:
            return markers.read_unbound(item.body, self._vault) if self.is_ours(item) else None
        except SealError as error:
            _log_unreadable(item, error)
            return None

    def binding(self, item: Issue | Comment) -> Binding | None:
        """Return how the hidden line of the bot's account stands to the issue it is in; None if there is no line."""
        return binding.of(item.body, self._vault, number_of(item)) if self.is_ours(item) else None

    def is_ours(self, item: Issue | Comment) -> bool:
        return item.author == self._bot_login

    def recovered(self, issue: Issue) -> Issue:
        """Return the issue, bound now if a run died before it could; otherwise as it is.

        Only for an issue opened when its line was signed, which no other issue holds: the line could be a copy.
        """
        if binding.of(issue.body, self._vault, issue.number) is not Binding.NEW:
            return issue
        made, now = binding.made_at(issue.body), clock.now()
        in_time = made is not None and (
            made - _BEFORE <= issue.created_at <= made + _AFTER and now - made <= _RECOVERED_WITHIN
        )
        if not in_time or self._is_elsewhere(issue):
            logs.trouble("marker-not-bound", issue=issue.number, reason="the line could be a copy")
            return issue
        logs.step("marker-bound", issue=issue.number)
        return self._bind(issue)

    def _is_elsewhere(self, issue: Issue) -> bool:
        content = binding.plain(binding.content(issue.body))
        return any(
            other.number != issue.number and binding.plain(binding.content(other.body)) == content
            for other in self._repository.newest_issues_lately()
        )

    def _bind(self, issue: Issue, *, close: bool = False) -> Issue:
        return self._repository.settle(issue, self._bound(issue), close=close)

    def _bound(self, issue: Issue) -> str:
        """Return the text of a new issue with what only its number makes whole."""
        return rendering.numbered(binding.bind(issue.body, self._vault, issue.number), issue.number)


def number_of(item: Issue | Comment) -> int:
    """Return the number of an issue, or of the issue that a comment is in."""
    return item.number if isinstance(item, Issue) else item.issue


def _log_unreadable(item: Issue | Comment, error: SealError) -> None:
    logs.trouble("marker-unreadable", reason=f"{item.url}: {error.message}", remedy=error.remedy)

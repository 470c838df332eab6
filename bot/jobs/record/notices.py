"""Notices: one issue per topic, which the bot keeps up to date and comments on once per event.

One that is full goes on in a new issue, as a conversation does: the marker of the new one names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.adapters.github.comment_pages import PAGE
from bot.adapters.github.repository import Repository
from bot.core import logs
from bot.core.errors import RepositoryError, Unwritable, UnwritableIssueError
from bot.core.issues import Comment, Issue
from bot.jobs.record.conversations import Conversations
from bot.jobs.record.own_issues import OwnIssues
from bot.rules.people.sealing import Vault
from bot.rules.texts.upkeep import UpkeepTexts
from bot.rules.wire import markers
from bot.rules.wire.markers import KeyedMarker, TopicMarker

MOST_ISSUES = 5_000  # that are looked through for a notice: fifty requests


@dataclass(frozen=True, slots=True)
class Notice:
    """How the issue about a topic looks; it is found by its first label, or by its marker where nobody kept that.

    `state` is hidden in it for the bot to read later.
    """

    topic: str
    title: str
    body: str
    labels: Sequence[str]
    state: str = ""


class Notices:
    """The notices of one repository."""

    def __init__(
        self,
        repository: Repository,
        own: OwnIssues,
        conversations: Conversations,
        vault: Vault,
        texts: UpkeepTexts,
    ) -> None:
        self._texts = texts
        self._repository = repository
        self._own = own
        self._conversations = conversations
        self._vault = vault
        self._unlisted: Iterator[Issue] | None = None
        self._passed: dict[str, Issue] = {}
        self._former: dict[int, Issue] = {}
        self._heirs: dict[int, Issue] = {}
        self._before: dict[int, dict[str, Comment]] = {}

    def known(self, label: str) -> dict[str, Issue]:
        """Return the issues with the label by topic, open and closed; the newer one if a topic has two."""
        found: dict[str, Issue] = {}
        for issue in map(self._own.recovered, self._repository.issues_with_label(label)):
            topic = self.topic(issue)
            if topic in found:
                self._former[issue.number] = issue
            elif topic:
                found[topic] = issue
        return found

    def find(self, topic: str, label: str) -> Issue | None:
        """Return the issue of a topic, or None.

        Lists by label may lag, and a label can be renamed, removed by hand or changed in config.yml. So the whole
        repository is looked through before an issue counts as missing, once a run for all topics.
        """
        return self.known(label).get(topic) or self._anywhere(topic)

    def unlabelled(self, topic: str) -> Issue | None:
        """Return the issue of a topic if it is open, whatever its labels: a request for each hundred open issues."""
        return next((issue for issue in self._repository.open_issues() if self.topic(issue) == topic), None)

    def _anywhere(self, topic: str) -> Issue | None:
        if self._unlisted is None:
            self._unlisted = map(self._own.recovered, self._repository.all_issues(MOST_ISSUES))
        while topic not in self._passed and (issue := next(self._unlisted, None)):
            self._passed.setdefault(self.topic(issue), issue)
        return self._passed.get(topic)

    def keep(self, notice: Notice, known: Issue | None = None) -> Issue:
        """Bring the issue of the topic up to date with the notice, opening it if there is none; return the issue.

        `known` is what `find` or `known` returned for the topic. A closed issue stays closed: the
        caller decides when to reopen it.
        """
        issue = known or self.find(notice.topic, notice.labels[0])
        issue = self._heirs.get(issue.number, issue) if issue else None
        if issue is None or issue.is_full:
            return self._open(notice, issue)
        follows = self._follows(issue)
        if follows in self._former:  # a run may have died before it ended that one
            self._end(self._former[follows], issue.number)
        marker = TopicMarker(notice.topic, notice.state, follows)
        body = f"{markers.write(marker, self._vault, issue.number)}\n{self._shown(notice, follows)}"
        if (issue.title, _lines(issue.body)) != (notice.title, _lines(body)):
            self._repository.rewrite(issue.number, notice.title, body)
        for label in notice.labels:
            if label not in issue.labels:
                self._repository.add_label(issue.number, label)
        return issue

    def _open(self, notice: Notice, full: Issue | None) -> Issue:
        """Open the issue of a topic, which goes on from one that is full, if there is one."""
        follows = full.number if full else 0
        marker = TopicMarker(notice.topic, notice.state, follows)
        body = f"{markers.write_new(marker, self._vault)}\n{self._shown(notice, follows)}"
        opened = self._eldest(self._own.open(notice.title, body, list(notice.labels)), notice)
        self._passed[notice.topic] = opened
        if full:
            self._heirs[full.number] = opened
            self._end(full, opened.number)
        return opened

    def _shown(self, notice: Notice, follows: int) -> str:
        link = self._texts.notice_follows.format(number=follows)
        return f"{notice.body}\n\n{link}" if follows else notice.body

    def _end(self, full: Issue, heir: int) -> None:
        """Show in a full issue where its topic goes on, and close it; repeating changes nothing."""
        sentence = self._texts.notice_goes_on.format(number=heir)
        line, _, shown = full.body.partition("\n")
        if not shown.startswith(sentence):
            body = f"{line}\n{sentence}\n\n{shown}"
            self._former[full.number] = self._repository.settle(full, body, close=True)
        elif full.is_open:
            self._repository.close(full.number)

    def _eldest(self, opened: Issue, notice: Notice) -> Issue:
        """Return the issue that stays if another run has opened one for the topic at the same time: the older one."""
        newest = [one for one in self._repository.newest_issues() if one.number < opened.number]
        alike = (one for one in newest if self.topic(one) == notice.topic and not one.is_full)
        elder = next((one for one in alike if one.number != self._follows(opened)), None)
        if elder is None:
            return opened
        sentence = self._texts.twin.format(number=elder.number)
        self._repository.rewrite(opened.number, notice.title, sentence)
        self._repository.close(opened.number)
        logs.step("notice-twin-closed", issue=opened.number)
        return elder

    def state(self, issue: Issue | None) -> str:
        """Return the hidden state in the issue of a topic, or an empty string if there is no issue."""
        marker = self._marker(issue) if issue else None
        return marker.state if isinstance(marker, TopicMarker) else ""

    def remember(self, issue: Issue, state: str) -> None:
        """Change the hidden state of an issue, and nothing that people see."""
        marker = TopicMarker(self.topic(issue), state, self._follows(issue))
        shown = issue.body.partition("\n")[2]
        body = f"{markers.write(marker, self._vault, issue.number)}\n{shown}"
        self._repository.rewrite(issue.number, issue.title, body)

    def topic(self, issue: Issue) -> str:
        """Return the topic of an issue, or an empty string if it is not a notice."""
        marker = self._marker(issue)
        return marker.topic if isinstance(marker, TopicMarker) else ""

    def comment_once(self, issue: Issue, key: str, sentence: str) -> None:
        """Comment on the issue of a topic, once for each key; one that somebody locked is unlocked: it is ours.

        If it takes no more, although it was not full when it was read, its topic goes on in another.
        """
        issue = self._heirs.get(issue.number, issue)
        if issue.is_locked and self._own.is_ours(issue):
            self._repository.unlock(issue.number)
        if key in self._said_before(issue):
            return
        try:
            self._conversations.comment_once(issue.number, KeyedMarker(key), sentence)
        except UnwritableIssueError as error:
            if error.why is not Unwritable.FULL or not self.topic(issue):
                raise
            self._conversations.comment_once(self._go_on(issue).number, KeyedMarker(key), sentence)

    def _go_on(self, full: Issue) -> Issue:
        """Open the issue in which the topic of a full one goes on, with all that this one shows."""
        shown = full.body.partition("\n")[2]
        notice = Notice(self.topic(full), full.title, shown, sorted(full.labels), self.state(full))
        return self._open(notice, full)

    def comments(self, issue: Issue) -> dict[str, Comment]:
        """Return the comments made with `comment_once`, by key; where the topic went on lately, also those before."""
        return self._said_before(issue) | self._keyed(self._repository.comments(issue.number))

    def _said_before(self, issue: Issue) -> dict[str, Comment]:
        """Return the newest comments of the issue before, while this one is new."""
        follows = self._follows(issue) if issue.comments < PAGE else 0
        if follows and follows not in self._before:
            try:
                former = self._repository.newest_comments(self._repository.issue(follows)).comments
            except RepositoryError as error:
                if not error.is_gone:
                    raise
                former = []
            self._before[follows] = self._keyed(former)
        return self._before.get(follows, {})

    def _keyed(self, comments: Iterable[Comment]) -> dict[str, Comment]:
        found: dict[str, Comment] = {}
        for comment in comments:
            marker = self._marker(comment)
            if isinstance(marker, KeyedMarker):
                found.setdefault(marker.key, comment)
        return found

    def _follows(self, issue: Issue) -> int:
        """Return the full issue from which the topic of this one goes on, 0 if there is none."""
        marker = self._marker(issue)
        return marker.follows if isinstance(marker, TopicMarker) else 0

    def _marker(self, item: Issue | Comment) -> markers.Marker | None:
        """Return the marker of an issue or comment of ours; None for conversations, which are not opened here."""
        return None if markers.is_conversation(item.body) else self._conversations.marker(item)


def _lines(body: str) -> list[str]:
    """Return the lines of a body for comparison: GitHub may change line endings."""
    return body.replace("\r\n", "\n").rstrip().split("\n")

"""Where messages are shown, read off the issues and comments of a period in few requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from bot.adapters.github.recent import RecentActivity
from bot.core.errors import BotError
from bot.core.issues import Comment, Issue
from bot.core.messages import Address, Channel, ContactId, MessageSid
from bot.core.settings import LabelsSection, Settings
from bot.rules.wire import markers

# Lists come by hundreds: fifty requests each.
MOST = 5_000
_SKEW = timedelta(minutes=10)  # of Twilio's clock and GitHub's
_RECORDED_WITHIN = timedelta(days=1)  # however long GitHub was down

_Item = TypeVar("_Item", Issue, Comment)


@dataclass(frozen=True, slots=True)
class ShownIn:
    """The issue that shows a message, and the address of the issue or of the comment in it."""

    issue: int
    url: str


@dataclass(frozen=True, slots=True)
class _Begun:
    at: datetime
    networks: frozenset[Channel]
    shown: ShownIn


@dataclass
class IssueIndex:
    """What GitHub shows of the messages since a moment; where it `refused`, that is why nothing was read.

    `begins` is the moment from which on all of it was read, later than asked for if it `is_cut`, and `ends` the one
    until which, None for now. A message of a person is found by its id, which our hidden lines name. One to a person
    has no id there: it belongs to the conversation of that time with whom it went to, by the contact ids.
    """

    settings: Settings
    most: int = field(default_factory=lambda: MOST)  # issues, and as many comments
    begins: datetime | None = None
    ends: datetime | None = None
    is_cut: bool = False
    refused: BotError | None = None

    def __post_init__(self) -> None:
        self._recent = RecentActivity(self.settings.as_administrator())
        self._by_sid: dict[MessageSid, ShownIn] = {}
        self._by_contact: dict[str, list[_Begun]] = {}
        self._base = ""  # of the addresses of issues
        self._first: list[datetime] | None = None

    def read(self, since: datetime) -> None:
        """Read what was opened, changed or written since."""
        after = since - _SKEW
        try:
            begins = max(self._read_comments(after), self._read_issues(after))
        except BotError as error:
            self.refused = error
            return
        self.begins = begins
        self.is_cut = begins > after

    def read_between(self, since: datetime, until: datetime) -> None:
        """Read what shows the messages between two moments of long ago, and not what came after it."""
        after, until = since - _SKEW, until + _RECORDED_WITHIN
        try:
            ends = min(
                until,
                self._take_until(until, self._recent.comments_in_turn(after), self._take_comment),
                self._take_until(until, self._recent.issues_oldest_first(after), self._take_issue),
            )
        except BotError as error:
            self.refused = error
            return
        self.begins, self.ends = after, ends
        self.is_cut = ends < until

    def was_read(self, at: datetime) -> bool:
        """Return whether what shows a message of that time would have been found."""
        if self.begins is None or at < self.begins:
            return False
        return self.ends is None or at + _RECORDED_WITHIN <= self.ends

    def place_of(self, sid: MessageSid) -> ShownIn | None:
        """Return where a person's message is shown."""
        return self._by_sid.get(sid)

    def comment(self, issue: int, comment: int) -> ShownIn:
        """Return the place that a report on a message of ours names; comment 0 is the issue itself."""
        if not self._base:
            return ShownIn(issue, "")
        return ShownIn(issue, f"{self._base}{issue}{f'#issuecomment-{comment}' if comment else ''}")

    def conversation(self, person: Address, ids: Iterable[ContactId], at: datetime) -> ShownIn | None:
        """Return the conversation of that time with the person on the channel."""
        begun = [
            one
            for contact in ids
            for one in self._by_contact.get(contact, ())
            if person.channel in one.networks and one.at <= at + _SKEW
        ]
        return max(begun, key=lambda one: one.at).shown if begun else None

    def is_before_first(self, at: datetime) -> bool:
        """Return whether the bot's first issue is younger; asks GitHub once."""
        if self._first is None:
            first = self._recent.first_issue(self.settings.config.labels.gateway)
            self._first = [first.created_at] if first else []
        return any(at < begun - _SKEW for begun in self._first)

    def _read_comments(self, after: datetime) -> datetime:
        """Return the moment from which on all comments were read."""
        count, oldest = 0, after
        for comment in islice(self._recent.comments_in_turn(None), self.most):
            if comment.created_at < after:
                return after
            count, oldest = count + 1, comment.created_at
            self._take_comment(comment)
        return oldest if count == self.most else after

    def _read_issues(self, after: datetime) -> datetime:
        count, oldest = 0, after
        for issue in islice(self._recent.issues_in_turn(after), self.most):
            count, oldest = count + 1, issue.created_at
            self._take_issue(issue)
        return oldest if count == self.most else after

    def _take_until(self, until: datetime, items: Iterable[_Item], take: Callable[[_Item], None]) -> datetime:
        """Return the moment until which all was read of what comes the oldest first."""
        count, newest = 0, until
        for item in islice(items, self.most):
            if item.created_at > until:
                return until
            count, newest = count + 1, item.created_at
            take(item)
        return newest if count == self.most else until

    def _take_comment(self, comment: Comment) -> None:
        self._take(comment, ShownIn(comment.issue, comment.url))

    def _take_issue(self, issue: Issue) -> None:
        shown = ShownIn(issue.number, issue.url)
        if not issue.is_pull_request:
            self._base = issue.url.removesuffix(str(issue.number))
        self._take(issue, shown)
        self._take_contacts(issue, shown)

    def _take(self, item: Issue | Comment, shown: ShownIn) -> None:
        if item.author == self.settings.config.conversations.bot_login:
            for sid in markers.sids(item.body):
                self._by_sid.setdefault(sid, shown)

    def _take_contacts(self, issue: Issue, shown: ShownIn) -> None:
        labels = self.settings.config.labels
        begun = _Begun(issue.created_at, networks(issue, labels), shown)
        for contact in contacts_of(issue, labels):
            self._by_contact.setdefault(contact, []).append(begun)


def networks(issue: Issue, labels: LabelsSection) -> frozenset[Channel]:
    """Return the channel of a conversation, by its label; none of any other issue."""
    named = {
        labels.sms: Channel.SMS,
        labels.whatsapp: Channel.WHATSAPP,
        labels.other_channel: Channel.OTHER,
    }
    if labels.gateway not in issue.labels or labels.consent in issue.labels:
        return frozenset()
    return frozenset(channel for label, channel in named.items() if label in issue.labels)


def contacts_of(issue: Issue, labels: LabelsSection) -> list[str]:
    """Return the contact ids that an issue's labels name."""
    prefix = labels.contact_prefix
    return sorted(label.removeprefix(prefix) for label in issue.labels if label.startswith(prefix))

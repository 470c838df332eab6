"""An issue as people see it: its entries and what happened between them, for any page to show."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.sandbox.github.issues import IssueFilter
from bot.sandbox.github.markdown import render
from bot.sandbox.github.markdown_links import Surroundings
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import RELAY, ROLES, Actor, Comment, Issue, Label, Role, Subject

BOT = "[bot]"
# The sign of each reaction, and its name for those who cannot see it.
SIGNS = {
    "+1": ("👍", "thumbs up"),
    "-1": ("👎", "thumbs down"),
    "laugh": ("😄", "laugh"),
    "confused": ("😕", "confused"),
    "heart": ("❤️", "heart"),
    "hooray": ("🎉", "hooray"),
    "rocket": ("🚀", "rocket"),
    "eyes": ("👀", "eyes"),
}


@dataclass(frozen=True, slots=True)
class ReactionCount:
    """A kind of reaction to one entry, and who reacted."""

    sign: str
    name: str
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """The text of an issue, or a comment; `comment` is 0 for the former."""

    anchor: str
    author: str
    when: datetime
    edited: bool
    html: Markup
    text: str
    reactions: tuple[ReactionCount, ...]
    comment: int = 0
    by_email: bool = False

    @property
    def name(self) -> str:
        return self.author.removesuffix(BOT)

    @property
    def is_bot(self) -> bool:
        return self.author.endswith(BOT)

    @property
    def version(self) -> str:
        """Return a hash that changes with anything of the entry: a page then renews it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class IssueMoment:
    """Something that happened to an issue: `what` is `closed`, `assigned` or `unassigned`."""

    what: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class IssueRow:
    """A line of a list of issues."""

    issue: Issue
    labels: Sequence[Label]
    comments: int

    def has(self, label: str) -> bool:
        return any(one.name.lower() == label.lower() for one in self.labels)


class IssueReader:
    """Shows the issues of one repository, with links around them."""

    def __init__(self, state: GithubState, surroundings: Surroundings) -> None:
        self._state, self._surroundings = state, surroundings

    def labels(self, issue: Issue) -> list[Label]:
        return [self._state.labels.by_id(each) for each in issue.labels]

    def rows(self, criteria: IssueFilter) -> list[IssueRow]:
        return [
            IssueRow(one, self.labels(one), self._state.issues.count_comments(one.number))
            for one in self._state.issues.find(criteria)
        ]

    def entries(self, number: int, *, reveal: bool = False) -> list[IssueEntry]:
        """Return the text of an issue and its comments; with `reveal`, also what GitHub hides of them."""
        issue = self._state.issues.get(number)
        anchor = f"issue-{issue.id}"
        opening = IssueEntry(
            anchor=anchor,
            author=issue.author,
            when=issue.created_at,
            edited=issue.last_edited_at is not None,
            html=self._html(issue.body or "", anchor, reveal=reveal),
            text=issue.body or "",
            reactions=self._reactions(Subject("issue", number)),
        )
        return [opening, *(self._entry(one, reveal=reveal) for one in self._state.issues.comments(number))]

    def timeline(self, number: int, *, reveal: bool = False) -> list[IssueEntry | IssueMoment]:
        """Return the entries of an issue, and what happened between them."""
        found: list[IssueEntry | IssueMoment] = [*self.entries(number, reveal=reveal), *self._moments(number)]
        return sorted(found, key=lambda one: one.when)

    def _entry(self, comment: Comment, *, reveal: bool) -> IssueEntry:
        anchor = f"issuecomment-{comment.id}"
        return IssueEntry(
            anchor=anchor,
            author=comment.author,
            when=comment.created_at,
            edited=comment.last_edited_at is not None,
            html=self._html(comment.body, anchor, reveal=reveal),
            text=comment.body,
            reactions=self._reactions(Subject("comment", comment.id)),
            comment=comment.id,
            by_email=comment.via_email,
        )

    def _html(self, text: str, anchor: str, *, reveal: bool) -> Markup:
        return render(text, self._surroundings, reveal=reveal, name=anchor)

    def _reactions(self, subject: Subject) -> tuple[ReactionCount, ...]:
        found = dict[str, list[str]]()
        for each in self._state.reactions.on(subject):
            found.setdefault(each.content, []).append(each.login.removesuffix(BOT))
        return tuple(ReactionCount(*SIGNS[content], tuple(who)) for content, who in found.items())

    def _moments(self, number: int) -> list[IssueMoment]:
        issue = self._state.issues.get(number)
        found = [IssueMoment(one.event, one.login, one.created_at) for one in issue.assignments]
        if issue.closed_at:
            found.append(IssueMoment("closed", (issue.closed_by or "").removesuffix(BOT), issue.closed_at))
        return found


def title_of(state: GithubState, number: int) -> str | None:
    """Return the title of an issue, None if there is none of that number."""
    try:
        return state.issues.get(number).title
    except LookupError:
        return None


def may_move(state: GithubState, login: str, issue: Issue) -> bool:
    """Return whether somebody may close or reopen an issue: by the role `triage`, or as who opened it."""
    return login.lower() == issue.author.lower() or state.may(Actor(login), "issues:manage")


def commenters(state: GithubState) -> dict[str, Role]:
    """Return the people who can comment, with what they may do, those who may most first."""
    everyone = [user for user in state.people.everyone() if user.kind == "User" and user.login != RELAY]
    able = [user for user in everyone if user.role != "none"]
    able.sort(key=lambda user: ROLES.index(user.role), reverse=True)
    return {user.login: user.role for user in able}

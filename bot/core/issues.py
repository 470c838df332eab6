"""What GitHub keeps for us, as values: issues, comments and workflow runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

# GitHub takes 2,500 comments in an issue; what is left is for commands, and for what cannot go on elsewhere.
ROLL_OVER = 2_000


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, or pull request, as it was when it was read; `reactions` counts those of everybody.

    `comments` is how many it had; `is_locked` says that nothing but people of the repository may write in it;
    `node` is its id in GraphQL; with `by_app`, a GitHub App opened it in the person's name. REST shows
    `assignees`, and GraphQL where they are asked for.
    """

    number: int
    title: str = field(repr=False)
    body: str = field(repr=False)
    author: str
    is_open: bool
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    labels: frozenset[str]
    reactions: Mapping[str, int]
    url: str
    comments: int = 0
    is_locked: bool = False
    node: str = ""
    by_app: bool = False
    assignees: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Return whether what is written here should go on in another."""
        return self.comments >= ROLL_OVER

    @property
    def is_pull_request(self) -> bool:
        return self.url.endswith(f"/pull/{self.number}")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it was when it was read; `reactions` counts those of everybody, `issue` is where it is.

    `node` is its id in GraphQL; with `by_app`, a GitHub App wrote it in the person's name.
    `edited` compares times of whole seconds: see `Provenance` for the sure answer.
    """

    id: int
    body: str = field(repr=False)
    author: str
    by_person: bool
    created_at: datetime
    edited: bool
    reactions: Mapping[str, int]
    url: str
    issue: int = 0
    node: str = ""
    by_app: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a comment came about: whether anybody edited it, and whether it came by e-mail (None: GitHub did not say)."""

    edited: bool
    by_email: bool | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A workflow run; `name` is its run-name, `workflow` the name of its file without its end."""

    id: int
    name: str
    status: str
    conclusion: str | None
    url: str
    created_at: datetime
    workflow: str = ""
    ended_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.status != "completed"

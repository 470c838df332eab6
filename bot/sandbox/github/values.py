"""What the emulated GitHub stores, as frozen values, and its errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Role = Literal["none", "read", "triage", "write", "maintain", "admin"]
ROLES: tuple[Role, ...] = ("none", "read", "triage", "write", "maintain", "admin")
# The permissions of the relay account's token, as the documentation asks.
RELAY, RELAY_MAY = "relay", frozenset({"contents:write", "actions:read", "metadata:read"})
UserKind = Literal["User", "Bot", "Organization"]
# The kind of actor decides how a refusal is worded and whether its changes start workflows.
ActorKind = Literal["person", "fine-grained", "app", "job"]
SubjectKind = Literal["issue", "comment"]

MAX_BODY_CHARACTERS = 65_536
MAX_TITLE_CHARACTERS = 256
MAX_LABELS = 100
MAX_COMMENTS = 2500
MAX_LABEL_CHARACTERS = 50
REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


class MissingError(LookupError):
    """There is no such thing, or the caller may not see it."""


class DeletedError(LookupError):
    """It existed, and an administrator deleted it."""


class RefusedError(PermissionError):
    """GitHub would answer 403."""


class InvalidError(ValueError):
    """GitHub would answer 422: names the resource, the field, the code and the fault."""

    def __init__(self, resource: str, field: str, code: str, message: str = "") -> None:
        super().__init__(message or f"{field}: {code}")
        self.error = {"resource": resource, "field": field, "code": code}
        if message:
            self.error["message"] = message


@dataclass(frozen=True)
class User:
    id: int
    login: str
    kind: UserKind
    role: Role
    created_at: datetime


@dataclass(frozen=True)
class Actor:
    """The owner of a token, and its permissions.

    `scopes` holds permissions such as `issues:write`; None means everything the user's role allows.
    """

    login: str
    kind: ActorKind = "person"
    scopes: frozenset[str] | None = None
    expires: datetime | None = None

    @property
    def is_integration(self) -> bool:
        return self.kind in {"app", "job"}


@dataclass(frozen=True)
class Repository:
    id: int
    owner: str
    name: str
    private: bool
    created_at: datetime
    owner_kind: UserKind = "User"
    has_issues: bool = True
    archived: bool = False
    default_branch: str = "main"

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True)
class Label:
    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


class Subject(NamedTuple):
    """What a reaction is on: an issue by its number, or a comment by its id."""

    kind: SubjectKind
    key: int


@dataclass(frozen=True)
class Reaction:
    id: int
    subject: Subject
    login: str
    content: str
    created_at: datetime


@dataclass(frozen=True)
class Assignment:
    """Somebody was assigned to an issue, or taken off it."""

    id: int
    event: str
    login: str
    created_at: datetime


@dataclass(frozen=True)
class Issue:
    id: int
    number: int
    author: str
    title: str
    body: str | None
    created_at: datetime
    updated_at: datetime
    labels: tuple[int, ...] = ()
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    assignees: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    locked: bool = False
    lock_reason: str | None = None
    last_edited_at: datetime | None = None


@dataclass(frozen=True)
class Comment:
    id: int
    issue: int
    author: str
    body: str
    created_at: datetime
    updated_at: datetime
    via_email: bool = False
    via_app: str = ""  # the slug of the GitHub App that wrote it in the author's name
    last_edited_at: datetime | None = None
    editor: str | None = None

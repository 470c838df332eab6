"""Branches with their files, and files attached to comments, as the emulated GitHub keeps them."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import clock
from bot.sandbox.github.values import MissingError

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True)
class Commit:
    """A commit: a tree and its parents."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: str
    made_at: datetime


@dataclass(frozen=True)
class Attachment:
    """A file attached to a comment."""

    id: str
    name: str
    content_type: str
    content: bytes


class Files:
    """The git objects of one repository, as far as files on branches need them; a tree is flat, path to blob."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._blobs: dict[str, bytes] = {}
        self._trees: dict[str, dict[str, str]] = {}
        self._commits: dict[str, Commit] = {}
        self._branches: dict[str, str] = {}
        self._made: dict[str, datetime] = {}
        self._attachments: dict[str, Attachment] = {}
        self._keys: dict[str, str] = {}

    def add_blob(self, content: bytes) -> str:
        with self._lock:
            sha = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324 - git's own name for it
            self._blobs[sha] = content
            return sha

    def blob(self, sha: str) -> bytes:
        return self._blobs[sha]

    def add_tree(self, files: Mapping[str, str]) -> str:
        with self._lock:
            sha = hashlib.sha1(json.dumps(sorted(files.items())).encode()).hexdigest()  # noqa: S324 - a name
            self._trees[sha] = dict(files)
            return sha

    def tree(self, sha: str) -> dict[str, str]:
        with self._lock:
            if sha not in self._trees:
                raise MissingError(f"no tree {sha}")
            return dict(self._trees[sha])

    def add_commit(self, tree: str, parents: tuple[str, ...], message: str, author: str) -> Commit:
        with self._lock:
            self.tree(tree)
            for parent in parents:
                self.commit(parent)
            made = Commit(secrets.token_hex(20), tree, parents, message, author, clock.now())
            self._commits[made.sha] = made
            return made

    def commit(self, sha: str) -> Commit:
        with self._lock:
            if sha not in self._commits:
                raise MissingError(f"no commit {sha}")
            return self._commits[sha]

    def branches(self) -> dict[str, str]:
        """Return the branches, with the commit each points to."""
        with self._lock:
            return dict(self._branches)

    def head(self, branch: str) -> Commit:
        with self._lock:
            if branch not in self._branches:
                raise MissingError(f"no branch {branch}")
            return self.commit(self._branches[branch])

    def set_branch(self, branch: str, commit: str) -> None:
        with self._lock:
            self._branches[branch] = self.commit(commit).sha
            self._made.setdefault(branch, clock.now())

    def delete_branch(self, branch: str) -> None:
        with self._lock:
            self.head(branch)
            del self._branches[branch], self._made[branch]

    def made_at(self, branch: str) -> datetime:
        """Return when a branch was made."""
        with self._lock:
            self.head(branch)
            return self._made[branch]

    def listing(self, branch: str) -> dict[str, str]:
        """Return the paths on a branch, with their blobs' SHAs."""
        return self.tree(self.head(branch).tree)

    def put(self, branch: str, path: str, content: bytes, message: str, author: str) -> Commit:
        """Add or replace a file, in a new commit."""
        with self._lock:
            head = self.head(branch)
            tree = self.add_tree({**self.tree(head.tree), path: self.add_blob(content)})
            made = self.add_commit(tree, (head.sha,), message, author)
            self.set_branch(branch, made.sha)
            return made

    def attach(self, name: str, content_type: str, content: bytes) -> Attachment:
        with self._lock:
            made = Attachment(str(uuid.uuid4()), name, content_type, content)
            self._attachments[made.id] = made
            return made

    def attachment(self, key: str) -> Attachment:
        with self._lock:
            if key not in self._attachments:
                raise MissingError(f"no attachment {key}")
            return self._attachments[key]

    def sign(self, path: str) -> str:
        """Return a key that gives access to a path without a login."""
        with self._lock:
            key = secrets.token_hex(16)
            self._keys[key] = path
            return key

    def opens(self, key: str, path: str) -> bool:
        with self._lock:
            return bool(key) and self._keys.get(key) == path


def author_shape(commit: Commit) -> dict[str, str]:
    """Return a commit's author, as GitHub's API writes it."""
    at = commit.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"name": commit.author, "email": "noreply@github.test", "date": at}

"""Where files that came with messages are kept: one branch per person, in the private repository itself.

Why a branch and not links to Twilio: Twilio's addresses need its credentials, so they show nothing in an issue, and
they contain the account's SID. GitHub has no documented way to attach a file to an issue through its API, while an
address `<repository>/raw/<branch>/<path>` shows the picture to whoever may read the repository, and to nobody else. Why
a branch per person: it is known before the issue is, and erasing somebody's files means deleting one branch. The branch
has no commit in common with the code, so it holds no workflow and nothing of the code's history. Deleting it leaves
unreachable objects until GitHub collects its garbage; GitHub's support does it on request (docs: removing sensitive
data from a repository).
"""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import connect
from bot.core import clock, waits
from bot.core.content_types import ContentType
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.messages import ContactId, MessageSid
from bot.core.settings import Settings
from bot.rules.text import file_names
from bot.rules.text.media_types import BRANCH_PREFIX, KeptFile, of_extension

_SOURCE = re.compile(r'\bsrc="([^"]+)"')
README = "Files that a person sent, one folder a message. Deleting this branch erases them.\n"

# docs: repository limits, "Activity".
PUSHES, PUSHES_WITHIN = 6, timedelta(minutes=1)

Blob = str  # the name of a content that GitHub has


@dataclass(frozen=True, slots=True)
class _Head:
    """The newest commit of a branch, and its tree; both empty where there is no branch."""

    commit: str = ""
    tree: str = ""


class MediaBranches:
    """The branches of media of one repository; needs `contents: write`.

    Every method raises RepositoryError when GitHub refuses for good and TemporaryError when it may work later.
    """

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)
        self._heads: dict[ContactId, _Head] = {}
        self._pushes: deque[float] = deque(maxlen=PUSHES)

    def is_public(self) -> bool:
        with self._github.calling():
            return not self._github.remote.private

    def kept(self, contact: ContactId, sid: MessageSid) -> dict[int, KeptFile]:
        """Return which of a message's files are already kept, by their index in the message."""
        names = [path.rpartition("/")[2] for path in self.paths(contact) if path.startswith(f"{sid}/")]
        found = {}
        for placed in names:
            index, name, extension = file_names.read(placed) or (0, "", "")
            kind = of_extension(extension)
            if kind:
                found[index] = self.shown(contact, sid, index, kind, name)
        return found

    def content(self, contact: ContactId, path: str) -> bytes:
        """Return what a kept file holds; nothing of one above a megabyte, which GitHub does not give this way."""
        with self._github.calling():
            found = self._github.remote.get_contents(path, ref=branch(contact))
        if isinstance(found, list) or found.encoding != "base64":
            return b""
        return found.decoded_content

    def add(self, content: bytes) -> Blob:
        """Hand a content to GitHub; it belongs to nothing until `commit` gives it a path."""
        encoded = base64.b64encode(content).decode()
        return self._post("blobs", {"content": encoded, "encoding": "base64"})

    def commit(self, contact: ContactId, files: Mapping[str, Blob]) -> None:
        """Put files on a person's branch by one commit, and make the branch if there is none.

        What is there already stays as it is, so that repeating it makes no further commit.
        """
        for wait in (*waits.UNSETTLED, None):
            head = self._heads.pop(contact, None) or self._head(contact)
            if self._moved(contact, files, head):
                return
            if wait is None:
                break
            clock.sleep(wait)  # another process was quicker, or GitHub does not show the branch yet
        raise TemporaryError("The branch that keeps a person's files changes all the time.", soon=False)

    def seconds_until_push(self) -> float:
        """Return how long to wait before the next `commit`, so that there are no more than GitHub recommends."""
        if len(self._pushes) < PUSHES:
            return 0.0
        return max(0.0, self._pushes[0] + PUSHES_WITHIN.total_seconds() - clock.steady())

    def count(self, contacts: Iterable[ContactId]) -> int:
        """Return how many files of a person are kept, under all ids the person ever had."""
        return sum(len(self.paths(contact)) for contact in contacts)

    def paths(self, contact: ContactId) -> list[str]:
        """Return the files of a branch, none where there is no branch."""
        head = self._head(contact)
        if not head.tree:
            return []
        tree = f"{self._github.url}/git/trees/{head.tree}"
        found = self._github.request("GET", tree, query={"recursive": "1"})
        listed = [entry["path"] for entry in (found or {})["tree"] if entry["type"] == "blob"]
        return [path for path in listed if "/" in path]

    def signed_addresses(self, comment: int) -> list[str]:
        """Return the addresses in a comment's HTML, where GitHub signs those of a private repository's pictures."""
        url = f"{self._github.url}/issues/comments/{comment}"
        headers = {"Accept": "application/vnd.github.full+json"}
        found = self._github.request("GET", url, headers=headers) or {}
        return [unescape(address) for address in _SOURCE.findall(str(found.get("body_html") or ""))]

    def download_address(self, branch_name: str, path: str) -> str:
        """Return an address at which anybody can fetch a kept file for a short time."""
        with self._github.calling():
            found = self._github.remote.get_contents(path, ref=branch_name)
        if isinstance(found, list) or not found.download_url:
            raise RepositoryError("This is a folder, not a file.")
        return str(found.download_url)

    def erase(self, contacts: Iterable[ContactId]) -> int:
        """Delete the branches of a person, under all ids the person ever had; return how many there were."""
        return sum(self._erase(contact) for contact in contacts)

    def _erase(self, contact: ContactId) -> bool:
        url = f"{self._github.url}/git/refs/heads/{quote(branch(contact))}"
        try:
            self._github.request("DELETE", url)
        except RepositoryError as error:
            if error.status in (404, 422):  # GitHub answers 422 about a branch that does not exist
                return False
            raise
        return True

    def _head(self, contact: ContactId) -> _Head:
        try:
            found = self._github.request(
                "GET", f"{self._github.url}/branches/{quote(branch(contact), safe='')}"
            )
        except RepositoryError as error:
            if error.status != 404:
                raise
            return _Head()
        return _Head(found["commit"]["sha"], found["commit"]["commit"]["tree"]["sha"])

    def _moved(self, contact: ContactId, files: Mapping[str, Blob], head: _Head) -> bool:
        """Make the commit on top of a head; return False if the branch has another one by now."""
        contents = {path: {"sha": blob} for path, blob in files.items()}
        entries = contents if head.tree else {"README.md": {"content": README}, **contents}
        tree = self._post(
            "trees",
            {
                **({"base_tree": head.tree} if head.tree else {}),
                "tree": [
                    {"path": path, "mode": "100644", "type": "blob", **what} for path, what in entries.items()
                ],
            },
        )
        if tree == head.tree:
            self._heads[contact] = head
            return True
        parents = [head.commit] if head.commit else []
        made = self._post("commits", {"message": "Keep files", "tree": tree, "parents": parents})
        refs, name = f"{self._github.url}/git/refs", f"heads/{branch(contact)}"
        try:
            if head.commit:
                self._github.request("PATCH", f"{refs}/{quote(name)}", {"sha": made})
            else:
                self._github.create(
                    lambda: self._github.request("POST", refs, {"ref": f"refs/{name}", "sha": made})
                )
        except RepositoryError as error:
            if error.status != 422:
                raise
            return False
        self._pushes.append(clock.steady())
        self._heads[contact] = _Head(made, tree)
        return True

    def _post(self, kind: str, body: dict[str, Any]) -> str:
        """Make a git object; its name is derived from its content, so repeating it changes nothing."""

        def post() -> str:
            made = self._github.request("POST", f"{self._github.url}/git/{kind}", body)
            return str((made or {}).get("sha", ""))

        return self._github.create(post)

    def page_of(self, contact: ContactId, path: str) -> str:
        """Return the address of the page that shows a kept file."""
        with self._github.calling():
            return f"{self._github.remote.html_url}/blob/{quote(f'{branch(contact)}/{path}')}"

    def shown(
        self, contact: ContactId, sid: MessageSid, index: int, kind: ContentType, name: str = ""
    ) -> KeptFile:
        """Return how an issue shows a file."""
        with self._github.calling():
            home = self._github.remote.html_url
        path = place_of(sid, index, kind, name)
        place = quote(f"{branch(contact)}/{path}")
        image = f"{home}/raw/{place}" if kind.shown else ""
        called = file_names.safe(name, kind) or str(index + 1)
        return KeptFile(f"{called}.{kind.extension}", kind.name, f"{home}/blob/{place}", image, path)


def branch(contact: ContactId) -> str:
    """Return the branch that keeps the files of a person."""
    return f"{BRANCH_PREFIX}{contact}"


def place_of(sid: MessageSid, index: int, kind: ContentType, name: str = "") -> str:
    """Return where a file of a message is kept, under the `name` that its sender gave it if that is known.

    The folder is the message's sid, in which the webhook allows only letters and digits.
    """
    if not sid.isalnum():
        raise RepositoryError("A message's sid is no name for a folder.")
    return f"{sid}/{file_names.placed(index, name, kind)}"

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

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import quote

from github import GithubException

from bot.adapters.github.client import connect
from bot.core.content_types import ContentType
from bot.core.errors import RepositoryError
from bot.core.messages import ContactId, MessageSid
from bot.core.settings import Settings
from bot.rules.text.media_types import BRANCH_PREFIX, KeptFile, of_extension

_SOURCE = re.compile(r'\bsrc="([^"]+)"')
README = "Files that a person sent, one folder a message. Deleting this branch erases them.\n"


class MediaBranches:
    """The branches of media of one repository; needs `contents: write`.

    Every method raises RepositoryError when GitHub refuses for good and TemporaryError when it may work later.
    """

    def __init__(self, settings: Settings) -> None:
        self._github = connect(settings)

    def is_public(self) -> bool:
        with self._github.calling():
            return not self._github.remote.private

    def kept(self, contact: ContactId, sid: MessageSid) -> dict[int, KeptFile]:
        """Return which of a message's files are already kept, by their index in the message."""
        try:
            with self._github.calling():
                listed = self._github.remote.get_contents(_path(sid), ref=branch(contact))
        except RepositoryError as error:
            if error.status != 404:  # there may be no branch, or no folder in it
                raise
            return {}
        names = [entry.name for entry in (listed if isinstance(listed, list) else [listed])]
        found = {}
        for name in names:
            index, _, extension = name.partition(".")
            kind = of_extension(extension)
            if index.isdecimal() and kind:
                found[int(index)] = self._shown(contact, sid, int(index), kind)
        return found

    def keep(
        self, contact: ContactId, sid: MessageSid, index: int, kind: ContentType, content: bytes
    ) -> KeptFile:
        """Keep one file; its path in the branch is made of sid and index, so that keeping it twice is harmless."""
        try:
            self._add(contact, sid, index, kind, content)
        except RepositoryError as error:
            if error.status != 404:
                raise
            self._begin(contact)
            self._add(contact, sid, index, kind, content)
        return self._shown(contact, sid, index, kind)

    def count(self, contacts: Iterable[ContactId]) -> int:
        """Return how many files of a person are kept, under all ids the person ever had."""
        return sum(len(self.paths(contact)) for contact in contacts)

    def paths(self, contact: ContactId) -> list[str]:
        """Return the files of a branch, none where there is no branch."""
        url = f"{self._github.url}/git"
        try:
            head = self._github.request("GET", f"{url}/ref/heads/{quote(branch(contact))}")
        except RepositoryError as error:
            if error.status != 404:
                raise
            return []
        tree = f"{url}/trees/{(head or {})['object']['sha']}"
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

    def _add(
        self, contact: ContactId, sid: MessageSid, index: int, kind: ContentType, content: bytes
    ) -> None:
        path = f"{_path(sid)}/{index}.{kind.extension}"
        with self._github.calling():
            try:
                self._github.remote.create_file(path, f"Keep {path}", content, branch=branch(contact))
            except GithubException as error:
                if not _exists_already(error):
                    raise

    def _begin(self, contact: ContactId) -> None:
        """Make the branch, with a first commit that has no parent."""
        url = f"{self._github.url}/git"
        entry = {"path": "README.md", "mode": "100644", "type": "blob", "content": README}
        tree = self._post(f"{url}/trees", {"tree": [entry]})
        commit = self._post(f"{url}/commits", {"message": "Begin", "tree": tree, "parents": []})
        try:
            self._post(f"{url}/refs", {"ref": f"refs/heads/{branch(contact)}", "sha": commit})
        except RepositoryError as error:
            if error.status != 422:  # it exists: an answer was lost
                raise

    def _post(self, url: str, body: dict[str, object]) -> str:
        """Make a git object; its name is derived from its content, so repeating it changes nothing."""

        def post() -> str:
            made = self._github.request("POST", url, body)
            return str((made or {}).get("sha", ""))

        return self._github.create(post)

    def _shown(self, contact: ContactId, sid: MessageSid, index: int, kind: ContentType) -> KeptFile:
        with self._github.calling():
            home = self._github.remote.html_url
        place = quote(f"{branch(contact)}/{_path(sid)}/{index}.{kind.extension}")
        image = f"{home}/raw/{place}" if kind.shown else ""
        return KeptFile(f"{index + 1}.{kind.extension}", kind.name, f"{home}/blob/{place}", image)


def branch(contact: ContactId) -> str:
    """Return the branch that keeps the files of a person."""
    return f"{BRANCH_PREFIX}{contact}"


def _path(sid: MessageSid) -> str:
    """Return the folder of a message: its sid, in which the webhook allows only letters and digits."""
    if not sid.isalnum():
        raise RepositoryError("A message's sid is no name for a folder.")
    return str(sid)


def _exists_already(error: GithubException) -> bool:
    """Return whether GitHub refuses because the file exists: it then asks for the `sha` of what to replace."""
    message = error.data.get("message", "") if isinstance(error.data, dict) else ""
    return error.status == 422 and "sha" in str(message).lower()

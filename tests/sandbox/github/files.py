"""The emulated GitHub with files on branches."""

from __future__ import annotations

import requests
from github import Auth, Github
from github.Repository import Repository

from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github import api
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Actor

PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 40


class GithubEmulator:
    """The emulator with a client of an owner."""

    def __init__(self, *, private: bool) -> None:
        self.state = GithubState("escritorio", "AUDITORIA360", private)
        self.state.add_token("owner", Actor("escritorio"))
        self.state.add_token("reader", Actor("escritorio", "fine-grained", frozenset({"contents:read"})))
        self.server = Server(api.create_app(self.state, Faults(GITHUB_FAULTS)))

    def client(self, token: str = "owner") -> Repository:
        client = Github(
            auth=Auth.Token(token), base_url=self.server.url, retry=None, seconds_between_writes=None
        )
        return client.get_repo("escritorio/AUDITORIA360")

    def begin(self, branch: str = "midia/x1") -> Repository:
        """Make a branch without a past."""
        post, remote = self.client().requester.requestJsonAndCheck, self.client()
        entry = {"path": "README.md", "mode": "100644", "type": "blob", "content": "Oi"}
        tree = post("POST", f"{remote.url}/git/trees", input={"tree": [entry]})[1]
        commit = post(
            "POST", f"{remote.url}/git/commits", input={"message": "a", "tree": (tree or {})["sha"]}
        )[1]
        ref = {"ref": f"refs/heads/{branch}", "sha": (commit or {})["sha"]}
        post("POST", f"{remote.url}/git/refs", input=ref)
        return remote

    def get(self, path: str, **more: object) -> requests.Response:
        return requests.get(f"{self.server.url}{path}", timeout=5, **more)  # type: ignore[arg-type]

"""The emulated GitHub keeps files on branches, and shows them to whoever may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests
from github import GithubException

from bot.sandbox.client import SandboxClient
from bot.sandbox.emulator.addresses import Addresses
from tests.sandbox.github.files import PNG, GithubEmulator


@pytest.fixture
def emulator() -> Iterator[GithubEmulator]:
    made = GithubEmulator(private=True)
    with made.server:
        yield made


def test_a_file_is_added_listed_and_read(emulator: GithubEmulator) -> None:
    remote = emulator.begin()
    made = remote.create_file("MM1/0.png", "Keep", PNG, branch="midia/x1")

    listed = remote.get_contents("MM1", ref="midia/x1")
    read = remote.get_contents("MM1/0.png", ref="midia/x1")

    assert isinstance(listed, list)
    assert made["content"].sha == listed[0].sha
    assert [entry.name for entry in listed] == ["0.png"]
    assert not isinstance(read, list)
    assert read.decoded_content == PNG
    assert [entry.path for entry in remote.get_contents("", ref="midia/x1")] == ["MM1", "README.md"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("branch", "token", "status"),
    [("midia/none", "owner", 404), ("midia/x1", "owner", 422), ("midia/x1", "reader", 403)],
)
def test_what_github_refuses(emulator: GithubEmulator, branch: str, token: str, status: int) -> None:
    emulator.begin().create_file("a.png", "Keep", PNG, branch="midia/x1")

    with pytest.raises(GithubException) as caught:
        emulator.client(token).create_file("a.png", "Keep", PNG, branch=branch)
    assert caught.value.status == status


def test_the_branch_has_no_past_and_goes_whole(emulator: GithubEmulator) -> None:
    remote = emulator.begin()
    assert emulator.state.files.head("midia/x1").parents == ()

    with pytest.raises(GithubException) as caught:
        emulator.begin()
    assert caught.value.status == 422

    url = f"{remote.url}/git/refs/heads/midia/x1"
    remote.requester.requestJsonAndCheck("DELETE", url)
    with pytest.raises(GithubException) as caught:
        remote.requester.requestJsonAndCheck("DELETE", url)
    assert caught.value.status == 422


def test_a_private_file_is_shown_to_who_is_signed_in_and_by_a_signed_address(
    emulator: GithubEmulator,
) -> None:
    remote = emulator.begin()
    remote.create_file("MM1/0.png", "Keep", PNG, branch="midia/x1")
    page = "/escritorio/AUDITORIA360/raw/midia/x1/MM1/0.png"

    assert emulator.get(page).status_code == 404
    assert emulator.get(page, cookies={"user_session": "sandbox"}).content == PNG
    found = remote.get_contents("MM1/0.png", ref="midia/x1")
    assert not isinstance(found, list)
    assert requests.get(found.download_url, timeout=5).headers["content-type"] == "image/png"
    assert requests.get(found.download_url.partition("?")[0], timeout=5).status_code == 404


def test_an_issues_page_signs_its_reader_in(emulator: GithubEmulator) -> None:
    assert "user_session" in emulator.get("/escritorio/AUDITORIA360/issues").cookies


def test_a_private_attachment_opens_by_the_address_in_the_comments_html(emulator: GithubEmulator) -> None:
    markdown = SandboxClient(Addresses("", "", emulator.server.url, "")).attach("a.png", "image/png", PNG)
    issue = emulator.client().create_issue("t", "")
    comment = issue.create_comment(markdown)
    asset = markdown.partition("(")[2].rstrip(")")

    assert requests.get(asset, timeout=5).status_code == 404
    headers = {"Accept": "application/vnd.github.full+json"}
    html = emulator.client().requester.requestJsonAndCheck("GET", comment.url, headers=headers)[1] or {}
    (signed,) = re.findall(r'src="([^"]+)"', html["body_html"])
    assert requests.get(signed, timeout=5).content == PNG
    plain = emulator.client().requester.requestJsonAndCheck("GET", comment.url)[1] or {}
    assert "body_html" not in plain


def test_a_public_repository_shows_its_files_to_everybody() -> None:
    emulator = GithubEmulator(private=False)
    with emulator.server:
        emulator.begin().create_file("MM1/0.png", "Keep", PNG, branch="midia/x1")

        assert emulator.get("/escritorio/AUDITORIA360/raw/midia/x1/MM1/0.png").content == PNG
        assert emulator.get("/escritorio/AUDITORIA360/raw/midia/x1/none.png").status_code == 404

"""Whether the relay's checkout brings people's files to its disk."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.adapters import checkout


def _git(folder: Path, *arguments: str) -> str:
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture(name="repository")
def _repository(tmp_path: Path) -> Path:
    """A repository with the code, and with a file that somebody sent."""
    folder = tmp_path / "repository"
    folder.mkdir()
    _git(folder, "init", "-q", "--initial-branch", "main")
    (folder / "code").write_text("print()")
    _git(folder, "add", "code")
    _git(folder, "commit", "-qm", "The code")
    _git(folder, "switch", "-qc", "midia/0123abcd")
    (folder / "rg.jpg").write_bytes(b"a face")
    _git(folder, "add", "rg.jpg")
    _git(folder, "commit", "-qm", "A file")
    _git(folder, "switch", "-q", "main")
    return folder


def _clone(repository: Path, *options: str) -> Path:
    _git(repository.parent, "clone", "-q", *options, f"file://{repository}", "clone")
    return repository.parent / "clone"


def _holds_the_file(repository: Path, clone: Path) -> bool:
    blob = _git(repository, "rev-parse", "midia/0123abcd:rg.jpg").strip()
    there = subprocess.run(["git", "cat-file", "-e", blob], cwd=clone, check=False, capture_output=True)
    return there.returncode == 0


def test_a_folder_whose_config_is_a_link_into_a_clone_is_in_that_clone(
    repository: Path, tmp_path: Path
) -> None:
    clone = _clone(repository)
    (clone / "config.yml").touch()
    folder = tmp_path / "relay"
    folder.mkdir()
    assert checkout.look(folder) is None

    (folder / "config.yml").symlink_to(clone / "config.yml")
    found = checkout.look(folder)

    assert found
    assert str(clone) in found.sentence


def test_a_clone_of_one_branch_is_in_order_and_stays_so(repository: Path) -> None:
    clone = _clone(repository, "--single-branch")
    (clone / "data").mkdir()
    _git(clone, "pull", "-q")

    assert checkout.look(clone / "data") is None
    assert not _holds_the_file(repository, clone)


@pytest.mark.parametrize("packed", [False, True])
def test_the_commands_that_it_names_take_the_files_off_the_disk_and_keep_them_off(
    repository: Path, packed: bool
) -> None:
    clone = _clone(repository)
    if packed:
        _git(clone, "pack-refs", "--all")
    found = checkout.look(clone)
    assert found
    assert "fetches every branch" in found.sentence
    assert _holds_the_file(repository, clone)

    commands = found.remedy.removeprefix("There, run: ")
    subprocess.run(["/bin/sh", "-ec", commands], cwd=clone, check=True, capture_output=True)
    _git(clone, "pull", "-q")

    assert checkout.look(clone) is None
    assert not _holds_the_file(repository, clone)


def test_files_that_were_fetched_before_are_still_named(repository: Path) -> None:
    clone = _clone(repository)
    _git(clone, "remote", "set-branches", "origin", "main")
    found = checkout.look(clone)

    assert found
    assert "still holds" in found.sentence
    assert "set-branches" not in found.remedy


@pytest.mark.parametrize(
    ("refspecs", "wide"),
    [
        (["+refs/heads/*:refs/remotes/origin/*"], True),
        (["+refs/heads/*:refs/remotes/origin/*", "^refs/heads/midia/*"], False),
        (["+refs/heads/main:refs/remotes/origin/main"], False),
        (["+refs/heads/main:refs/remotes/origin/main", "refs/heads/midia/*:refs/x/*"], True),
        (["+refs/*:refs/*"], True),
    ],
)
def test_each_refspec_counts(repository: Path, refspecs: list[str], wide: bool) -> None:
    clone = _clone(repository, "--single-branch")
    _git(clone, "config", "--unset-all", "remote.origin.fetch")
    for refspec in refspecs:
        _git(clone, "config", "--add", "remote.origin.fetch", refspec)

    assert (checkout.look(clone) is not None) is wide


def test_a_further_worktree_is_judged_by_the_configuration_it_shares(repository: Path) -> None:
    clone = _clone(repository)
    _git(clone, "worktree", "add", "-q", str(repository.parent / "further"), "-b", "other")

    assert checkout.look(repository.parent / "further")


def test_a_folder_without_a_checkout_or_with_a_broken_one_is_no_trouble(tmp_path: Path) -> None:
    assert checkout.look(tmp_path) is None
    (tmp_path / ".git").write_text("gitdir: nowhere")

    assert checkout.look(tmp_path) is None


def test_a_sandbox_within_the_projects_clone_is_in_no_checkout_of_an_installation(repository: Path) -> None:
    clone = repository.parent / "clone"
    _git(repository, "clone", "-q", str(repository), str(clone))
    sandbox = clone / ".sandbox"
    sandbox.mkdir()
    assert checkout.look(sandbox)

    (sandbox / checkout.SANDBOX_TAG).touch()

    assert checkout.look(sandbox) is None

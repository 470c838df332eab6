"""`bot init`: a repository adopts the bot, and nothing of its own is changed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.operate import adopting
from bot.sandbox.workflows.files import read
from tests.stage import ROOT

COMMIT = "0123456789abcdef" * 2 + "01234567"
PINNED = ("--bot", "escritorio/AUDITORIA360", "--commit", COMMIT)


@pytest.fixture(name="repository")
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "build.yml").write_text("on: push\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _init(*more: str) -> Result:
    return CliRunner().invoke(cli, ["init", *PINNED, *more])


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def test_the_workflows_run_the_bot_at_one_commit_with_the_permissions_that_it_asks_for(
    repository: Path,
) -> None:
    result = _init()
    written = sorted((repository / ".github" / "workflows").glob("*.yml"))

    assert result.exit_code == 0, result.output
    assert len(written) == 9
    for path in written:
        if path.name == "build.yml":
            continue
        own = (ROOT / ".github" / "workflows" / path.name).read_text("utf-8")
        text = path.read_text("utf-8")
        adopted, original = (read(path.name, one) for one in (text, own))
        assert (adopted.triggers, adopted.permissions, adopted.concurrency, adopted.jobs) == (
            *(original.triggers, original.permissions, original.concurrency, original.jobs),
        )
        assert f"ref: {COMMIT}\n" in text
        assert re.findall(r"scripts/\w+\.py", text) == re.findall(r"scripts/\w+\.py", own)
        assert "./.github" not in text


def test_it_changes_nothing_else_and_run_again_nothing_at_all(repository: Path) -> None:
    before = _files(repository)
    _init()
    once = _files(repository)
    result = _init()

    assert result.exit_code == 0
    assert _files(repository) == once
    assert {name: once[name] for name in before} == before
    assert once.keys() - before.keys() == {
        "config.yml",
        ".github/ISSUE_TEMPLATE/nova-conversa.yml",
        *(
            f".github/workflows/{name}.yml"
            for name in (
                *("check-billing", "reconcile", "record-delivery", "record-messages", "remind-rotation"),
                *("begin-conversation", "send-notification", "send-replies"),
            )
        ),
    }


def test_a_dry_run_shows_the_files_and_writes_none(repository: Path) -> None:
    before = _files(repository)
    result = _init("--dry-run")

    assert "+++ .github/workflows/record-messages.yml" in result.output
    assert _files(repository) == before


def test_a_workflow_of_that_name_is_never_overwritten(repository: Path) -> None:
    (repository / ".github" / "workflows" / "reconcile.yml").write_text("on: push\n")
    before = _files(repository)
    result = _init()

    assert result.exception
    assert "reconcile.yml" in str(result.exception)
    assert _files(repository) == before


def test_a_config_that_is_there_is_kept(repository: Path) -> None:
    (repository / "config.yml").write_text("language: {people: en}\n")

    assert _init().exit_code == 0
    assert (repository / "config.yml").read_text() == "language: {people: en}\n"


@pytest.mark.parametrize("options", [("--bot", "a/b;c"), ("--commit", "main"), ("--commit", f"{COMMIT} #")])
def test_a_repository_or_commit_that_is_none_is_refused(repository: Path, options: tuple[str, str]) -> None:
    assert "is not known" in str(_init(*options).exception)


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert "no repository of yours" in str(_init().exception)


def test_every_workflow_of_the_bot_but_its_own_checks_and_the_called_one_is_adopted(repository: Path) -> None:
    _init()
    ours = {path.name for path in (ROOT / ".github" / "workflows").glob("*.yml")}
    theirs = {path.name for path in (repository / ".github" / "workflows").glob("*.yml")}

    assert ours - theirs == {"ci.yml", "order-message.yml"}
    assert adopting.FOLDER.startswith(".")


@pytest.mark.parametrize("link", [".github", "config.yml"])
def test_nothing_is_written_through_a_link_out_of_the_repository(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    outside: Path = tmp_path_factory.mktemp("outside")
    shutil.rmtree(repository / ".github")
    (repository / link).symlink_to(outside / "stolen" if link == "config.yml" else outside)

    assert "a link to another place" in str(_init().exception)
    assert list(outside.iterdir()) == []


def test_a_clone_of_somewhere_else_than_github_has_to_be_named(repository: Path) -> None:
    result = CliRunner().invoke(cli, ["init", "--bot", "escritorio/..", "--commit", COMMIT])

    assert "--bot OWNER/AUDITORIA360" in str(result.exception)

"""A copy of the project's working tree, changed only as far as act requires."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot.sandbox.workflows.files import Workflow, WorkflowError, read, without_queue

WORKFLOWS = ".github/workflows"
# What a folder that is not a git checkout may contain and a runner must not see.
_NEVER_COPIED = {".git", ".venv", "venv", "__pycache__", "node_modules", ".cache", ".env", ".secrets"}


class Tree:
    """The files that workflows run on: tracked and untracked but not ignored ones, in their current state."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.source = source.resolve()
        self.folder = folder.resolve()
        self.head_sha = "0" * 40
        self.workflows: dict[str, Workflow] = {}
        self.broken: dict[str, str] = {}
        self.refresh()

    def refresh(self) -> None:
        """Copy everything again, discarding edits of the copy."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.workflows, self.broken = {}, {}
        for name in self._names():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.source / name, target, follow_symlinks=False)
            if _is_workflow(name):
                self._take_workflow(name)
        self._commit()

    def write(self, name: str, text: str) -> None:
        """Write a file of the copy, such as `config.yml`; the project's own file is not changed."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        if _is_workflow(name):
            self._take_workflow(name)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def find(self, name: str) -> Workflow | None:
        """Find a workflow by its file name, its path or its id."""
        return next(
            (each for each in list(self.workflows.values()) if name in {each.file, each.path, str(each.id)}),
            None,
        )

    def called(self, name: str) -> Workflow | None:
        """Return the workflow that `uses:` names by its path here or in a repository at some ref; all are ours."""
        return self.workflows.get(WORKFLOWS + name.partition("@")[0].rpartition(WORKFLOWS)[2])

    def _take_workflow(self, name: str) -> None:
        original = self.read(name)
        self.workflows.pop(name, None)
        self.broken.pop(name, None)
        try:
            self.workflows[name] = read(name, original)
        except WorkflowError as error:
            self.broken[name] = str(error)
        (self.folder / name).write_text(without_queue(original), encoding="utf-8")

    def _names(self) -> list[str]:
        return [name for name in files_of(self.source) if self._belongs(name)]

    def _belongs(self, name: str) -> bool:
        path = self.source / name
        in_workspace = self.folder.parent != self.source and path.is_relative_to(self.folder.parent)
        return (path.is_file() or path.is_symlink()) and not in_workspace

    def _commit(self) -> None:
        """Make the copy a git repository: act asks git for the commit and complains if there is none."""
        who = (
            "-c",
            "user.name=sandbox",
            "-c",
            "user.email=sandbox@invalid",
            "-c",
            "core.hooksPath=/dev/null",
        )
        _git("init", "--quiet", where=self.folder)
        if (
            self.folder / ".git"
        ).exists():  # otherwise the next commands would change an enclosing repository
            _git("symbolic-ref", "HEAD", "refs/heads/main", where=self.folder)
            _git("add", "--all", "--force", where=self.folder)
            _git(*who, "commit", "--quiet", "--message=The working tree", where=self.folder)
            # act copies the repository for every run: a few files instead of hundreds save half a second each.
            _git("repack", "-a", "-d", "--quiet", where=self.folder)
        names = "\n".join(sorted(self.workflows))
        made_up = hashlib.sha1(names.encode(), usedforsecurity=False).hexdigest()
        self.head_sha = _git("rev-parse", "HEAD", where=self.folder).strip() or made_up


def files_of(source: Path) -> list[str]:
    """Return the paths of a project's files: tracked, and untracked but not ignored ones."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard", where=source)
    return sorted({name for name in listed.split("\0") if name} if listed else {*_walk(source)})


def _walk(source: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(source):
        folders[:] = [each for each in folders if each not in _NEVER_COPIED]
        inside = Path(folder).relative_to(source)
        yield from (str(inside / each) for each in files if each not in _NEVER_COPIED)


def _git(*arguments: str, where: Path) -> str:
    """Run git and return its output; empty if there is no git or `where` is not a checkout."""
    environment = {
        "PATH": search_path(),
        "HOME": str(where),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    command = ["git", "-c", "safe.directory=*", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - git, with arguments made here
            command, cwd=where, env=environment, capture_output=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.decode() if done.returncode == 0 else ""


def search_path(*first: str) -> str:
    """Return the PATH for child processes, the same on every machine."""
    return os.pathsep.join([*first, "/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/bin"])


def _is_workflow(name: str) -> bool:
    path = Path(name)
    return str(path.parent) == WORKFLOWS and path.suffix in {".yml", ".yaml"}

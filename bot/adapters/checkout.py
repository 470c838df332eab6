"""The git checkout that the relay runs in: whether it brings the files that people sent to this machine's disk.

Each person's files are on a branch, and a plain `git clone`, `git fetch` or `git pull` brings every branch (git-fetch,
"Configured remote-tracking branches"); an erasure on GitHub does not reach them here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from bot.core.sentences import Sentence
from bot.rules.text.media_types import BRANCH_PREFIX

SANDBOX_TAG = ".sandbox-folder"  # marks a folder that is a sandbox, and may be deleted for the next one
_REMOTE = re.compile(r'\s*\[remote "([^"]+)"\]', re.IGNORECASE)
_FETCH = re.compile(r'\s*fetch\s*=\s*"?([^\s"#;]+)', re.IGNORECASE)
_A_BRANCH = f"refs/heads/{BRANCH_PREFIX}x"


@dataclass(frozen=True, slots=True)
class CheckoutFault:
    """What is wrong with a checkout, and the commands that change it."""

    sentence: str
    remedy: str


def look(folder: Path) -> CheckoutFault | None:
    """Return what is wrong with the checkout that this folder is in; None also where it is in none.

    It is also in the one that its config.yml is a link into. A sandbox within the project's own clone is in none: no
    person has sent it a file.
    """
    if (folder / SANDBOX_TAG).exists():
        return None
    starts = folder.resolve(), (folder / "config.yml").resolve().parent
    try:
        place = next(each for start in starts for each in (start, *start.parents) if (each / ".git").exists())
        git = _common_folder(place / ".git")
        refspecs, branch = _refspecs(git / "config"), _branch(git)
        kept = sorted(_kept(git))
    except (OSError, StopIteration, UnicodeDecodeError):
        return None  # no checkout, or none that this user may read
    wide = [remote for remote, specs in refspecs.items() if _fetches(specs)]
    steps = [f"git remote set-branches {remote} {branch}" for remote in wide]
    steps += [
        f"git for-each-ref --format='delete %(refname)' refs/remotes/{remote}/{BRANCH_PREFIX} | git update-ref --stdin"
        for remote in sorted({*wide, *kept})
    ]
    if not steps:
        return None
    what = (
        "The checkout in {place} fetches every branch, so each git pull brings the files that people sent ({branches}),"
        " and no erasure reaches them."
        if wide
        else "The checkout in {place} still holds the files that people sent ({branches}), and no erasure reaches them."
    )
    return CheckoutFault(
        Sentence(what, place=place, branches=f"{BRANCH_PREFIX}*"),
        Sentence("There, run: {commands}", commands=" && ".join([*steps, "git gc --prune=now"])),
    )


def _common_folder(git: Path) -> Path:
    """Return where the configuration is: a further worktree has a file that leads there (gitrepository-layout)."""
    if git.is_dir():
        return git
    own = git.parent / git.read_text("utf-8").partition("gitdir:")[2].strip()
    common = own / "commondir"
    return (own / common.read_text("utf-8").strip()).resolve() if common.exists() else own


def _refspecs(file: Path) -> dict[str, list[str]]:
    """Return what is fetched from each remote (git-config, "Syntax").

    Read without git, which refuses a checkout that belongs to another user, as the relay's may.
    """
    found: dict[str, list[str]] = {}
    remote = None
    for line in file.read_text("utf-8").splitlines():
        if line.lstrip().startswith("["):
            section = _REMOTE.match(line)
            remote = section[1] if section else None
        spec = _FETCH.match(line)
        if remote and spec:
            found.setdefault(remote, []).append(spec[1])
    return found


def _fetches(specs: list[str]) -> bool:
    """Return whether these refspecs bring a person's branch; one that begins with ^ leaves branches out."""
    sources = [spec.removeprefix("+").partition(":")[0] for spec in specs]
    left_out = any(fnmatchcase(_A_BRANCH, source[1:]) for source in sources if source.startswith("^"))
    return not left_out and any(fnmatchcase(_A_BRANCH, source) for source in sources)


def _branch(git: Path) -> str:
    return (git / "HEAD").read_text("utf-8").strip().partition("ref: refs/heads/")[2] or "main"


def _kept(git: Path) -> set[str]:
    """Return the remotes whose files of people are here already."""
    loose = {path.parent.name for path in (git / "refs" / "remotes").glob(f"*/{BRANCH_PREFIX.strip('/')}")}
    packed = git / "packed-refs"
    lines = packed.read_text("utf-8").splitlines() if packed.exists() else []
    names = [line.partition(" refs/remotes/")[2] for line in lines]
    return loose | {name.split("/")[0] for name in names if f"/{BRANCH_PREFIX}" in name}

"""`bot init`: let an existing repository adopt the bot, by workflows that check it out at one commit."""

from __future__ import annotations

import difflib
import re
import subprocess  # noqa: TID251 - git knows the commit and its repository
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

import bot
from bot.cli import screen
from bot.cli.command import Command
from bot.core import to_disk
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.operate import adopting
from bot.rules.sending import conversation_form
from bot.rules.text import repository_names

_NAMES = (
    "begin-conversation",
    "check-billing",
    "reconcile",
    "record-delivery",
    "record-messages",
    "remind-rotation",
    "send-notification",
    "send-replies",
)
_CONFIG = "config.yml"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_REMOTE = re.compile(r"github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?$", re.ASCII)


@click.command("init", cls=Command)
@click.option("--bot", "repository", default="", metavar="OWNER/NAME", help="The bot's repository at GitHub.")
@click.option(
    "--commit", default="", metavar="COMMIT", help="The commit to run; by default the newest that was pushed."
)
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
def command(repository: str, commit: str, *, dry_run: bool) -> None:
    """Set up the repository in this folder to use the bot: conversations become issues there.

    Writes small workflows, which check the bot out at one commit and run it, the form for new conversations, and
    config.yml. It overwrites no file and changes nothing else. Run it by the bot of a clone.

    \b
    Example:
      bot init --dry-run
      bot init --bot OWNER/AUDITORIA360
    """
    clone = Path(bot.__file__).resolve().parents[1]
    here = Path.cwd()
    if not (here / ".git").exists() or here == clone:
        raise BotError(
            "This folder is no repository of yours.",
            "Go to the top of the repository that is to adopt the bot.",
        )
    if not (clone / ".github" / "workflows").is_dir():
        raise BotError(
            "The bot here was not started from a clone.",
            "Run the bot of a clone: its commit is what will run.",
        )
    repository, commit = repository or _origin(clone), commit or _pushed(clone)
    wanted = _wanted(clone, repository, commit)
    _stay_inside(here, wanted)
    found = {name: _read(here / name) for name in wanted}
    # A config.yml that is there is the office's own.
    left = {
        name: text
        for name, text in wanted.items()
        if found[name] != text and (found[name] is None or name != _CONFIG)
    }
    if dry_run:
        for name, text in left.items():
            click.echo(_difference(name, found[name], text), nl=False)
        screen.say(Sentence("Files to write: {count}.", count=len(left)))
        return
    if blocking := [name for name in left if found[name] is not None]:
        raise BotError(
            Sentence("These files are there already: {files}.", files=", ".join(blocking)),
            "Nothing was written. Remove them, or take over the change yourself: --dry-run shows it.",
        )
    for name, text in left.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        to_disk.replace(here / name, text)
        click.echo(f"+ {name}")
    screen.say(
        Sentence(
            "Files written: {count}; they run {repository} at {commit}. Commit them, then run `bot setup`.",
            count=len(left),
            repository=repository,
            commit=commit[:12],
        )
    )


def _stay_inside(here: Path, names: Iterable[str]) -> None:
    """Raise BotError where a link would lead out of the repository."""
    for name in names:
        if (here / name).resolve() != here.resolve() / name:
            raise BotError(
                Sentence("{file} is, or lies behind, a link to another place.", file=name),
                "Nothing was written. Put a file or a folder of this repository in its place.",
            )


def _wanted(clone: Path, repository: str, commit: str) -> Mapping[str, str]:
    if not repository_names.is_whole(repository):
        raise BotError(
            "Where the bot's repository is at GitHub is not known: the clone here has another origin.",
            "Name it: --bot OWNER/AUDITORIA360.",
        )
    if not _COMMIT.fullmatch(commit):
        raise BotError(
            "The commit of the bot is not known.", "Name one of 40 characters that is at GitHub: --commit."
        )
    workflows = {
        f".github/workflows/{name}.yml": clone / ".github" / "workflows" / f"{name}.yml" for name in _NAMES
    }
    texts = {
        name: adopting.workflow(path.read_text("utf-8"), repository, commit)
        for name, path in workflows.items()
    }
    form = {conversation_form.FILE: (clone / conversation_form.FILE).read_text("utf-8")}
    return {**texts, **form, _CONFIG: adopting.config((clone / _CONFIG).read_text("utf-8"), repository)}


def _origin(clone: Path) -> str:
    found = _REMOTE.search(_git(clone, "remote", "get-url", "origin"))
    return found[1] if found else ""


def _pushed(clone: Path) -> str:
    """Return the newest commit of this branch that GitHub has too; empty where that is not known."""
    return _git(clone, "merge-base", "HEAD", "origin/HEAD") or _git(
        clone, "merge-base", "HEAD", "@{upstream}"
    )


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - git, with words that are written here
            ["git", *words],  # noqa: S607 - whichever git this user has
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return ""


def _difference(name: str, before: str | None, after: str) -> str:
    old, new = (before or "").splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, "/dev/null" if before is None else name, name))

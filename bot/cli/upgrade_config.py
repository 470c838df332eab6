"""`bot upgrade-config`: give settings of an earlier version their present names."""

from __future__ import annotations

import difflib
from contextlib import nullcontext
from pathlib import Path

import click

from bot.cli import screen
from bot.cli.command import Command
from bot.cli.options import config_file
from bot.core import to_disk
from bot.core.errors import BotError, ConfigError
from bot.core.sentences import Sentence
from bot.core.settings import yaml_text
from bot.core.settings.renames import RENAMES
from bot.operate import turn
from bot.rules.text import yaml_rename


@click.command("upgrade-config", cls=Command)
@config_file
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
def command(file: Path, *, dry_run: bool) -> None:
    """Give settings of an earlier version their present names.

    Shows each changed line. Values, comments and their order stay as they are.

    \b
    Example:
      bot upgrade-config --dry-run
      bot upgrade-config
    """
    with nullcontext() if dry_run else turn.taken(file.parent, "upgrade-config"):
        _upgrade(file, dry_run=dry_run)


def _upgrade(file: Path, *, dry_run: bool) -> None:
    *_, faults = yaml_text.read(file)
    if faults:
        raise ConfigError(faults)
    before = file.read_bytes().decode("utf-8")
    after = yaml_rename.renamed(before, RENAMES)
    if before == after:
        screen.say("Every setting has its present name.")
        return
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    click.echo("".join(difflib.unified_diff(old, new, str(file), str(file), n=0)), nl=False)
    if not dry_run:
        _write(file, after)


def _write(file: Path, text: str) -> None:
    try:
        to_disk.replace(file, text)
    except OSError as error:
        raise BotError(
            Sentence("{file} cannot be written ({why}).", file=file, why=error.strerror or "?"),
            "Run the command as a user who may write there.",
        ) from error

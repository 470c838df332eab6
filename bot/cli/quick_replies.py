"""`bot quick-replies`: the texts that /q sends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from bot.adapters import quick_reply_files
from bot.cli import CONTEXT, quick_reply_faults, screen
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.core.errors import ConfigError
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.rules.sending import quick_replies
from bot.rules.sending.quick_replies import QuickReplies


@click.group("quick-replies", cls=Group, context_settings=CONTEXT)
def command() -> None:
    """List and check the quick replies that /q sends.

    They are in `.github/quick-replies/NAME.md` beside config.yml, or in its `quick_replies`. Needs no credentials.

    \b
    Example:
      bot quick-replies check
    """


@command.command("list")
@config_file
@as_json
def list_(file: Path, *, as_json: bool) -> None:
    """List the quick replies.

    Shows the command that sends each, and its text.

    \b
    Example:
      bot quick-replies list
    """
    known = _known(file)
    if as_json:
        _print_json(
            {
                name: {
                    "variables": quick_replies.variables(text),
                    "text": text,
                    "line": quick_replies.line(name, text),
                }
                for name, text in known.texts.items()
            }
        )
        return
    for name, text in known.texts.items():
        click.echo(quick_replies.line(name, text))
        for line in text.splitlines():
            click.echo(f"  {line}".rstrip())
    for fault in quick_reply_faults.of(file, known):
        screen.say(fault, err=True)
    _say_if_none(known, file)


@command.command()
@config_file
@as_json
def check(file: Path, *, as_json: bool) -> None:
    """Check every quick reply as a job would.

    Exits with 1 if one of them cannot be sent as it is.

    \b
    Example:
      bot quick-replies check
      bot quick-replies check --json
    """
    known = _known(file)
    if as_json:
        _print_json([{"name": name, "fault": known.faults.get(name)} for name in _names(known)])
    else:
        for name in known.texts:
            screen.say(Sentence("{name}: ok", name=name))
        for fault in quick_reply_faults.of(file, known):
            screen.say(fault)
        _say_if_none(known, file)
    if known.faults:
        raise click.exceptions.Exit(1)


def _known(file: Path) -> QuickReplies:
    configuration, faults = config.read_file(file)
    if configuration is None:
        raise ConfigError(faults)
    return quick_reply_faults.known(file, configuration)


def _names(known: QuickReplies) -> list[str]:
    return sorted([*known.texts, *known.faults])


def _say_if_none(known: QuickReplies, file: Path) -> None:
    if not _names(known):
        pattern = (
            "There are no quick replies: put each into a file {folder}/NAME.md, or under "
            "`quick_replies:` in {file}."
        )
        screen.say(Sentence(pattern, folder=quick_reply_files.FOLDER, file=file))


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))

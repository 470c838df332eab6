"""`bot templates`: the templates in config.yml, compared with Twilio's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli import CONTEXT, here, screen
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.core.errors import ConfigError
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.rules.sending import templates

if TYPE_CHECKING:
    from bot.adapters.twilio.content import Comparison


@click.group("templates", cls=Group, context_settings=CONTEXT)
def command() -> None:
    """List and check the templates that /template sends.

    \b
    Example:
      bot templates check
    """


@command.command("list")
@config_file
@as_json
def list_(file: Path, *, as_json: bool) -> None:
    """List the configured templates.

    Shows the command that sends each. Needs no credentials.

    \b
    Example:
      bot templates list
    """
    configuration, faults = config.read_file(file)
    if configuration is None:
        raise ConfigError(faults)
    known = configuration.templates
    if as_json:
        _print_json(
            {
                name: {**template.model_dump(mode="json"), "line": templates.line(name, template)}
                for name, template in known.items()
            }
        )
        return
    for name, template in known.items():
        click.echo(f"{name} ({', '.join(template.channels)})  {template.sid}")
        click.echo(f"  {template.text}")
        click.echo(f"  {templates.line(name, template)}")
    if not known:
        screen.say(Sentence("{file} has no templates: add them under `templates:`.", file=file))


@command.command()
@config_file
@as_json
def check(file: Path, *, as_json: bool) -> None:
    """Compare the configured templates with Twilio's.

    Exits with 1 if one of them cannot be sent as it is.

    \b
    Example:
      bot templates check
      bot templates check --json
    """
    # Imported here: twilio's modules take long to load, and listing needs none of them.
    from bot.adapters.twilio import content  # noqa: PLC0415 - see above

    settings = here.settings(file)
    known = settings.config.templates
    compared = content.compare(known, content.contents(settings)) if known else []
    if as_json:
        _print_json(
            [
                {
                    "name": one.name,
                    "sid": one.sid,
                    "exists": one.content is not None,
                    "approval": one.content.approval if one.content else None,
                    "variables": len(one.content.variables) if one.content else None,
                    "language": one.content.language if one.content else None,
                    "faults": [screen.shown(fault) for fault in one.faults],
                }
                for one in compared
            ]
        )
    else:
        for line in _table([_row(one, len(known[one.name].variables)) for one in compared]):
            click.echo(line)
        for one in compared:
            for fault in one.faults:
                click.echo(f"{one.name}: {screen.shown(fault)}")
        if not compared:
            screen.say(Sentence("{file} has no templates: nothing to check.", file=file))
    if any(one.faults for one in compared):
        raise click.exceptions.Exit(1)


def _row(one: Comparison, ours: int) -> tuple[str, ...]:
    if one.content is None:
        return one.name, "missing", "-", f"{ours}/-", "-", "FAULTY"
    theirs = one.content
    verdict = "FAULTY" if one.faults else "ok"
    return (
        one.name,
        "exists",
        theirs.approval,
        f"{ours}/{len(theirs.variables)}",
        theirs.language or "-",
        verdict,
    )


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    head = ("template", "at Twilio", "WhatsApp", "variables", "language", "verdict")
    # All but the names of templates and the values that only Twilio has.
    lines = [tuple(map(screen.shown, head)), *((name, *map(screen.shown, row)) for name, *row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))

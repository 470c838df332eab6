"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from bot.cli import language


def _of_its_group(context: click.Context, option: click.Parameter, value: Path) -> Path:
    """Return the file that was given to the command, or to its group before it."""
    name, parent = str(option.name), context.parent
    own = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    if own or parent is None or parent.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
        return value
    return Path(parent.params[name])


config_file = click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    envvar=language.VARIABLE,
    show_envvar=True,
    default=language.FILE,
    show_default=True,
    metavar="FILE",
    callback=_of_its_group,
    help="The configuration file. `.env` is the one beside it or, if there is none, in the current folder.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")

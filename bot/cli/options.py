"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

config_file = click.option(
    "--config",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("config.yml"),
    show_default=True,
    metavar="FILE",
    help="The configuration file.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")

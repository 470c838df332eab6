"""bot relay: the small server that Twilio calls."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import CONTEXT
from bot.cli.options import config_file
from bot.core.settings import config


@click.command("relay", short_help="Receive messages and pass them to GitHub.", context_settings=CONTEXT)
@config_file
def command(file: Path) -> None:
    """Receive messages from Twilio and pass them to GitHub, until Ctrl-C.

    Secrets come from the environment or from `.env` in this folder.

    \b
    Example:
      bot relay
      bot relay --config /etc/auditoria360/config.yml
    """
    # Imported here: other commands need neither the server nor the database.
    from bot.relay import serve  # noqa: PLC0415 - see above

    serve.main(config.load(file, config.local_environment(Path()), config.Role.RELAY))

"""`bot canary`: a test message through the whole path."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import here
from bot.cli.command import Group
from bot.cli.options import config_file
from bot.core.errors import BotError
from bot.jobs.upkeep import canary_send


@click.group("canary", cls=Group)
def command() -> None:
    """Test the whole path of a message: relay, GitHub, workflow, issue.

    \b
    Example:
      bot canary send
    """


@command.command()
@config_file
def send(file: Path) -> None:
    """Send a test message to the relay, signed as by Twilio.

    It reaches no phone and opens no conversation. When it has arrived, within a minute or two, the issue about the test
    message shows how long it took.

    \b
    Example:
      bot canary send
    """
    tools = here.tools(file)
    refused = canary_send.send(tools)
    if refused:
        raise BotError(
            f"The relay refused the test message: {refused}.",
            "Check that the relay is running, and that relay.public_url and TWILIO_AUTH_TOKEN match Twilio's.",
        )
    title = tools.maintainers.upkeep.canary_title
    click.echo(f'The relay accepted the test message. The issue "{title}" shows when it has arrived.')

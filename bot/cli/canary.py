"""`bot canary`: a test message through the whole path."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.cli import here, screen
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.core.errors import BotError
from bot.core.sentences import Sentence
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
@as_json
def send(file: Path, *, as_json: bool) -> None:
    """Send a test message to the relay, signed as by Twilio.

    It reaches no phone and opens no conversation. When it has arrived, within a minute or two, the issue about the test
    message shows how long it took.

    --json prints `accepted`, `reason` where the relay did not accept it, and `issue_title`.

    \b
    Example:
      bot canary send
      bot canary send --json
    """
    tools = here.tools(file)
    refused, title = canary_send.send(tools), tools.maintainers.upkeep.canary_title
    if as_json:
        answer = {"accepted": not refused, "reason": refused or None, "issue_title": title}
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    if refused:
        raise BotError(
            Sentence("The relay did not accept the test message: {why}.", why=refused),
            "Check that the relay is running, and that relay.public_url and TWILIO_AUTH_TOKEN match Twilio's.",
        )
    if not as_json:
        pattern = 'The relay accepted the test message. The issue "{title}" shows when it has arrived.'
        screen.say(Sentence(pattern, title=title))

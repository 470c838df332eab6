"""`bot config route`: which rules of `routes` a first message meets."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.command import Command
from bot.cli.options import config_file
from bot.cli.screen import say, shown
from bot.core.channels import Channel
from bot.core.errors import ConfigError
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.core.settings.routes import EARLIER, RouteSection, labels_of
from bot.rules.conversation import routing
from bot.rules.conversation.routing import Opening


@click.command("route", cls=Command)
@click.argument("text")
@click.option(
    "--channel",
    type=click.Choice([channel.value for channel in Channel]),
    default=Channel.SMS.value,
    show_default=True,
    help="The channel that the person writes on.",
)
@click.option("--number", default="", help="The number of yours that the person writes to.")
@click.option("--returning", is_flag=True, help="The person's last conversation had an assignee.")
@config_file
def command(text: str, channel: str, number: str, file: Path, *, returning: bool) -> None:
    """Show which rules of routes a first message meets.

    Nothing is sent, and nothing is asked of GitHub: whether it assigns whom the rules name, `bot doctor` finds out.

    \b
    Example:
      bot config route "Cadê o boleto?" --channel whatsapp
    """
    configuration, faults = config.read_file(file)
    if configuration is None:
        raise ConfigError(faults)
    routes = configuration.routes
    if not routes:
        say(Sentence("There are no routes in {file}.", file=file))
        return
    opening = Opening([text], Channel(channel), number, ["somebody"] if returning else [])
    found = routing.met(routes, opening)
    for place, route in enumerate(routes):
        if route in found:
            where = config.place_of(file, ("routes", str(place)))
            say(Sentence("{place}: rule {number} is met.", place=where, number=place + 1))
    if not found:
        say("No rule is met.")
        return
    labels = labels_of(found)
    say(Sentence("Labels: {names}.", names=", ".join(labels)) if labels else "No labels.")
    _say_who(found)


def _say_who(found: list[RouteSection]) -> None:
    named = [route.assign for route in found if route.assign]
    if not named:
        say("Nobody is assigned.")
        return
    say("Assigned, in this order until somebody can be:")
    for assign in named:
        who = (
            "whoever had the person's last conversation"
            if assign == EARLIER
            else assign[0]
            if len(assign) == 1
            else Sentence("one of {names}, in turn", names=", ".join(assign))
        )
        click.echo(f"  - {shown(who)}")

"""`bot sandbox kill-relay`, `bot sandbox start-relay`: a power cut of the sandbox's relay, and its end."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import sandbox_app, screen
from bot.cli.command import Command


@click.command("kill-relay", cls=Command)
@click.pass_obj
def kill(folder: Path) -> None:
    """Kill the relay at once, as a power cut would; it stays down until `bot sandbox start-relay`.

    \b
    Example:
      bot sandbox kill-relay
      bot sandbox text +5511987654321 "Bom dia"
      bot sandbox start-relay
      bot sandbox schedule reconcile
    """
    sandbox_app.client(folder).kill_relay()
    screen.say("The relay is down. Start it again by `bot sandbox start-relay`, or on the sandbox's screen.")


@click.command("start-relay", cls=Command)
@click.pass_obj
def start(folder: Path) -> None:
    """Start the relay again after `bot sandbox kill-relay`.

    \b
    Example:
      bot sandbox start-relay
    """
    sandbox_app.client(folder).start_relay()
    screen.say("The relay is running.")

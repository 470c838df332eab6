"""`bot sandbox fault`: what goes wrong at the emulated services, as long as somebody wants it to."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import sandbox_app, screen
from bot.cli.command import Command
from bot.sandbox.emulator.faults import family_of


@click.command("fault", cls=Command)
@click.argument("name", required=False)
@click.option("--off", is_flag=True, help="Switch the fault off.")
@click.option(
    "--times", type=click.IntRange(1), help="How many times it occurs; without it, until it is switched off."
)
@click.pass_obj
def command(folder: Path, name: str | None, times: int | None, *, off: bool) -> None:
    """Switch a fault on or off; without NAME, list them all.

    \b
    Example:
      bot sandbox fault
      bot sandbox fault github-down --times 3
      bot sandbox fault github-down --off
    """
    client = sandbox_app.client(folder)
    if name:
        client.switch_off(name) if off else client.switch_on(name, times)
    for known in client.faults().values():
        catalogue, active = known["catalogue"], known["active"]
        for line in sorted({*catalogue, *active}) if not name else [name]:
            sentence = catalogue.get(line) or catalogue.get(family_of(line))
            if sentence is None:  # of the other service
                continue
            # A fault that is done once, such as a setting that somebody changes, is not on afterwards.
            state = "is on" if line in active else "was done" if name and not off else "is off"
            click.echo(f"{screen.shown(state):<9} {line:<28} {screen.shown(sentence)}")

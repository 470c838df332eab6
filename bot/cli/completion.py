"""`bot completion`: complete commands and options in a shell."""

from __future__ import annotations

import click

from bot.cli import screen
from bot.cli.command import Command
from bot.core.sentences import Sentence

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.option("--install", is_flag=True, help="Write it to where the shell looks for it, for this user.")
def command(shell: str, *, install: bool) -> None:
    """Complete commands and options in a shell: print the lines for bash, zsh or fish.

    \b
    Example:
      bot completion bash --install
      bot completion zsh >> ~/.zshrc
    """
    # Imported here: the settings take long to load, and `--help` needs none.
    from bot.operate.setup import shell_completion  # noqa: PLC0415 - see above

    if not install:
        click.echo(shell_completion.lines(shell), nl=False)
        return
    file = shell_completion.install(shell)
    screen.say(Sentence("Written to {file}; it counts in the next shell.", file=file))

"""`bot completion`: complete commands and options in a shell."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from bot.cli import screen
from bot.cli.command import Command
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import config

_MARK = "_BOT_COMPLETE"
_KINDS: dict[str, tuple[type[ShellComplete], tuple[str, str], str]] = {
    # The class, the variable and the folder below the home of what a shell reads by itself, the file.
    "bash": (BashComplete, ("XDG_DATA_HOME", ".local/share"), "bash-completion/completions/bot"),
    "zsh": (ZshComplete, ("XDG_DATA_HOME", ".local/share"), "zsh/site-functions/_bot"),
    "fish": (FishComplete, ("XDG_CONFIG_HOME", ".config"), "fish/completions/bot.fish"),
}


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(list(_KINDS)))
@click.option("--install", is_flag=True, help="Write it to where the shell looks for it, for this user.")
def command(shell: str, *, install: bool) -> None:
    """Complete commands and options in a shell: print the lines for bash, zsh or fish.

    \b
    Example:
      bot completion bash --install
      bot completion zsh > ~/.zfunc/_bot
    """
    kind, (variable, folder), name = _KINDS[shell]
    text = kind.source_template % {
        "complete_func": "_bot_completion",
        "complete_var": _MARK,
        "prog_name": "bot",
    }
    if not install:
        click.echo(text)
        return
    place = Path(config.process_environment().get(variable) or Path.home() / folder) / name
    if place.exists() and _MARK not in place.read_text("utf-8", "replace"):
        raise BotError(
            Sentence("{file} is of another program.", file=place),
            "Print the lines without --install, and place them.",
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    screen.say(Sentence("Written to {file}; it counts in the next shell.", file=place))
    if shell == "zsh":
        screen.say(Sentence("Add to ~/.zshrc, before compinit: {line}", line=f"fpath+=({place.parent})"))

"""The command `bot`: one module for each group, one error boundary."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from bot.cli import ends, language, screen
from bot.cli.command import Group
from bot.core.sentences import Sentence

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Lazy(Group):
    """Loads a command's module when the command is called: `bot config check` must not need the relay's packages."""

    modules = (
        "billing",
        "canary",
        "config",
        "consent",
        "conversation",
        "doctor",
        "messages",
        "person",
        "relay",
        "rotate",
        "sandbox",
        "send",
        "setup",
        "templates",
        "trace",
    )

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in self.modules:
            return None
        try:
            module = __import__(f"bot.cli.{cmd_name}", fromlist=["command"])
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("bot."):
                raise
            extra = "sandbox" if cmd_name == "sandbox" else "relay"
            raise click.ClickException(
                Sentence(
                    "`bot {command}` needs the package {package}. Install the extra: pip install "
                    "'auditoria360-bot[{extra}]', or run scripts/setup.",
                    command=cmd_name,
                    package=error.name,
                    extra=extra,
                )
            ) from None
        command: click.Command = module.command
        return command

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section(screen.shown("Exit codes")):
            formatter.write_dl([(str(code), screen.shown(meaning)) for code, meaning in ends.CODES.items()])


@click.group(cls=_Lazy, context_settings=CONTEXT)
@click.version_option(package_name="auditoria360-bot")
def cli() -> None:
    """Turn text messages into GitHub issues, and comments on them into replies on the phone.

    \b
    Example:
      bot sandbox demo
    """


def main() -> NoReturn:
    """Run the command line; every failure is a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows the others
    language.decide(sys.argv[1:])
    try:
        # A command that ends with its own exit code returns it here.
        code = cli(standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the boundary
        code = ends.explain(error)
    sys.exit(code if isinstance(code, int) else 0)

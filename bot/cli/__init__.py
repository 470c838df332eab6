"""The command `bot`: one module for each group, one error boundary."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from bot.cli import ends, language, screen, summaries
from bot.cli.command import Command, Group

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Lazy(Group):
    """Loads a command's module when the command is called, and none for a list: some may lack a package."""

    modules = (
        "billing",
        "broadcast",
        "canary",
        "completion",
        "config",
        "consent",
        "console",
        "conversation",
        "doctor",
        "init",
        "messages",
        "person",
        "quick-replies",
        "relay",
        "rotate",
        "sandbox",
        "send",
        "setup",
        "templates",
        "texts",
        "trace",
        "upgrade-config",
    )

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in self.modules:
            return None
        module = __import__(f"bot.cli.{cmd_name.replace('-', '_')}", fromlist=["command"])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section(screen.shown("Commands")):
            formatter.write_dl([(name, summaries.of(name)) for name in self.modules])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        named = [name for name in self.modules if name.startswith(incomplete)]
        options = [found for found in Command.shell_complete(self, ctx, incomplete) if found.value[:1] == "-"]
        return [
            *(CompletionItem(name, help=summaries.of(name)) for name in named),
            *options,
        ]

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

"""The command `bot`: one module for each group, one error boundary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from bot.core.errors import BotError, ConfigError, RepositoryError, TemporaryError

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Lazy(click.Group):
    """Loads a command's module when the command is called: `bot config check` must not need the relay's packages."""

    modules = (
        "billing",
        "canary",
        "config",
        "consent",
        "conversation",
        "person",
        "relay",
        "rotate",
        "sandbox",
        "send",
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
                f"`bot {cmd_name}` needs the package {error.name}. Install the extra: "
                f"pip install 'auditoria360-bot[{extra}]', or run scripts/setup."
            ) from None
        command: click.Command = module.command
        return command


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
    try:
        # A command that ends with its own exit code returns it here.
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except TemporaryError as error:
        # Nothing retries here except the person who reads this.
        click.echo(f"Error: {error.message} Run the same command again in a moment.", err=True)
        sys.exit(error.exit_code)
    except RepositoryError as error:
        from bot.cli import here  # noqa: PLC0415 - `--help` needs no settings

        click.echo(f"Error: {error.message} {here.remedy(error)}", err=True)
        sys.exit(error.exit_code)
    except BotError as error:
        click.echo(f"Error: {error}", err=True)
        if _lacks_env(error):
            click.echo(
                "There is no .env in this folder: run `bot` where it is, or copy .env.example to it.",
                err=True,
            )
        sys.exit(error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _lacks_env(error: BotError) -> bool:
    is_missing = isinstance(error, ConfigError) and any("missing" in fault for fault in error.faults)
    return is_missing and not Path(".env").exists()

"""`bot console`: who may sign in to the pages at /console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import SecretStr

from bot.cli import CONTEXT, here, screen
from bot.cli.command import Group
from bot.cli.options import config_file
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Settings, config
from bot.core.settings.config import Role

if TYPE_CHECKING:
    from bot.console.entry.sessions import Sessions

_VARIABLE = "CONSOLE_ADMINISTRATORS"
_PATH = "/console"

_name = click.option("--name", default="admin", show_default=True, help="The administrator's name.")


class _NoStoreError(BotError):
    """Nobody can be signed in: the relay has not been started yet."""


@click.group(
    "console", cls=Group, short_help="Who may sign in to the relay's pages.", context_settings=CONTEXT
)
def command() -> None:
    """Say who may sign in to the console, the pages that the relay shows at /console.

    Without an administrator the console is off. Run these in the relay's folder; the relay needs no restart.

    \b
    Example:
      bot console password
      bot console login --name marina
      bot console sign-out
    """


@command.command()
@_name
@config_file
def password(name: str, file: Path) -> None:
    """Ask for a password and write its hash to .env, so that the administrator can sign in with it.

    Whoever is signed in under that name has to sign in again.

    \b
    Example:
      bot console password --name marina
    """
    from bot.console.entry import administrators  # noqa: PLC0415 - needs the server's libraries

    settings = _settings(file, name)
    given = click.prompt(
        screen.shown("Password"), hide_input=True, confirmation_prompt=screen.shown("Once more")
    )
    if len(given) < administrators.MIN_PASSWORD:
        raise BotError(
            Sentence("The password has fewer than {count} characters.", count=administrators.MIN_PASSWORD),
            "Nothing was changed. Take a longer one, such as four words that do not belong together.",
        )
    _configure(settings, name, administrators.hash_of(given))
    with suppress(_NoStoreError), _sessions(settings) as sessions:
        sessions.end_all(name)
    screen.say(Sentence("{name} can sign in at {address}.", name=name, address=_address(settings)))


@command.command()
@_name
@config_file
def login(name: str, file: Path) -> None:
    """Make a link with which the administrator signs in once, within ten minutes.

    Whoever has it can sign in: send it to nobody else.

    \b
    Example:
      bot console login --name marina
    """
    settings = _settings(file, name)
    _configure(settings, name, None)
    with _sessions(settings) as sessions:
        secret = sessions.make_link(name)
    screen.say("Open this address within ten minutes; it works once:")
    click.echo(f"  {_address(settings)}/link/{secret}")


@command.command("sign-out")
@click.option("--name", default="", help="Of this administrator alone.")
@config_file
def sign_out(name: str, file: Path) -> None:
    """End all sessions and links, so that everybody has to sign in again.

    \b
    Example:
      bot console sign-out
      bot console sign-out --name marina
    """
    with _sessions(here.settings(file, Role.RELAY)) as sessions:
        count = sessions.end_all(name)
    screen.say(Sentence("Ended sessions and links: {count}.", count=count))


def _settings(file: Path, name: str) -> Settings:
    from bot.console.entry import administrators  # noqa: PLC0415 - as above

    if not administrators.NAME.fullmatch(name):
        raise BotError(
            "An administrator's name has small letters, digits, - and _, and begins with a letter or digit.",
            "Nothing was changed. Give another --name.",
        )
    return here.settings(file, Role.RELAY)


def _configure(settings: Settings, name: str, hashed: str | None) -> None:
    """Write the administrator to .env, if that changes anything there."""
    from bot.adapters.env_file import EnvFile  # noqa: PLC0415 - as above
    from bot.console.entry.administrators import Administrators  # noqa: PLC0415 - as above

    known, file = settings.environment.CONSOLE_ADMINISTRATORS, EnvFile(settings.env_folder)
    if known and known.get_secret_value() == Administrators.of(known).with_one(name, hashed):
        return
    if config.process_environment().get(_VARIABLE):
        raise BotError(
            Sentence(
                "{name} is set in the environment of this command, which hides the line in {file}.",
                name=_VARIABLE,
                file=file.path,
            ),
            Sentence("Unset it here and for the relay, and keep it in {file}.", file=file.path),
        )

    def with_it(variables: Mapping[str, str]) -> Mapping[str, str | None]:
        """Return the line of what is there by now: somebody may have changed their password in the console."""
        return {_VARIABLE: Administrators.of(SecretStr(variables.get(_VARIABLE, ""))).with_one(name, hashed)}

    file.revise(with_it)


def _address(settings: Settings) -> str:
    return f"{settings.relay_url}{_PATH}"


@contextmanager
def _sessions(settings: Settings) -> Iterator[Sessions]:
    from bot.console.entry.sessions import Sessions  # noqa: PLC0415 - as above
    from bot.operate import relay_store  # noqa: PLC0415 - as above

    store = relay_store.opened(settings)
    if store is None:
        raise _NoStoreError(
            "The relay's store is not on this machine.", "Start the relay once, and run this in its folder."
        )
    with store:
        yield Sessions(store)

"""`bot config`: check the configuration, print its schema, make keys."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from bot.cli import config_check, config_route, here
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.cli.screen import say, shown
from bot.core import contact_keys
from bot.core.errors import BotError, ConfigError
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.core.settings.types import ContactKeys
from bot.rules.people import relay_keys
from bot.rules.upkeep import cron

_TOKEN_BYTES = 32


@click.group("config", cls=Group)
def command() -> None:
    """Check the configuration, print its schema, make keys.

    \b
    Example:
      bot config check
    """


@command.command()
@config_file
@click.option(
    "--role",
    type=click.Choice([role.value for role in config.Role]),
    default=config.Role.RELAY.value,
    show_default=True,
    help="Which process reads this environment; a job can do without the auth token.",
)
@as_json
def check(file: Path, role: str, *, as_json: bool) -> None:
    """List every fault in config.yml, .env and the environment.

    It refuses what cannot be right too: examples that were left in, values in each other's place, addresses that
    Twilio cannot reach, a `.env` that others can read. Whether the services accept it, `bot doctor` finds out.

    \b
    Example:
      bot config check --config config.yml
    """
    found = config_check.examine(file, config.Role(role))
    if as_json:
        click.echo(json.dumps(found.as_data(), indent=2, ensure_ascii=False))
        raise click.exceptions.Exit(ConfigError.exit_code if found.faults else 0)
    if found.settings is None or found.faults:
        raise ConfigError(found.faults, found.where)
    say(Sentence("{file} and the environment are in order.", file=file))
    for name, value in config_check.summary(found.settings, file):
        click.echo(f"  {shown(name):<15} {shown(value)}")
    for warning in found.warnings:
        say(warning)


command.add_command(config_route.command)


@command.command()
@config_file
def workflows(file: Path) -> None:
    """Write the cron lines of the workflow files as config.yml has them.

    \b
    Example:
      bot config workflows
    """
    written = 0
    configuration, faults = config.read_file(file)
    if configuration is None:
        raise ConfigError(faults)
    for path, text in config_check.workflows(file, configuration):
        if path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            click.echo(f"{path}: {' '.join(cron.written(text))}")
            written += 1
    say("Commit these files: GitHub reads them on the default branch." if written else "Nothing to change.")


@command.command()
def schema() -> None:
    """Print the JSON Schema of config.yml, for editors.

    \b
    Example:
      bot config schema > docs/config.schema.json
    """
    click.echo(config.schema(), nl=False)


@command.command("new-key")
def new_key() -> None:
    """Make a key for CONTACT_KEY.

    \b
    Example:
      bot config new-key
    """
    click.echo(contact_keys.new_key())


@command.command("new-token")
def new_token() -> None:
    """Make a token for a system that may send, to be written as name:token into GATEWAY_API_TOKENS.

    \b
    Example:
      bot config new-token
    """
    click.echo(secrets.token_urlsafe(_TOKEN_BYTES))


@command.command("relay-key")
@config_file
def relay_key(file: Path) -> None:
    """Print RELAY_KEY for the relay's .env: made from CONTACT_KEY, it seals and opens nothing.

    \b
    Example:
      bot config relay-key
    """
    key = here.environment(file).get("CONTACT_KEY", "").strip()
    try:
        entries = TypeAdapter(ContactKeys).validate_python(key).get_secret_value().split(",")
    except ValidationError:
        raise BotError(
            "CONTACT_KEY is not set here, or is no key.",
            "Run this where the whole key is, such as in the folder of an administrator's .env; "
            "`bot config new-key` makes a first one.",
        ) from None
    click.echo(relay_keys.relay_key(entries))

"""`bot config`: check the configuration, print its schema, make keys."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from bot.adapters import checkout
from bot.cli.command import Group
from bot.core import contact_keys
from bot.core.errors import BotError, ConfigError
from bot.core.settings import Configuration, Settings, config, variables
from bot.core.settings.relay import NAME_PROXIES
from bot.core.settings.types import ContactKeys
from bot.rules.people import relay_keys
from bot.rules.people.sealing import Vault
from bot.rules.sending import met_hours
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
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    default=Path("config.yml"),
    show_default=True,
    help="The file to check.",
)
@click.option(
    "--role",
    type=click.Choice([role.value for role in config.Role]),
    default=config.Role.RELAY.value,
    show_default=True,
    help="Which process reads this environment; a job can do without the auth token.",
)
def check(file: Path, role: str) -> None:
    """List every fault in config.yml, .env and the environment.

    \b
    Example:
      bot config check --config config.yml
    """
    environ = config.local_environment(Path())
    settings = config.load(file, environ, config.Role(role))
    misspelt = variables.misspelt(config.env_file(Path()), environ)
    if misspelt:
        raise ConfigError(misspelt)
    differing = [
        path.name for path, text in _workflows(file, settings.config) if path.read_text("utf-8") != text
    ]
    if differing:
        raise BotError(
            f"The cron line in {', '.join(differing)} is not what {file} says.",
            "Run `bot config workflows`, and commit what it writes.",
        )
    missed = met_hours.too_short(settings.config)
    if missed:
        least = met_hours.SHORTEST // timedelta(minutes=1)
        raise BotError(
            f"The hours of {', '.join(missed)} under policy in {file} are so short that a deferred message may never "
            "leave.",
            f"Let them be open for at least {least} minutes without a break.",
        )
    click.echo(f"{file} and the environment are in order.")
    for line in [*_summary(settings), *_hours(settings)]:
        click.echo(f"  {line}")
    found = checkout.look(Path()) if settings.relay else None
    if found:
        click.echo(f"{found.sentence}\n{found.remedy}")
    hidden = settings.config.relay.hidden_callers if settings.relay else ""
    if hidden:
        click.echo(f"{hidden}\n{NAME_PROXIES}")


def _hours(settings: Settings) -> list[str]:
    """Return a warning about hours that are met only while the relay runs."""
    kinds = met_hours.only_by_relay(settings.config)
    hint = "short hours: only the relay is sure to wake reconcile within them; give reconcile.every a shorter time"
    return [f"{kind:<15} {hint}" for kind in kinds]


def _summary(settings: Settings) -> list[str]:
    environment = settings.environment
    return [
        f"repository      {settings.repository} at {environment.GITHUB_API_URL}",
        f"GitHub          {f'App {environment.GITHUB_APP_ID}' if environment.GITHUB_APP_ID else 'token'}",
        f"webhook         {settings.config.relay.public_url}/api/notifications/webhook/twilio",
        f"SMS             {'configured' if environment.TWILIO_PHONE_NUMBER else 'no number'}",
        f"WhatsApp        {'configured' if environment.TWILIO_WHATSAPP_NUMBER else 'no number'}",
        f"Twilio sends by {'API key' if settings.api_key else 'auth token'}",
        *_keys(settings),
        *(_relay(settings) if settings.relay else []),
    ]


def _relay(settings: Settings) -> list[str]:
    relay, environment = settings.config.relay, settings.environment
    is_file = "://" not in relay.database
    password = (
        "" if is_file else f", {'with' if environment.RELAY_DATABASE_PASSWORD else 'without'} a password"
    )
    return [
        f"relay           {relay.host}:{relay.port}, processes: {relay.worker_processes}",
        f"store           {relay.database}{password}",
        f"/metrics        {'with METRICS_TOKEN' if environment.METRICS_TOKEN else 'off, no METRICS_TOKEN'}",
    ]


def _keys(settings: Settings) -> list[str]:
    """Return what this machine can open: everything, or, with the relay's share alone, nothing."""
    if settings.environment.CONTACT_KEY is None:
        return ["contact keys    RELAY_KEY: seals, and opens nothing"]
    shared = "; whoever takes this .env can read every conversation, see `bot config relay-key`"
    number = Vault(settings.contact_keys).older_keys + 1
    return [f"contact keys    {number}{shared if settings.relay else ''}"]


@command.command()
def workflows() -> None:
    """Write the cron lines of the workflow files as config.yml has them.

    \b
    Example:
      bot config workflows
    """
    file, written = Path("config.yml"), 0
    configuration, faults = config.read_file(file)
    if configuration is None:
        raise ConfigError(faults)
    for path, text in _workflows(file, configuration):
        if path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            click.echo(f"{path}: {' '.join(cron.written(text))}")
            written += 1
    click.echo(
        "Commit these files: GitHub reads them on the default branch." if written else "Nothing to change."
    )


def _workflows(file: Path, configuration: Configuration) -> Iterator[tuple[Path, str]]:
    """Yield the workflow files beside config.yml whose rate is a setting, and the text that they should have."""
    for workflow, line in cron.wanted(configuration).items():
        path = file.parent / ".github" / "workflows" / f"{workflow}.yml"
        if path.is_file():
            yield path, cron.rewritten(path.read_text("utf-8"), line)


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
def relay_key() -> None:
    """Print RELAY_KEY for the relay's .env: made from CONTACT_KEY, it seals and opens nothing.

    \b
    Example:
      bot config relay-key
    """
    key = config.local_environment(Path()).get("CONTACT_KEY", "").strip()
    try:
        entries = TypeAdapter(ContactKeys).validate_python(key).get_secret_value().split(",")
    except ValidationError:
        raise BotError(
            "CONTACT_KEY is not set here, or is no key.",
            "Run this where the whole key is, such as in the folder of an administrator's .env; "
            "`bot config new-key` makes a first one.",
        ) from None
    click.echo(relay_keys.relay_key(entries))

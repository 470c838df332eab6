"""`bot sandbox app`, `bot sandbox github-token`: what people do on GitHub's pages for keys and tokens."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.cli import screen
from bot.cli.command import Command, Group
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.sandbox.client import SandboxClient
from bot.sandbox.emulator.addresses import Addresses


def addresses(folder: Path) -> Addresses:
    """Return the addresses of the sandbox that runs in a folder."""
    # Inside its folder, where `bot rotate` is tried, it is the folder itself.
    here = Path() if Path("world.json").is_file() and not folder.is_dir() else folder
    try:
        return Addresses(**json.loads((here / "world.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BotError(
            "No sandbox runs in this folder.",
            "Start one with `bot sandbox` in another terminal, or name its folder: `bot sandbox --folder FOLDER ...`.",
        ) from None


def client(folder: Path) -> SandboxClient:
    return SandboxClient(addresses(folder))


@click.group("app", cls=Group)
def command() -> None:
    """Make and delete keys of the GitHub App.

    It acts for the relay in `bot sandbox --app`.

    \b
    Example:
      bot sandbox app keys
    """


@command.command()
@click.pass_obj
def keys(folder: Path) -> None:
    """List its keys by their fingerprints, as the App's page shows them.

    \b
    Example:
      bot sandbox app keys
    """
    click.echo("\n".join(client(folder).app_keys()))


@command.command("new-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def new_key(folder: Path, file: Path) -> None:
    """Make one more key and save it as FILE.

    \b
    Example:
      bot sandbox app new-key new.pem
    """
    pem = client(folder).new_app_key()
    file.touch(mode=0o600)
    file.write_text(pem, encoding="ascii")
    screen.say(Sentence("{file} holds a new key of the App.", file=file))


@command.command("delete-key")
@click.argument("fingerprint")
@click.pass_obj
def delete_key(folder: Path, fingerprint: str) -> None:
    """Delete the key with that FINGERPRINT: GitHub refuses it from then on.

    \b
    Example:
      bot sandbox app delete-key SHA256:...
    """
    click.echo("\n".join(client(folder).delete_app_key(fingerprint)) or screen.shown("No key is left."))


@click.command("github-token", cls=Command)
@click.pass_obj
def github_token(folder: Path) -> None:
    """Make one more token for the relay, as on GitHub's page, and print it.

    \b
    Example:
      bot sandbox github-token
    """
    click.echo(client(folder).new_relay_token())

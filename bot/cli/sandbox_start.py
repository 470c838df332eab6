"""Where a sandbox starts, in a folder that holds nothing else and on ports that are free, and how it stays."""

from __future__ import annotations

import shlex
import shutil
import socket
from dataclasses import astuple
from pathlib import Path
from urllib.parse import urlsplit

import click
import requests

from bot.adapters.checkout import SANDBOX_TAG
from bot.cli import language, sandbox_app, screen
from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Configuration, config
from bot.rules.upkeep import label_looks
from bot.sandbox.github.state import GithubState
from bot.sandbox.world import Ports, World

FIRST_PORT = 8360
_USUAL = Ports(*range(FIRST_PORT, FIRST_PORT + 4))
# Nobody waits here for a quarter of an hour until reconcile takes a message for lost.
_IMPATIENT = {"reconcile": {"lost_after": "2s"}}
_LOOK_SECONDS, _AGAIN_SECONDS = 2, 30


def fresh_world(folder: Path, *, app: bool = False) -> World:
    """Return a sandbox in place of an earlier one; raises `BotError` if the folder holds anything else."""
    tree = Path()
    if not (tree / ".github" / "workflows").is_dir():
        raise BotError("There are no workflows here.", "Start the sandbox in the folder of the project.")
    if (folder / "world.json").exists() and _answers(sandbox_app.addresses(folder).twilio):
        raise BotError(
            Sentence("A sandbox runs in {folder} already.", folder=folder),
            "Use it, or stop it with Ctrl-C first.",
        )
    if not _is_ours(folder):
        raise BotError(
            Sentence("{folder} holds something other than a sandbox, which would be deleted.", folder=folder),
            "Give --folder an empty folder or a new one, or delete this one yourself.",
        )
    shutil.rmtree(folder, ignore_errors=True)
    world = World(folder, tree.resolve(), _ports(), _IMPATIENT)
    colour_labels(world.state, tree / "config.yml")
    return world.acting_by_app() if app else world


def colour_labels(state: GithubState, file: Path) -> None:
    """Give the labels of a configuration the looks that `bot setup` gives them."""
    configuration, _ = config.read_file(file)
    for look in label_looks.wanted(configuration or Configuration()):
        state.labels.create(look.name, look.colour, look.description)


def greet(world: World) -> None:
    """Say where everything is, and how every other command works on it."""
    addresses = world.addresses
    if urlsplit(addresses.screen).port != _USUAL.screen:
        screen.say(
            Sentence(
                "The usual ports {first} to {last} are not all free: this sandbox has others.",
                first=_USUAL.relay,
                last=_USUAL.screen,
            )
        )
    screen.say("The sandbox is running, all of it on this machine:")
    relay = f"{addresses.relay}/api/notifications/gateway/status"
    for name, address in (
        ("screen", f"{addresses.screen}/"),  # first, since it is the page to open
        ("issues", addresses.issues),
        ("relay", relay),
        ("console", f"{addresses.screen}/console"),
    ):
        click.echo(f"  {screen.shown(name):<9} {address}")
    config_file = world.folder / "config.yml"
    file = str(config_file.relative_to(Path.cwd()) if config_file.is_relative_to(Path.cwd()) else config_file)
    screen.say("Every other command works on it from here, once it is named in this terminal:")
    click.echo(f"  export {language.VARIABLE}={shlex.quote(file)}")


def stay(world: World) -> None:
    """Stay until Ctrl-C; a relay that ends by itself is started again, as systemd does."""
    try:
        while True:
            clock.sleep(_LOOK_SECONDS)
            revive(world)
    except KeyboardInterrupt:
        click.echo()
        screen.say("Stopping.")


def revive(world: World) -> None:
    """Start the relay again if it ended by itself, and say so."""
    code = world.relay.ended
    if code is None:
        return
    screen.say(
        Sentence(
            "The relay ended with {code}; {file} shows why. It is started again.",
            code=code,
            file=world.folder / "relay.out",
        )
    )
    try:
        world.start_relay()
    except BotError as error:
        screen.say(
            Sentence(
                "{message} The next attempt is in {seconds} seconds.",
                message=error.message,
                seconds=_AGAIN_SECONDS,
            )
        )
        clock.sleep(_AGAIN_SECONDS)


def _is_ours(folder: Path) -> bool:
    """Return whether an earlier sandbox is all that is lost when the folder is deleted."""
    if folder.is_symlink():
        return False
    return not folder.exists() or (folder / SANDBOX_TAG).is_file() or not any(folder.iterdir())


def _ports() -> Ports:
    """Return the usual ports, or free ones if those are taken."""
    for port in astuple(_USUAL):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return Ports()
    return _USUAL


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/_sandbox/idle", params={"timeout": 0}, timeout=2).ok
    except requests.RequestException:
        return False

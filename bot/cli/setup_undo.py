"""`bot setup --undo`: what the setups in a folder did is shown and taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import screen
from bot.core.sentences import Sentence
from bot.core.settings import config

if TYPE_CHECKING:
    from bot.operate.setup.engine import Planned
    from bot.operate.setup.journal import Entry


def _has_nothing_to_take_back(file: Path, *, as_json: bool) -> bool:
    """Say so where no setup has changed anything, whatever the configuration is like by now."""
    from bot.operate.setup.journal import Journal  # noqa: PLC0415 - the clients of GitHub and Twilio take long to load
    from bot.operate.setup.kept_answers import KeptAnswers  # noqa: PLC0415 - the clients of GitHub and Twilio take long to load

    if Journal(file.parent).entries():
        return False
    KeptAnswers(file.parent).forget()
    if as_json:
        click.echo("[]")
    else:
        screen.say("There is nothing to take back.")
    return True


def undo(file: Path, *, asks: bool, dry_run: bool, as_json: bool) -> int:
    """Show what the journal has, and take it back; return the exit code."""
    if _has_nothing_to_take_back(file, as_json=as_json):
        return 0
    from bot.operate.setup import engine  # noqa: PLC0415 - the clients of GitHub and Twilio take long to load
    from bot.operate.setup.installation import installed  # noqa: PLC0415 - the clients of GitHub and Twilio take long to load
    from bot.operate.setup.kept_answers import KeptAnswers  # noqa: PLC0415 - the clients of GitHub and Twilio take long to load
    from bot.operate.setup.registry import STEPS  # noqa: PLC0415 - the clients of GitHub and Twilio take long to load

    settings = config.load_local(file, config.Role.RELAY)
    installation = installed(settings, file)
    found = list(engine.reversible(STEPS, installation))
    changes = [planned for _, planned in found if planned]
    if as_json:
        click.echo(json.dumps([one.change.what for one in changes], ensure_ascii=False))
    else:
        _show(found)
    if dry_run:
        return 0
    if asks and changes:
        screen.confirm("Take this back?")
    KeptAnswers(installation.folder).forget()
    count = engine.take_back(STEPS, installation, lambda _: None)
    if found and not as_json:
        screen.say(
            Sentence(
                "Taken back: {count}. What stays: .env, config.yml, the key, and the new values of secrets that had "
                "others before.",
                count=count,
            )
        )
    return 0


def _show(found: Sequence[tuple[Entry, Planned | None]]) -> None:
    changes = [planned for _, planned in found if planned]
    if not changes:
        screen.say("There is nothing to take back.")
    for one in changes:
        click.echo(f"  {line(one)}")
    for entry, planned in found:
        if planned is None:
            screen.say(
                Sentence("  left as it is, since it is not as the setup left it: {what}", what=entry.what)
            )


def line(one: Planned) -> str:
    """Return a change on one line: what it is, and the values before and after."""
    change = one.change
    return f"{screen.shown(change.what)}: {screen.shown(change.before)} -> {screen.shown(change.after)}"

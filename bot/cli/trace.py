"""`bot trace`: the way of one message, with times."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from bot.cli import CONTEXT, here, language, moments, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core import clock
from bot.core.errors import BotError
from bot.core.settings import Language, Settings
from bot.operate.tracing import telling
from bot.rules.texts import tracing as texts
from bot.rules.texts.tracing import TraceTexts

if TYPE_CHECKING:
    from bot.operate.tracing.relay_side import RelaySide
    from bot.operate.tracing.steps import TraceStep, Trail


@click.command("trace", cls=Command, short_help="Follow a message by its id.", context_settings=CONTEXT)
@click.argument("message", metavar="MESSAGE-ID")
@config_file
@as_json
def command(message: str, file: Path, *, as_json: bool) -> None:
    """Print the way of a message with times: webhook, batch, run, issue, reply, delivery, reaction.

    MESSAGE-ID is Twilio's SM... or MM... of a message in either direction, the id of an order, or the number of a
    comment. Run it in the relay's folder: it reads the relay's log, its store and GitHub, and says what it cannot see.
    The relay's own token may not read issues; give this shell an ADMIN_GITHUB_TOKEN of yours. It prints neither a
    number nor a text.

    \b
    Example:
      bot trace SM0123456789abcdef0123456789abcdef
      bot trace 0193a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b --json
    """
    # Imported here: the clients of GitHub and the database take long to load, and `--help` needs neither.
    from bot.operate.tracing import way  # noqa: PLC0415 - see above
    from bot.operate.tracing.github_side import GithubSide  # noqa: PLC0415 - see above
    from bot.operate.tracing.relay_side import RelaySide  # noqa: PLC0415 - see above

    known = way.read_id(message)
    settings = here.of_this_machine(file)
    spoken = texts.of(Language(language.current()))
    with ExitStack() as stack:
        written = partial(moments.written, zone=ZoneInfo(settings.config.time_zone))
        relay = RelaySide(Path(settings.config.relay.log_file), spoken, written)
        _add_store(relay, settings, stack)
        trail = way.follow(known, relay, GithubSide(settings, spoken, screen.shown))
    if not trail.steps:
        raise BotError(spoken.unknown, " ".join(trail.unseen))
    click.echo(
        json.dumps(_object(trail), indent=2, ensure_ascii=False) if as_json else _page(trail, spoken, written)
    )


def _add_store(relay: RelaySide, settings: Settings, stack: ExitStack) -> None:
    """Open the store, where there is one: a trace makes none."""
    from bot.operate import relay_store  # noqa: PLC0415 - needs the server's libraries, as above
    from bot.relay.store.lock import StoreError  # noqa: PLC0415 - as above

    try:
        store = relay_store.opened(settings)
    except StoreError as error:
        relay.unseen.append(relay.texts.store_unreadable.format(why=screen.shown(error.reason)))
        return
    if store is None:
        relay.unseen.append(relay.texts.no_store)
        return
    relay.store = stack.enter_context(store)


def _page(trail: Trail, spoken: TraceTexts, written: Callable[[datetime], str]) -> str:
    lines = [spoken.kinds[trail.kind].format(id=trail.id)]
    lines += [f"{written(step.at)}  {_line(step, spoken)}" for step in trail.steps]
    if trail.unseen:
        lines += ["", spoken.unseen, *(f"- {one}" for one in trail.unseen)]
    return "\n".join(lines)


def _line(step: TraceStep, spoken: TraceTexts) -> str:
    told, address = telling.sentence(step, spoken, screen.shown, screen.shown_again), telling.address(step)
    return f"{told}: {address}" if address else told


def _object(trail: Trail) -> dict[str, Any]:
    return {
        "id": trail.id,
        "kind": trail.kind,
        "steps": [
            {"time": clock.iso(step.at), "step": step.name, "source": step.source, **step.fields}
            for step in trail.steps
        ],
        "unseen": trail.unseen,
    }

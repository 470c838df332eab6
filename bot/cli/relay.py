"""bot relay: the small server that Twilio calls."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError

from bot.cli import CONTEXT, ends, here, screen
from bot.cli.command import Group
from bot.cli.options import config_file
from bot.core.errors import BotError, ConfigError
from bot.core.sentences import Sentence
from bot.core.settings import Settings, config
from bot.core.settings.config import Role
from bot.core.settings.relay import RelaySection

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from bot.relay.mounting import RelayParts

# docs/by-hand.md, step 6; what follows # makes Twilio repeat what it could not deliver.
_WEBHOOK, _RETRY = "/api/notifications/webhook/twilio", "#rc=3&rp=5xx,ct,rt"


@click.group(
    "relay",
    cls=Group,
    context_settings=CONTEXT,
    invoke_without_command=True,
)
@config_file
@click.option(
    "--dev", is_flag=True, help="For a trial: one process, and the addresses that Twilio needs are printed."
)
@click.option(
    "--public-url",
    default="",
    metavar="URL",
    help="For this run, in the place of relay.public_url: a tunnel's address.",
)
@click.pass_context
def command(context: click.Context, file: Path, public_url: str, *, dev: bool) -> None:
    """Receive messages from Twilio and pass them to GitHub, until Ctrl-C.

    Secrets come from the environment or from `.env`, beside config.yml or else in the current folder.

    \b
    Example:
      bot relay
      bot relay --config /etc/auditoria360/config.yml
      bot relay --dev --public-url https://x.ngrok.app
    """
    if context.invoked_subcommand:
        return
    # Imported here: other commands need neither the server nor the database.
    from bot.relay import serve  # noqa: PLC0415 - see above
    from bot.relay.mounting import Beside  # noqa: PLC0415 - see above

    address = _checked(public_url) if public_url else ""
    settings = config.load_local(file, Role.RELAY, public_url=address)
    if dev:
        settings = _for_a_trial(settings)
    serve.main(settings, Beside(_examined, _console))


def _checked(public_url: str) -> str:
    try:
        return RelaySection.model_validate({"public_url": public_url}).public_url
    except ValidationError:
        raise ConfigError(
            [Sentence("--public-url: expected the address of a tunnel, such as https://x.ngrok.app.")]
        ) from None


def _for_a_trial(settings: Settings) -> Settings:
    """Say what Twilio needs; one process starts quickly and is enough."""
    address = f"{settings.config.relay.public_url}{_WEBHOOK}"
    screen.say(
        Sentence("At Twilio, under A message comes in, HTTP POST: {address}", address=f"{address}{_RETRY}")
    )
    screen.say(Sentence("Under Primary handler fails: {address}", address=f"{address}/fallback"))
    relay = settings.config.relay.model_copy(update={"workers": 1})
    return settings.model_copy(update={"config": settings.config.model_copy(update={"relay": relay})})


def _examined(settings: Settings, folder: Path) -> Mapping[str, Any]:
    """Look at the whole installation; the checks are loaded by whoever asks first."""
    from bot.operate.doctor import findings  # noqa: PLC0415 - see above

    return findings.examined(settings, folder)


def _console(parts: RelayParts) -> WSGIApplication:
    """Make the console; it is loaded when somebody first opens one of its pages."""
    from bot.console import app  # noqa: PLC0415 - see above

    return app.create_app(parts)


@command.command("retry", short_help="Send at once what waits after a failure.")
@config_file
def retry(file: Path) -> None:
    """Send at once what waits to be sent again, instead of after its growing wait: its cause is fixed.

    Run it in the relay's folder, as the relay's user. The relay, which keeps running, sends the batches within seconds,
    one after the other.

    \b
    Example:
      bot relay retry
    """
    from bot.relay.store import places  # noqa: PLC0415 - needs the server's libraries, as above
    from bot.relay.store.batches import Batches  # noqa: PLC0415 - as above
    from bot.relay.store.moving import require_not_moved  # noqa: PLC0415 - as above
    from bot.relay.store.store import Store  # noqa: PLC0415 - as above
    from bot.rules.people.relay_keys import RelayKeys  # noqa: PLC0415 - as above

    settings = _settings(file)
    database = places.of(settings)
    _require_there(database)
    with Store(database, RelayKeys.of(settings), upgrades=False) as store:
        require_not_moved(store)
        waiting = Batches(store).retry()
        store.database.bell.ring()
    if not waiting:
        screen.say("Nothing waits to be sent again.")
        return
    screen.say(
        Sentence(
            "Sent again now: batches {batches}, messages {messages}.",
            batches=len(waiting),
            messages=sum(batch.count for batch in waiting),
        )
    )


@command.command("migrate-store", short_help="Move the store into another database.")
@config_file
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def migrate_store(file: Path, source: str, target: str) -> None:
    """Move what waits, and what is remembered, from one database into another, new one.

    Each is a file or the address of a PostgreSQL, as in `relay.database`; RELAY_DATABASE_PASSWORD is used for both.
    Stop all relays before, and write the new place to config.yml before you start them again.

    \b
    Example:
      bot relay migrate-store data/relay.db postgresql://relay@db.example.com/relay
    """
    from bot.relay.store import places  # noqa: PLC0415 - needs the server's libraries, as above
    from bot.relay.store.moving import move, opened  # noqa: PLC0415 - as above
    from bot.rules.people.relay_keys import RelayKeys  # noqa: PLC0415 - as above

    settings = _settings(file)
    password = settings.environment.RELAY_DATABASE_PASSWORD
    old, new = (
        places.parse(one, password.get_secret_value() if password else None) for one in (source, target)
    )
    if isinstance(old, Path) and not old.exists():
        raise BotError(
            Sentence("{old} does not exist.", old=old),
            "Name the file that relay.database in config.yml names so far.",
        )
    if old == new:
        raise BotError("FROM and TO are the same.", "Name the new database second.")
    keys = RelayKeys.of(settings)
    left = "Nothing is lost: FROM has all that waits. Name a new, empty TO."
    with (
        ends.leaving(lambda: left),
        opened("FROM", old, keys) as old_store,
        opened("TO", new, keys) as new_store,
    ):
        waiting = move(old_store, new_store)
    screen.say(
        Sentence(
            "Moved; messages that wait: {waiting}. Set relay.database in config.yml to the new "
            "place now; on the old one no relay starts any more.",
            waiting=waiting,
        )
    )


@command.command("downgrade-store", short_help="Prepare the store for an earlier version of the bot.")
@config_file
@click.argument("revision", metavar="REVISION")
def downgrade_store(file: Path, revision: str) -> None:
    """Change the tables of the store back to an earlier revision, before you install an earlier version of the bot.

    An earlier version names the revision that it knows when it refuses the store; those without PostgreSQL know 0001.
    Stop all relays before. A copy of a file stays beside it; of a PostgreSQL make one yourself.

    \b
    Example:
      bot relay downgrade-store 0001
    """
    from bot.relay.store import places  # noqa: PLC0415 - needs the server's libraries, as above
    from bot.relay.store.moving import require_no_relay  # noqa: PLC0415 - as above
    from bot.relay.store.store import Store  # noqa: PLC0415 - as above
    from bot.rules.people.relay_keys import RelayKeys  # noqa: PLC0415 - as above

    settings = _settings(file)
    database = places.of(settings)
    _require_there(database)
    with (
        ends.leaving(lambda: "The tables of the store are as they were."),
        Store(database, RelayKeys.of(settings), upgrades=False) as store,
    ):
        require_no_relay(store, "the store")
        store.downgrade(revision)
    screen.say(
        Sentence(
            "The store is of revision {revision} now. Install the earlier version before you start a relay.",
            revision=revision,
        )
    )


def _require_there(database: object) -> None:
    if isinstance(database, Path) and not database.exists():
        raise BotError(
            Sentence("{database} does not exist.", database=database),
            "Run the command in the relay's folder, or name its --config.",
        )


def _settings(file: Path) -> Settings:
    return here.settings(file, Role.RELAY)

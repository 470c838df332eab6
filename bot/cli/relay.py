"""bot relay: the small server that Twilio calls."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli import CONTEXT
from bot.cli.options import config_file
from bot.core.errors import BotError
from bot.core.settings import Settings, config


@click.group(
    "relay",
    short_help="Receive messages and pass them to GitHub.",
    context_settings=CONTEXT,
    invoke_without_command=True,
)
@config_file
@click.pass_context
def command(context: click.Context, file: Path) -> None:
    """Receive messages from Twilio and pass them to GitHub, until Ctrl-C.

    Secrets come from the environment or from `.env` in this folder.

    \b
    Example:
      bot relay
      bot relay --config /etc/auditoria360/config.yml
    """
    if context.invoked_subcommand:
        context.default_map = {context.invoked_subcommand: {"file": str(file)}}
        return
    # Imported here: other commands need neither the server nor the database.
    from bot.relay import serve  # noqa: PLC0415 - see above

    serve.main(_settings(file))


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
    from bot.relay.store.store import Store  # noqa: PLC0415 - as above
    from bot.rules.people.relay_keys import RelayKeys  # noqa: PLC0415 - as above

    settings = _settings(file)
    database = places.of(settings)
    if isinstance(database, Path) and not database.exists():
        raise BotError(
            f"{database} does not exist.", "Run the command in the relay's folder, or name its --config."
        )
    with Store(database, RelayKeys.of(settings)) as store:
        waiting = Batches(store).retry()
    if not waiting:
        click.echo("Nothing waits to be sent again.")
        return
    click.echo(f"Sent again now: batches {len(waiting)}, messages {sum(batch.count for batch in waiting)}.")


def _settings(file: Path) -> Settings:
    return config.load(file, config.local_environment(Path()), config.Role.RELAY)

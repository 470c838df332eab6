"""Which revision the tables of a store are of, and how they get to another: by Alembic, in one transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.core import logs
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.relay.store.database import Database
from bot.relay.store.lock import StoreError
from bot.relay.store.schema import events

# All that `migrations/versions/` holds, the oldest first. They stand here because a start only looks whether the last
# one is reached: to import Alembic for that takes a sixth of a second.
REVISIONS = ("0001", "0002", "0003")
CURRENT = REVISIONS[-1]
_FOLDER = Path(__file__).parent / "migrations"
_TABLE = "alembic_version"
_REVISION = text(f"SELECT version_num FROM {_TABLE}")  # noqa: S608 - the name above


def revision_of(connection: Connection) -> str:
    """Return the revision of the tables; empty for a new database, and for one of a version that noted none."""
    if not inspect(connection).has_table(_TABLE):
        return ""
    return connection.execute(_REVISION).scalar() or ""


def bring_up_to_date(database: Database, *, upgrades: bool = True) -> None:
    """Make the tables, or change those of an earlier version; a copy is put aside before. Raises StoreError.

    Of several relays that start at once one does it, and the others wait. Without `upgrades` other tables than ours
    are refused: a relay of another version may be using them.
    """
    with database.reading() as connection:
        found = revision_of(connection)
        if found == CURRENT:
            return
    if not upgrades:
        is_newer = bool(found) and found not in REVISIONS
        raise StoreError(
            Sentence(
                "{store} is of revision {found}, and this version of the bot knows {known}",
                store=database.name,
                found=found or "none",
                known=CURRENT,
            ),
            "Use the version that the relay runs."
            if is_newer
            else "Use the version that the relay runs; one of this version upgrades it when it starts.",
        )
    with database.writing() as connection:
        found = revision_of(connection)
        if found == CURRENT:
            return
        if found and found not in REVISIONS:
            raise _newer(database, found)
        if inspect(connection).has_table(events.name):
            database.put_aside(CURRENT)
            logs.step("store-upgraded", reason=f"{database.name}: revision {found or 'none'} to {CURRENT}")
        _alembic(connection, CURRENT)


def downgrade(database: Database, revision: str) -> None:
    """Change the tables back to what an earlier version knows; a copy is put aside before.

    Raises BotError if there is no such revision, and one of the database's failures.
    """
    if revision not in REVISIONS:
        raise BotError(
            Sentence("There is no revision {revision}.", revision=revision),
            Sentence("These are: {revisions}.", revisions=", ".join(REVISIONS)),
        )
    with database.writing() as connection:
        database.put_aside(revision)
        _alembic(connection, revision)


def _alembic(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - see REVISIONS
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    step = command.upgrade if _is_ahead(revision_of(connection), revision) else command.downgrade
    step(config, revision)


def _is_ahead(found: str, wanted: str) -> bool:
    return not found or REVISIONS.index(wanted) > REVISIONS.index(found)


def _newer(database: Database, found: str) -> StoreError:
    return StoreError(
        Sentence(
            "{store} is of a newer version of the bot: its revision is {found}, and this one knows {known}",
            store=database.name,
            found=found,
            known=CURRENT,
        ),
        Sentence(
            "Install the newer version again. If you want this one, stop all relays and first "
            "run `bot relay downgrade-store {known}` with the newer one.",
            known=CURRENT,
        ),
    )

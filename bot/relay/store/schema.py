"""The tables of the store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

metadata = MetaData()

# Times are seconds since 1970, in UTC: they compare and sort alike in every database.
batches = Table(
    "batches",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("size", Integer, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("judged", Text, nullable=False, default=""),
    Column("created_at", Double, nullable=False),
    Column("next_attempt_at", Double, nullable=False),
    Column("attempted_at", Double),
    Column("dispatched_at", Double),
    Column("run_id", BigInteger),
    Column("problem", Text, nullable=False, default=""),
    Column("remedy", Text, nullable=False, default=""),
    Column("problem_at", Double),
    Column("done_at", Double),
    Index("batches_state", "state", "next_attempt_at"),
)

_batch = Column("batch", String(36), ForeignKey("batches.id"))
events = Table(
    "events",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("received_at", Double, nullable=False),
    Column("due_at", Double, nullable=False, server_default=text("0")),  # 0: at once
    Column("content", Text, nullable=False),  # sealed; empty once it is delivered
    _batch,
    Index("events_waiting", "kind", "sequence"),
    Index("events_batch", "batch"),
    sqlite_autoincrement=True,  # a sequence number is never used twice, not even after the newest rows are deleted
)

# Which rows the indexes hold. SQLAlchemy takes that as an option of each database, and would import them all.
_INDEXED = {"events_waiting": _batch.is_(None), "events_batch": _batch.is_not(None)}


@event.listens_for(events, "before_create")
def _index_parts(table: Table, connection: Connection, **_more: Any) -> None:
    for index in table.indexes:
        index.dialect_kwargs[f"{connection.dialect.name}_where"] = _INDEXED[str(index.name)]


# Whose items wait or are under way: a keyed digest for each address of the person, deleted once the item is delivered.
people = Table(
    "people",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Index("people_sequence", "sequence"),
)

# What became of the messages that systems ordered; holds neither numbers nor texts.
orders = Table(
    "orders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("token", String(100), nullable=False),
    Column("key_hash", String(64)),
    Column("body_hash", String(64), nullable=False),
    Column("status", String(12), nullable=False, default=""),  # empty: see its batch
    Column("code", Integer, nullable=False, default=0),
    Column("reason", Text, nullable=False, default=""),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("segments", Integer, nullable=False, server_default=text("1")),  # what counts against the ceilings
    UniqueConstraint("token", "key_hash"),
    Index("orders_created", "created_at"),
)

# Which parts of a text have arrived, until all have.
arrivals = Table(
    "arrivals",
    metadata,
    Column("about", String(256), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("at", Double, nullable=False),
)

# Where consent entries stood: only ever added to.
anchors = Table(
    "anchors",
    metadata,
    Column("contact", String(64), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("at", Double, nullable=False),
)

# Digests of what was taken and purged, to recognise it when it comes again.
known = Table(
    "known",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("sequence", BigInteger, nullable=False, default=0),
    Column("until", Double, nullable=False),
)

# When a scheduled workflow is needed; stays until a run that began later has done what was due.
wakes = Table(
    "wakes",
    metadata,
    Column("workflow", String(40), primary_key=True),
    Column("due_at", Double, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Double, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Double, nullable=False),
    # Raised whenever another process takes it.
    Column("epoch", Integer, nullable=False, server_default=text("0")),
)

# What the processes of all relays know together, each in JSON: no number of a person and no text of theirs.
notes = Table(
    "notes",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("content", Text, nullable=False),
    Column("at", Double, nullable=False),
)

# What administrators were alerted of: a row for each trouble, open until `over_at`.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("owner", String(80), nullable=False),  # as in leases
    Column("claimed_at", Double, nullable=False),
    Column("sent_at", Double),
    Column("over_at", Double),
)

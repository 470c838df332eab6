"""The tables of the versions that noted no revision.

A database of such a version may lack what was added later: tables, two columns and an index. So this makes what is
missing, in a new database everything.
"""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    inspect,
    text,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    _make_queue()
    _make_memory()
    _make_watches()
    _add_missing("events", _due_at())
    _add_missing("orders", _segments())
    _index("batches_state", "batches", "state", "next_attempt_at")
    _index("events_waiting", "events", "kind", "sequence", where="batch IS NULL")
    _index("events_batch", "events", "batch", where="batch IS NOT NULL")
    _index("people_sequence", "people", "sequence")
    _index("orders_created", "orders", "created_at")


def _make_queue() -> None:
    _table(
        "batches",
        Column("id", String(36), primary_key=True),
        Column("kind", String(40), nullable=False),
        Column("state", String(12), nullable=False),
        Column("size", Integer, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("judged", Text, nullable=False),
        Column("created_at", Double, nullable=False),
        Column("next_attempt_at", Double, nullable=False),
        Column("attempted_at", Double),
        Column("dispatched_at", Double),
        Column("run_id", BigInteger),
        Column("problem", Text, nullable=False),
        Column("remedy", Text, nullable=False),
        Column("problem_at", Double),
        Column("done_at", Double),
    )
    _table(
        "events",
        Column(
            "sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
        ),
        Column("key", String(100), nullable=False, unique=True),
        Column("kind", String(40), nullable=False),
        Column("received_at", Double, nullable=False),
        _due_at(),
        Column("content", Text, nullable=False),
        Column("batch", String(36), ForeignKey("batches.id")),
        sqlite_autoincrement=True,
    )
    _table(
        "people",
        Column("digest", String(64), primary_key=True),
        Column("sequence", BigInteger, primary_key=True),
    )


def _make_memory() -> None:
    _table(
        "orders",
        Column("id", String(36), primary_key=True),
        Column("token", String(100), nullable=False),
        Column("key_hash", String(64)),
        Column("body_hash", String(64), nullable=False),
        Column("status", String(12), nullable=False),
        Column("code", Integer, nullable=False),
        Column("reason", Text, nullable=False),
        Column("created_at", Double, nullable=False),
        Column("updated_at", Double, nullable=False),
        _segments(),
        UniqueConstraint("token", "key_hash"),
    )
    _table(
        "arrivals",
        Column("about", String(256), primary_key=True),
        Column("part", Integer, primary_key=True),
        Column("at", Double, nullable=False),
    )
    _table(
        "anchors",
        Column("contact", String(64), primary_key=True),
        Column("place", Integer, primary_key=True),
        Column("hash", String(64), primary_key=True),
        Column("at", Double, nullable=False),
    )
    _table(
        "known",
        Column("digest", String(64), primary_key=True),
        Column("sequence", BigInteger, nullable=False),
        Column("until", Double, nullable=False),
    )


def _make_watches() -> None:
    _table(
        "wakes",
        Column("workflow", String(40), primary_key=True),
        Column("due_at", Double, primary_key=True),
        Column("attempts", Integer, nullable=False),
        Column("next_at", Double, nullable=False),
    )
    _table(
        "leases",
        Column("name", String(40), primary_key=True),
        Column("owner", String(80), nullable=False),
        Column("until", Double, nullable=False),
    )
    _table(
        "alerts",
        Column("id", Integer, primary_key=True),
        Column("kind", String(20), nullable=False),
        Column("owner", String(80), nullable=False),
        Column("claimed_at", Double, nullable=False),
        Column("sent_at", Double),
        Column("over_at", Double),
    )


def downgrade() -> None:
    """Nothing leads to a database without tables: bot relay downgrade-store refuses it."""
    raise NotImplementedError


def _due_at() -> Column[float]:
    return Column("due_at", Double, nullable=False, server_default=text("0"))


def _segments() -> Column[int]:
    return Column("segments", Integer, nullable=False, server_default=text("1"))


def _table(name: str, *parts: Any, **options: Any) -> None:
    op.create_table(name, *parts, if_not_exists=True, **options)


def _add_missing(table: str, column: Column[Any]) -> None:
    if column.name not in {one["name"] for one in inspect(op.get_bind()).get_columns(table)}:
        op.add_column(table, column)


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    # The part that it holds is an option of each database, and SQLAlchemy would import both.
    options: dict[str, Any] = {f"{op.get_bind().dialect.name}_where": text(where)} if where else {}
    op.create_index(name, table, [*columns], if_not_exists=True, **options)

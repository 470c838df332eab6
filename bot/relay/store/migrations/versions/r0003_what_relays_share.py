"""What the processes of all relays know together, and how often the right to dispatch went to another one."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Double, Integer, String, Text, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("leases", Column("epoch", Integer, nullable=False, server_default=text("0")))
    op.create_table(
        "notes",
        Column("name", String(200), primary_key=True),
        Column("content", Text, nullable=False),
        Column("at", Double, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("notes")
    op.drop_column("leases", "epoch")

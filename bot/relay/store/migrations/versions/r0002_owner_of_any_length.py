"""The owner of a lease may be of any length: whether the disk has room is tried with one as long as a message."""

from __future__ import annotations

from alembic import op
from sqlalchemy import String, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("leases") as leases:
        leases.alter_column("owner", existing_type=String(80), type_=Text, existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM leases WHERE length(owner) > 80")
    with op.batch_alter_table("leases") as leases:
        leases.alter_column("owner", existing_type=Text, type_=String(80), existing_nullable=False)

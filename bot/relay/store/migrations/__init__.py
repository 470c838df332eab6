"""What Alembic reads: each revision of the store's tables, and how to get there and back. Nothing imports it."""

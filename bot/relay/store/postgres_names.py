"""The name by which a process shows its connections to PostgreSQL, so that its own can be told from others'."""

from __future__ import annotations

import secrets

PROGRAM = "auditoria360-relay"


def of_this_process() -> str:
    return f"{PROGRAM} {secrets.token_hex(4)}"

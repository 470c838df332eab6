"""Ids of batches and orders: UUIDs of version 7, which sort by time."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime


def new(now: datetime) -> str:
    return uuid7(now, secrets.token_bytes(10))


def uuid7(now: datetime, random: bytes) -> str:
    """Return a UUID of version 7 (RFC 9562) made from the time and ten random bytes."""
    milliseconds = int(now.timestamp() * 1000)
    value = int.from_bytes(milliseconds.to_bytes(6) + random[:10])
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))

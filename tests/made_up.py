"""Secrets as random as real ones, since the bot refuses others: the same for the same name in every run."""

from __future__ import annotations

import hashlib


def secret(name: str) -> str:
    """Return 32 hexadecimal digits, as an auth token of Twilio's has."""
    return hashlib.sha256(f"made up: {name}".encode()).hexdigest()[:32]


AUTH_TOKEN = secret("auth token")
SECOND_AUTH_TOKEN = secret("second auth token")
WRONG = secret("wrong")
ADMIN = f"github_pat_{secret('admin')}"

"""How often a password may be tried: a few times a minute from one address, some more from all of them together.

A link of `bot console login` needs no password and is not counted: nobody can lock an administrator out.
"""

from __future__ import annotations

from flask import request

from bot.relay import client_address
from bot.relay.api_tokens import RequestQuota
from bot.relay.mounting import RelayParts
from bot.relay.store.store import Store

FROM_ONE, FROM_ALL = 5, 30


class Attempts:
    """Counts tries of passwords in the store, so for all relays."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_one = RequestQuota(FROM_ONE, store, "console")
        self._of_all = RequestQuota(FROM_ALL, store, "console-all")

    def take(self, address: str) -> None:
        """Count a try; raises TooManyRequests where none may be made now, StoreError."""
        mine = self._store.keys.fingerprints(address)[0]  # of the address only a digest is kept
        self._of_one.require(mine)
        # Before something is written for an address: who has many of them would fill the store.
        self._of_all.take("")
        self._of_one.take(mine)


def address_of(parts: RelayParts) -> str:
    """Return the address that the request comes from, as far as the proxies before us are to be trusted."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    found = client_address.client_of(request.remote_addr or "", forwarded, parts.refusals.trusted_proxies)
    return client_address.counted_as(found) if found else request.remote_addr or ""

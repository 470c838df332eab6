"""An order as the comment that shows it holds it: sealed, so that a run can carry it out once more."""

from __future__ import annotations

import zlib

from bot.core.messages import Order
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.markers import OrderMarker


def marker_of(order: Order, vault: Vault) -> OrderMarker:
    """Return the marker of the comment that shows an order."""
    return OrderMarker(order.id, vault.seal(zlib.compress(envelope.dump_item(order))))


def open_order(marker: OrderMarker, vault: Vault) -> Order:
    """Return the order that a comment shows."""
    return envelope.load_item(zlib.decompress(vault.open(marker.sealed)), Order)

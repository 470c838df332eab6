"""What the relay stores and dispatches, made and opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.messages import BatchId
from bot.rules.people.sealing import Vault
from bot.rules.wire import envelope
from bot.rules.wire.envelope import AnyItem, Item, SealedItem


def sealed(items: Sequence[Item], vault: Vault) -> list[SealedItem]:
    """Return the items as the relay has them in its store."""
    return [SealedItem(item.sequence, envelope.seal_item(item, vault.relay_keys)) for item in items]


def payload(items: Sequence[Item], batch: str, vault: Vault) -> dict[str, Any]:
    """Return the client_payload of a dispatch."""
    return envelope.payload(sealed(items, vault), BatchId(batch), vault.relay_keys)


def opened(stored: Sequence[SealedItem], vault: Vault, kind: type[AnyItem]) -> list[AnyItem]:
    """Return the items that the relay stored, as a job would read them."""
    return envelope.open_payload(envelope.payload(stored, BatchId("1"), vault.relay_keys), vault, kind).items

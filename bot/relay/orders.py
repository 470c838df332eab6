"""What became of the messages that systems ordered: the stages, and which of two reports counts. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core import contact_keys
from bot.core.messages import DeliveryStatus


class OrderStage(StrEnum):
    """Where an order stands. Of two that are reported the later in this list counts, in whatever order they come.

    A text may travel in several parts: one that failed outweighs those that arrived.
    """

    QUEUED = "queued"  # on our disk
    DISPATCHED = "dispatched"  # on its way through GitHub
    HANDLED = "handled"  # its run succeeded; nothing more is known yet
    DEFERRED = "deferred"  # the rules let it leave later
    SCHEDULED = "scheduled"  # Twilio keeps it for its hour
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"  # the rules, or Twilio, did not let it leave


_RANK = {stage: rank for rank, stage in enumerate(OrderStage)}


def below(stage: OrderStage) -> list[OrderStage]:
    """Return the stages that a report of this one replaces."""
    return [other for other in OrderStage if _RANK[other] < _RANK[stage]]


def fate_of(status: DeliveryStatus) -> OrderStage | None:
    """Return what a status of a message says of its order, None for nothing new."""
    if status.has_failed:
        return OrderStage.FAILED
    if status.has_arrived:
        return OrderStage.DELIVERED
    return OrderStage.SENT if status is DeliveryStatus.SENT else None


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """What a system is told about its order."""

    id: str
    stage: OrderStage
    updated_at: datetime
    code: int = 0
    reason: str = ""


class Fingerprints:
    """Digests by which a repeated request is recognised; without CONTACT_KEY nobody can try texts against them."""

    def __init__(self, keys: Sequence[str]) -> None:
        # What makes contact ids outlives every rotation; the rest recognises what was kept before it came first.
        made_with = [*contact_keys.id_keys(keys), *(key.encode() for key in keys)]
        self._keys = [hmac.digest(key, b"order", hashlib.sha256) for key in made_with]

    def of(self, content: str) -> list[str]:
        """Return the digest under each key: the first is to be kept, any may have been kept before a rotation."""
        return [hmac.digest(key, content.encode(), hashlib.sha256).hex() for key in self._keys]

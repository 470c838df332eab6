"""The status of an order: which of two reports counts, and a job's sealed report to the relay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core import clock
from bot.core.messages import DeliveryStatus
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire.sealed_format import SealedFormat

_UNTIL = "until "  # before a moment, at the end of a reason


class OrderStatus(StrEnum):
    """The progress of an order.

    The report later in this list counts, whichever arrives first. A text may be sent in several parts: one that failed
    outweighs those that arrived.
    """

    QUEUED = "queued"  # in the relay's store
    DISPATCHED = "dispatched"  # on its way through GitHub
    HANDLED = "handled"  # its run succeeded; no more is known yet
    DEFERRED = "deferred"  # the policy allows it at a later hour
    SCHEDULED = "scheduled"  # Twilio holds it until its hour
    UNKNOWN = "unknown"  # Twilio may have taken it: nobody can tell, and it is not sent again
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"  # by the policy, or by Twilio

    @staticmethod
    def of_delivery(status: DeliveryStatus) -> OrderStatus | None:
        """Return the order status that a message's delivery status means, or None if that is nothing new."""
        if status.has_failed:
            return OrderStatus.FAILED
        if status.has_arrived:
            return OrderStatus.DELIVERED
        return OrderStatus.SENT if status is DeliveryStatus.SENT else None

    @property
    def earlier(self) -> list[OrderStatus]:
        """The statuses that a report of this status replaces."""
        known = list(OrderStatus)
        return known[: known.index(self)]


@dataclass(frozen=True, slots=True)
class OrderReport:
    """What is known of an order; `reason` is a sentence of ours, `code` Twilio's error code or 0."""

    order: str
    status: OrderStatus
    reason: str = ""
    code: int = 0

    @property
    def cause(self) -> str:
        """Why it waits or was refused, without until when: the name of a rule of the policy, or a sentence."""
        return self._reason[0]

    @property
    def until(self) -> datetime | None:
        """Until when it waits, if that is known."""
        return self._reason[1]

    @property
    def _reason(self) -> tuple[str, datetime | None]:
        name, _, moment = self.reason.rpartition(_UNTIL)
        try:
            until = clock.read_iso(moment)
        except ValueError:
            return self.reason, None
        return name.removesuffix(", "), until


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What the relay knows of an order, and since when."""

    report: OrderReport
    since: datetime


_FORMAT = SealedFormat(OrderReport)


def seal(report: OrderReport, keys: RelayKeys) -> str:
    """Return what a job posts to the relay about an order: only a holder of CONTACT_KEY can make it."""
    return _FORMAT.seal(report, keys)


def open_sealed(token: str, keys: RelayKeys) -> OrderReport:
    """Return what a job reported; raises SealError for anything that none of our jobs has sealed as such a report."""
    return _FORMAT.open(token, keys)

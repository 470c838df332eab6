"""A ceiling of orders that the relay reports to a job: it travels as an order that sends nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.core.messages import Address, Channel, Order, Purpose
from bot.rules.sending.ceilings import Ceiling, CeilingName, ReachedCeiling

# No token has this name: settings allow no colon in one.
_BY = "relay:ceiling"
_NOBODY = Address(Channel.SMS, "")


def order(reached: ReachedCeiling) -> Order:
    """Return what the relay stores and dispatches; one for each window, by its id."""
    ceiling = reached.ceiling
    values = (
        ("name", ceiling.name),
        ("most", str(ceiling.most)),
        ("seconds", str(round(ceiling.period.total_seconds()))),
        ("whose", reached.whose),
    )
    return Order(0, reached.at, reached.key, _NOBODY, purpose=Purpose.ALERT, variables=values, by=_BY)


def read(received: Order) -> ReachedCeiling | None:
    """Return the report in an order; None for one that is a message."""
    if received.by != _BY:
        return None
    values = dict(received.variables)
    period = timedelta(seconds=int(values["seconds"]))
    ceiling = Ceiling(CeilingName(values["name"]), int(values["most"]), period)
    return ReachedCeiling(ceiling, received.received_at, values["whose"])

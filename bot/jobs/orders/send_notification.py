"""send-notification: send what a system orders, once, and show it in the person's conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from bot.adapters import relay_reports
from bot.core import clock
from bot.core.errors import UnfinishedError
from bot.core.isolated import Troubles
from bot.core.messages import BatchId, ContactId, Order
from bot.core.sentences import Sentence
from bot.core.workflow import mask
from bot.jobs.orders import placing
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.sending import ceiling_notice, left_out
from bot.jobs.tools import Tools
from bot.rules.sending import order_form
from bot.rules.wire import ceiling_report, envelope
from bot.rules.wire.envelope import Opened
from bot.rules.wire.order_status import OrderReport, OrderStatus


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Send the orders of a batch that the relay dispatched, or of a form filled in by hand.

    Every order is tried; the run fails if one could not be sent now, and running it again completes it.
    """
    opened = _orders(event, tools)
    orders = [order for order in opened.items if ceiling_report.read(order) is None]
    for order in orders:
        mask(order.person.value)
    troubles, progress = Troubles(), Counter[OrderProgress]()
    stopped = set[tuple[str, ContactId]]()  # whose next orders must not overtake one that could not leave
    for order in orders:
        person = order.person.network, tools.vault.contact_id(order.person)
        how_far = OrderProgress.DELAYED if person in stopped else _tried(order, troubles, tools)
        if how_far is OrderProgress.DELAYED:
            stopped.add(person)
        progress[how_far] += 1
    for reached in filter(None, map(ceiling_report.read, opened.items)):
        with troubles.isolated("ceiling", reached.at):
            ceiling_notice.show(reached, tools)
    done, waiting = progress[OrderProgress.DONE], progress[OrderProgress.WAITS]
    lines = [tools.summaries.orders.format(done=done, deferred=waiting)]
    lines = left_out.conclude("send-notification", opened.batch, troubles, lines, tools)
    opened.must_be_whole()
    if progress[OrderProgress.DELAYED]:
        raise UnfinishedError(
            Sentence(
                "{count} of {total} messages could not be sent now.",
                count=progress[OrderProgress.DELAYED],
                total=len(orders),
            ),
            lines,
        )
    return lines


def _tried(order: Order, troubles: Troubles, tools: Tools) -> OrderProgress:
    """Carry out an order; report one that can never be carried out as refused."""
    name = f"{tools.vault.contact_id(order.person)}-{order.id}"
    with troubles.isolated(name, order.received_at):
        return placing.place(order, tools).progress
    if name not in troubles.left_out:
        return OrderProgress.DELAYED
    report = OrderReport(order.id, OrderStatus.REFUSED, tools.shown(troubles.left_out[name]))
    relay_reports.report_order(tools.settings.relay_url, report, tools.vault)
    return OrderProgress.LEFT_OUT


def _orders(event: Mapping[str, Any], tools: Tools) -> Opened[Order]:
    if "client_payload" in event:
        return envelope.open_payload(event["client_payload"], tools.vault, Order)
    request = order_form.from_form(event.get("inputs") or {})
    by = (event.get("sender") or {}).get("login") or "workflow"
    return Opened(BatchId(""), [request.order(tools.run_id, by, clock.now())])

"""Which of two reports about an order counts, and that only a holder of our key can make one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import SealError
from bot.core.messages import DeliveryStatus
from bot.rules.wire import order_status
from bot.rules.wire.order_status import OrderReport, OrderStatus
from tests.making import VAULT


@given(st.builds(OrderReport, st.text(), st.sampled_from(OrderStatus), st.text(), st.integers(0, 99_999)))
def test_a_report_comes_out_as_it_went_in(report: OrderReport) -> None:
    assert report == order_status.open_sealed(order_status.seal(report, VAULT.relay_keys), VAULT.relay_keys)


def test_a_report_keeps_the_form_that_relays_and_jobs_of_other_versions_read() -> None:
    sealed = order_status.seal(
        OrderReport("an-order", OrderStatus.REFUSED, "Telefone fixo.", 21614), VAULT.relay_keys
    )

    assert VAULT.relay_keys.open(sealed) == (
        b'{"order":"an-order","status":"refused","reason":"Telefone fixo.","code":21614}'
    )


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"order": "x", "status": "lost"}'])
def test_what_is_sealed_but_no_report_is_refused(content: bytes) -> None:
    with pytest.raises(SealError):
        order_status.open_sealed(VAULT.relay_keys.seal(content), VAULT.relay_keys)


@given(st.sampled_from(OrderStatus), st.sampled_from(OrderStatus))
def test_of_two_statuses_exactly_one_replaces_the_other(one: OrderStatus, other: OrderStatus) -> None:
    assert (one in other.earlier) + (other in one.earlier) == (one is not other)


@pytest.mark.parametrize(
    ("delivery", "status"),
    [
        (DeliveryStatus.ACCEPTED, None),
        (DeliveryStatus.QUEUED, None),
        (DeliveryStatus.PARTIALLY_DELIVERED, None),
        (DeliveryStatus.SENT, OrderStatus.SENT),
        (DeliveryStatus.DELIVERED, OrderStatus.DELIVERED),
        (DeliveryStatus.READ, OrderStatus.DELIVERED),
        (DeliveryStatus.UNDELIVERED, OrderStatus.FAILED),
        (DeliveryStatus.FAILED, OrderStatus.FAILED),
        (DeliveryStatus.CANCELED, OrderStatus.FAILED),
    ],
)
def test_what_a_delivery_status_means_for_the_order(
    delivery: DeliveryStatus, status: OrderStatus | None
) -> None:
    assert OrderStatus.of_delivery(delivery) is status


@pytest.mark.parametrize(
    ("reason", "cause", "until"),
    [
        ("quiet-hours, until 2026-11-25T11:00:00Z", "quiet-hours", datetime(2026, 11, 25, 11, tzinfo=UTC)),
        ("until 2026-11-25T11:00:00Z", "", datetime(2026, 11, 25, 11, tzinfo=UTC)),
        ("opted-out", "opted-out", None),
        ("O número existe until amanhã", "O número existe until amanhã", None),
        ("", "", None),
    ],
)
def test_a_reason_says_why_and_until_when(reason: str, cause: str, until: datetime | None) -> None:
    report = OrderReport("an-order", OrderStatus.DEFERRED, reason)

    assert (report.cause, report.until) == (cause, until)

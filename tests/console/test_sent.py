"""What became of a message: its steps for who ordered it, and for nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import clock
from bot.relay.mounting import RelayParts
from bot.rules.wire.order_status import OrderReport, OrderStatus
from tests.conftest import MovedClock
from tests.console.browser import Visiting
from tests.console.conftest import visit
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness

FILLED = {
    "channel": "sms",
    "country": "BR",
    "destination": "(11) 98765-4321",
    "purpose": "notification",
    "message": "Sua guia vence amanhã, Ana.",
}


def ordered(visiting: Visiting) -> str:
    """Order a message and return the address of its page."""
    return visiting.post("/send", **FILLED).headers["Location"].removeprefix("/console")


def steps(page: str) -> list[tuple[str, str]]:
    """Return the state of each step, and its name."""
    return re.findall(r'<li class="(\w+)".*?<strong>(.*?)</strong>', page, re.DOTALL)


def test_a_message_that_was_just_ordered_waits_in_the_queue(signed_in: Visiting) -> None:
    page = signed_in.get(ordered(signed_in)).text

    assert [state for state, _ in steps(page)] == ["done", "now", "ahead", "ahead", "ahead"]
    assert "na fila" in page
    assert "+55 11 *****-4321" in page  # this browser has sent it
    assert "98765-4321" not in page


UNTIL = datetime(2026, 11, 25, 11, tzinfo=UTC)

# label: (the report, the states of the last two steps, what the page says)
REPORTED = {
    "processed": (OrderStatus.HANDLED, "", 0, ["now", "ahead"], "O workflow ainda não informou nada."),
    "sent": (OrderStatus.SENT, "", 0, ["done", "now"], "Algumas operadoras nunca informam a entrega."),
    "delivered": (OrderStatus.DELIVERED, "", 0, ["done", "done"], "entregue"),
    "failed": (OrderStatus.FAILED, "", 30006, ["done", "failed"], "Twilio 30006: "),
    "failed by a strange code": (OrderStatus.FAILED, "", 39999, ["done", "failed"], "Twilio 39999: "),
    "refused by Twilio": (OrderStatus.REFUSED, "Landline.", 21614, ["failed", "ahead"], "Twilio 21614: "),
    "refused by the policy": (
        *(OrderStatus.REFUSED, "opted-out", 0, ["failed", "ahead"]),
        "A pessoa pediu para não receber mais mensagens.",
    ),
    "refused otherwise": (
        *(OrderStatus.REFUSED, "O modelo não serve; veja o config.yml.", 0, ["failed", "ahead"]),
        "O modelo não serve; veja o config.yml.",
    ),
    "held": (
        *(OrderStatus.DEFERRED, f"quiet-hours, until {clock.iso(UNTIL)}", 0, ["waits", "ahead"]),
        "Até 25/11 08:00",
    ),
    "held by a rule of a later version": (
        *(OrderStatus.DEFERRED, f"full-moon, until {clock.iso(UNTIL)}", 0, ["waits", "ahead"]),
        "A política a retém",
    ),
    "scheduled": (
        *(OrderStatus.SCHEDULED, f"until {clock.iso(UNTIL)}", 0, ["waits", "ahead"]),
        "A Twilio a guarda até lá.",
    ),
    "unknown": (OrderStatus.UNKNOWN, "", 0, ["waits", "ahead"], "não há como saber"),
}


@pytest.mark.parametrize(("status", "reason", "code", "states", "said"), REPORTED.values(), ids=REPORTED)
def test_each_fate_is_told_in_steps_and_words(
    signed_in: Visiting,
    parts: RelayParts,
    *,
    status: OrderStatus,
    reason: str,
    code: int,
    states: list[str],
    said: str,
) -> None:
    address = ordered(signed_in)
    is_final = status in (OrderStatus.DELIVERED, OrderStatus.FAILED, OrderStatus.REFUSED)
    parts.intake.orders.note(OrderReport(address[-36:], status, reason, code), clock.now())

    page, part = signed_in.get(address).text, signed_in.get(f"{address}/steps")

    for shown in (page, part.text):
        assert [state for state, _ in steps(shown)][3:] == states
        assert said in shown
    assert ("hx-get" in page) is ('http-equiv="refresh"' in page) is not is_final
    assert part.status_code == (286 if is_final else 200)


def test_a_page_that_nobody_looks_at_keeps_no_session_alive(
    signed_in: Visiting, moved_clock: MovedClock
) -> None:
    address = ordered(signed_in)
    moved_clock.advance(timedelta(minutes=16))

    page, part = signed_in.get(address).text, signed_in.get(f"{address}/steps")

    assert "hx-get" not in page
    assert "Atualizar" in page
    assert part.status_code == 286


def test_trouble_on_the_way_to_github_is_said_in_the_readers_language(
    signed_in: Visiting, harness: RelayHarness, github: FakeGitHub
) -> None:
    address = ordered(signed_in)
    harness.now = github.now = clock.now()
    github.answers = [Answer(403)]
    harness.settle()

    page = signed_in.get(address).text

    assert [state for state, _ in steps(page)] == ["done", "waits", "ahead", "ahead", "ahead"]
    assert "O GitHub" in page


def test_what_a_job_reports_is_text_and_nothing_else(signed_in: Visiting, parts: RelayParts) -> None:
    address = ordered(signed_in)
    hostile = "<script>alert(1)</script> {{ 7 * 7 }}"
    parts.intake.orders.note(OrderReport(address[-36:], OrderStatus.REFUSED, hostile), clock.now())

    page = signed_in.get(address).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_order_is_shown_to_who_made_it_alone(signed_in: Visiting, parts: RelayParts) -> None:
    address, rita = ordered(signed_in), visit(parts, "rita")

    assert rita.get(address).status_code == 404
    assert rita.get(f"{address}/steps").status_code == 404
    assert address not in rita.get("/send").text
    assert signed_in.get("/send/orders/no-such-order").status_code == 404
    assert "Nada ainda." in rita.get("/send").text


def test_the_list_tells_to_whom_only_in_the_browser_that_sent(
    signed_in: Visiting, parts: RelayParts, harness: RelayHarness
) -> None:
    address = ordered(signed_in)
    assert f'href="/console{address}"' in signed_in.get("/send").text
    assert "+55 11 *****-4321" in signed_in.get("/send").text

    other = visit(parts)
    assert f'href="/console{address}"' in other.get("/send").text
    assert "não guardado aqui" in other.get("/send").text

    kept = signed_in.cookie("console-sent") or ""
    other.client.set_cookie("console-sent", kept, domain="127.0.0.1")
    assert "não guardado aqui" in other.get("/send").text
    assert "4321" not in kept


def test_the_list_holds_the_latest_ten(signed_in: Visiting) -> None:
    addresses = [ordered(signed_in) for _ in range(12)]

    page = signed_in.get("/send").text

    assert [one for one in addresses if one in page] == addresses[2:]

"""Every error code of Twilio is explained once, with its meaning and the way out, marked and labelled.

However it comes: as the refusal of a reply or of an order, or as the status of a message that was accepted.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core import clock
from bot.core.messages import Address, Order
from bot.jobs.delivery import record_delivery
from bot.jobs.orders import send_notification
from bot.rules import texts
from tests.actors import Maintainer
from tests.jobs.reports import PUBLIC, reported
from tests.rules.phone_facts import CODES
from tests.stage import Stage

# With these the account or the pace is at fault, not the message: it is sent later by itself.
LATER = {20003, 20008, 20429, 63038}
BOT = "github-actions[bot]"
PERSON = Address.parse("+5511987654321")


@pytest.fixture(name="stage")
def _stage() -> Iterator[Stage]:
    with Stage(PUBLIC) as stage:
        stage.sandbox.switch_on("twilio-no-status")
        yield stage


@pytest.fixture
def issue(stage: Stage) -> int:
    """The person's conversation."""
    stage.record(stage.event("Oi", PERSON.wire))
    assert stage.twilio.wait_idle(10)
    return 1


def assert_explained(stage: Stage, code: int) -> None:
    shown = stage.sandbox.issue(1)
    meaning = texts.of("pt-BR").codes[code]
    notes = [one["body"] for one in shown["comments"] if f"Twilio {code}:" in one["body"]]
    (note,) = notes
    assert meaning.what in note
    assert meaning.remedy in note
    assert "falha-entrega" in shown["labels"]
    assert ("opt-out" in shown["labels"]) is (code == 21610)
    marked = [set(one["reactions"]) for one in shown["comments"] if "confused" in one["reactions"]]
    assert len(marked) == 1
    assert marked[0] - {"rocket"} == {"eyes", "confused"}
    assert PERSON.value not in str(shown)


@pytest.mark.parametrize("code", sorted(CODES - LATER))
def test_a_reply_that_twilio_refuses(stage: Stage, issue: int, code: int) -> None:
    Maintainer(stage.sandbox, "marina").comment(issue, "/reply Olá")
    stage.sandbox.switch_on(f"twilio-refuse-{code}", 1)
    for _ in range(2):
        stage.reply(issue)

    assert_explained(stage, code)
    assert "Olá" not in stage.sandbox.received(PERSON.value)


@pytest.mark.parametrize("code", sorted(CODES - LATER))
def test_an_order_that_twilio_refuses(stage: Stage, code: int) -> None:
    order = Order(1, clock.now(), f"order-{code}", PERSON, "Aviso", by="folha")
    stage.sandbox.switch_on(f"twilio-refuse-{code}", 1)
    for _ in range(2):
        send_notification.run({"client_payload": stage.payload([order])}, stage.tools)
        stage.twilio.wait_idle(10)

    assert_explained(stage, code)
    assert stage.sandbox.received(PERSON.value) == []


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_reply_that_fails_on_its_way(stage: Stage, issue: int, code: int) -> None:
    Maintainer(stage.sandbox, "marina").comment(issue, "/reply Olá")
    stage.sandbox.switch_on(f"twilio-fail-{code}", 1)
    stage.reply(issue)
    report = reported(stage)
    for _ in range(2):
        record_delivery.run({"client_payload": stage.payload([report])}, stage.tools)
    stage.reply(issue)

    assert report.code == code
    assert_explained(stage, code)
    assert "Olá" not in stage.sandbox.received(PERSON.value)

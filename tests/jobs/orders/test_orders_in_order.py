"""What systems order for one person leaves in the order in which it was ordered, whatever fails under way."""

from __future__ import annotations

import pytest

from bot.core.errors import TemporaryError
from bot.core.messages import Address
from tests.actors import BIA
from tests.jobs.ordering import carry_out, new_order
from tests.making import ANA
from tests.stage import Stage

TRIES = 4  # that a run gives Twilio for one message


def test_an_order_that_cannot_leave_now_is_not_overtaken_by_the_next_to_the_same_person(
    stage: Stage, quick: None
) -> None:
    orders = [new_order("primeira"), new_order("segunda"), new_order("outra", Address.parse(BIA))]
    stage.sandbox.switch_on("twilio-busy", TRIES)
    with pytest.raises(TemporaryError):
        carry_out(stage, *orders)
    assert stage.sandbox.received(ANA.value) == []
    assert stage.sandbox.received(BIA) == ["outra"]

    carry_out(stage, *orders)

    assert stage.sandbox.received(ANA.value) == ["primeira", "segunda"]
    assert stage.sandbox.received(BIA) == ["outra"]

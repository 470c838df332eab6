"""What Twilio is asked to keep for its hour, and to give back: replayed from recordings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.twilio.client import Messages
from bot.core.errors import SendRefusedError
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.conftest import MovedClock
from tests.contract.conftest import SERVICE, TEMPLATE

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
OPENING = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ANA, OURS = Address.parse("+5511987654321"), Address.parse(SMS_NUMBER)

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


@pytest.fixture(name="messages")
def _messages(moved_clock: MovedClock, settings: Settings) -> Messages:
    """The messages of an account with a Messaging Service; recorded at night."""
    moved_clock.set(NIGHT)
    environment = settings.environment.model_copy(update={"TWILIO_MESSAGING_SERVICE_SID": SERVICE})
    return Messages(Settings(config=settings.config, environment=environment))


def test_a_message_is_kept_listed_and_given_back_once(messages: Messages) -> None:
    sid = messages.send(ANA, OURS, "Sua guia vence", at=OPENING)

    assert messages.scheduled_for(ANA) == [sid]
    assert [(one.sid, one.status) for one in messages.sent_to(ANA, OURS, LONG_AGO)] == [(sid, "scheduled")]
    assert messages.cancel(sid)
    assert not messages.cancel(sid)
    assert messages.scheduled_for(ANA) == []


def test_a_template_is_kept(messages: Messages) -> None:
    person, ours = Address.parse(f"whatsapp:{ANA.value}"), Address.parse(WHATSAPP_NUMBER)

    sid = messages.send_template(person, ours, TEMPLATE, '{"1": "Ana", "2": "30/11"}', at=OPENING)

    assert messages.scheduled_for(person) == [sid]


def test_an_hour_that_is_too_near_is_refused_with_its_code(messages: Messages) -> None:
    with pytest.raises(SendRefusedError) as refused:
        messages.send(ANA, OURS, "Oi", at=NIGHT + timedelta(minutes=4))

    assert refused.value.code == 35114

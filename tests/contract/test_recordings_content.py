"""Templates, the window and prices: what the real client sends and understands, replayed from recordings."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.adapters.twilio import content, pricing
from bot.adapters.twilio.client import Messages
from bot.adapters.twilio.pricing import Direction
from bot.core.errors import SendRefusedError
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.core.settings.templates import TemplateSection
from bot.sandbox.world import WHATSAPP_NUMBER
from tests.contract.conftest import TEMPLATE

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
UNKNOWN = f"HX{'b' * 32}"
ANA, OURS = Address.parse("whatsapp:+5511987654321"), Address.parse(WHATSAPP_NUMBER)
DUE = TemplateSection.model_validate(
    {"sid": TEMPLATE, "text": "Olá {nome}, vence em {data}.", "variables": ["nome", "data"]}
)

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


def test_templates_are_read_and_compared(settings: Settings) -> None:
    known = content.contents(settings)
    compared = content.compare({"boleto": DUE}, known)

    assert [(one.sid, one.approval, one.variables) for one in known] == [(TEMPLATE, "approved", ("1", "2"))]
    assert compared[0].faults == ()


def test_a_template_is_sent_and_listed_as_it_reads(settings: Settings) -> None:
    messages = Messages(settings)

    sid = messages.send_template(ANA, OURS, TEMPLATE, '{"1": "Ana", "2": "30/11"}')

    (listed,) = messages.sent_to(ANA, OURS, LONG_AGO)
    assert (listed.sid, listed.text) == (sid, "Olá Ana, vence em 30/11.")


def test_an_unknown_template_is_refused_with_its_code(settings: Settings) -> None:
    with pytest.raises(SendRefusedError) as refused:
        Messages(settings).send_template(ANA, OURS, UNKNOWN, "")

    assert refused.value.code == 21655


def test_the_last_message_of_a_person_is_one_request(settings: Settings) -> None:
    assert Messages(settings).last_inbound(ANA, OURS) is None


def test_prices_are_the_highest_and_the_lowest_of_the_list(settings: Settings) -> None:
    outbound = pricing.segment_prices(settings, "BR")
    inbound = pricing.segment_prices(settings, "BR", Direction.INBOUND)

    assert outbound is not None
    assert (outbound.segment, outbound.segment_from) == (Decimal("0.075"), Decimal("0.0525"))
    assert outbound.currency == "USD"
    assert inbound is not None
    assert inbound.segment == Decimal("0.0075")
    assert pricing.segment_prices(settings, "ZZ") is None

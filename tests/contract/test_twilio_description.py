"""What is asked to set an account up and to look it over, and how the sandbox answers, by Twilio's own description."""

from __future__ import annotations

import pytest

from bot.adapters.twilio import access, buying, geo, numbers, senders, services
from bot.adapters.twilio.buying import Capability
from bot.core.settings import Settings
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.contract.described import Description
from tests.stage import Stage

SERVICE = f"MG{'5' * 32}"


@pytest.fixture(name="asked")
def _asked(stage: Stage) -> Settings:
    state = stage.twilio.state
    state.services.add((one.sid for one in state.senders()), sid=SERVICE)
    return stage.tools.settings


def test_every_exchange_is_as_twilio_describes_it(stage: Stage, asked: Settings) -> None:
    description = Description("twilio_setup")
    with description.watching():
        access.details(asked)
        (number,) = numbers.owned(asked)
        numbers.change(
            asked,
            number.sid,
            {
                "sms_url": "https://bot.example.com/hook#rc=3&rp=5xx,ct,rt",
                "sms_method": "POST",
                "sms_fallback_url": "https://bot.example.com/hook/fallback",
                "sms_fallback_method": "POST",
            },
        )
        changed = numbers.fetch(asked, number.sid)
        (sender,) = senders.registered(asked)
        senders.change(asked, sender.sid, {"callback_url": "https://bot.example.com/hook"})
        changed_sender = senders.fetch(asked, sender.sid)
        (service,) = services.known(asked)
        pool = services.pool(asked, service.sid)
        services.change(asked, service.sid, {"use_inbound_webhook_on_number": False})
        found = services.find(asked, service.sid)
        refused = geo.switch(asked, ["GB", "NG"], enabled=True)
        countries = geo.allowed(asked)
        offers = {country: buying.offers(asked, country) for country in ("US", "BR")}

    assert description.faults == []
    assert changed.sms_url == "https://bot.example.com/hook#rc=3&rp=5xx,ct,rt"
    assert changed_sender.callback_url == "https://bot.example.com/hook"
    assert changed_sender.name == "Sandbox"
    assert pool.senders == {SMS_NUMBER, WHATSAPP_NUMBER}
    assert found
    assert not found.leaves_webhook_to_number
    assert {"BR", "GB"} <= countries
    assert refused == ["NG"]
    assert [one.kind for one in offers["US"]] == ["local", "toll-free"]
    (brazilian,) = offers["BR"]
    assert (brazilian.kind, brazilian.address) == ("mobile", "any")
    assert "Business Registration" in brazilian.asks
    assert brazilian.price is not None


def test_a_sender_that_is_offline_is_described_with_its_reasons(stage: Stage, asked: Settings) -> None:
    stage.twilio.faults.switch_on("twilio-sender-offline")
    description = Description("twilio_setup")
    with description.watching():
        (sender,) = senders.registered(asked)

    assert description.faults == []
    assert (sender.works, sender.reasons) == (False, ("63100",))


def test_a_country_sells_numbers_that_only_make_calls(asked: Settings) -> None:
    kinds = {one.kind for one in buying.offers(asked, "BR", Capability.VOICE)}

    assert kinds == {"local", "mobile"}
    assert buying.offers(asked, "AQ") == []


def test_a_service_that_is_gone_is_none(stage: Stage, asked: Settings) -> None:
    stage.twilio.faults.switch_on("twilio-no-service")

    assert services.find(asked, SERVICE) is None
    assert services.known(asked) == []

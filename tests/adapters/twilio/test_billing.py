"""The bill read from Twilio: exact amounts in whatever form they come, and sentences where something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice

import pytest
from requests import PreparedRequest, Response

from bot.adapters.twilio import billing as edge
from bot.adapters.twilio import triggers
from bot.adapters.twilio.billing import Account
from bot.adapters.twilio.client import connect
from bot.adapters.twilio.triggers import Changes
from bot.core.errors import BotError, TemporaryError
from bot.core.messages import Address, Channel
from bot.rules.money import bill as billing
from bot.rules.money.account import Balance
from bot.rules.money.bill import Category, DailySpending, Month
from bot.sandbox.twilio.values import Charge
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.stage import Stage

NOVEMBER = Month(2026, 11)
WITH_BUDGET = {
    "billing": {"monthly_budget": "50.00"},
    "relay": {"public_url": "https://bot.example.com"},
}


@pytest.fixture(name="installation")
def _installation(moved_clock: MovedClock) -> Iterator[Stage]:
    """An account whose only number was bought in October, on the 24th of November."""
    moved_clock.set(datetime(2026, 10, 20, 12, tzinfo=UTC))
    with Stage(WITH_BUDGET) as stage:
        moved_clock.set(datetime(2026, 11, 24, 12, tzinfo=UTC))
        yield stage


def _send(stage: Stage, text: str = "Oi", to: str = ANA) -> None:
    ours = Address.parse(WHATSAPP_NUMBER if to.startswith("whatsapp:") else SMS_NUMBER)
    stage.tools.messages.send(Address.parse(to), ours, text)
    assert stage.twilio.wait_idle(5)


def _as_strings(request: PreparedRequest, response: Response) -> None:
    """Write amounts as text, as the real API does, although Twilio's description has numbers."""
    if "/Usage/Records" in str(request.url):
        content = response.json()
        for record in content["usage_records"]:
            record["price"] = f"{record['price']}"
        wire.rewrite(response, content)


@pytest.mark.parametrize("form", ["number", "string"])
def test_amounts_are_exact_in_either_form(installation: Stage, form: str) -> None:
    for _ in range(3):
        _send(installation, "ã" * 71)
    installation.twilio.person_texts(ANA, SMS_NUMBER, "Oi")

    with wire.passing(_as_strings if form == "string" else lambda *_: None):
        account = Account(installation.tools.settings)
        span = date(2026, 10, 1), date(2026, 11, 24)
        bill, days = account.bill(NOVEMBER), DailySpending(account.days(*span), account.rent(*span))

    assert bill.currency == "USD"
    assert bill.total == Decimal("1.6075")
    assert bill.amount(Category.SMS_OUT) == Decimal("0.45")
    assert (bill.rows[Category.SMS_OUT].count, bill.rows[Category.SMS_IN].count) == (3, 1)
    assert days.spent[date(2026, 11, 24)] == Decimal("0.4575")
    assert days.rent_of(NOVEMBER) == Decimal("1.15")
    assert billing.pace(days, date(2026, 11, 24)).amount == 0
    assert sum(days.spent.values()) == bill.total


def test_the_rent_of_short_codes_is_rent_too(installation: Stage) -> None:
    installation.twilio.state.charge(
        Charge("shortcodes-random", datetime(2026, 11, 1, tzinfo=UTC), Decimal(500))
    )

    account, span = Account(installation.tools.settings), (NOVEMBER.first, NOVEMBER.last)
    days = DailySpending(account.days(*span), account.rent(*span))

    assert days.rent[NOVEMBER.first] == Decimal("501.15")
    assert days.moving(NOVEMBER.first) == 0


def test_the_balance_is_read_with_its_currency(installation: Stage) -> None:
    assert Account(installation.tools.settings).balance() == Balance(Decimal("23.85"), "USD")


@pytest.mark.parametrize("fault", ["twilio-no-balance", "twilio-no-usage"])
def test_what_twilio_does_not_show_is_nothing_or_a_sentence(installation: Stage, fault: str) -> None:
    installation.sandbox.switch_on(fault)
    account = Account(installation.tools.settings)

    if fault == "twilio-no-balance":
        assert account.balance() is None
        assert account.bill(NOVEMBER).total
    else:
        with pytest.raises(BotError, match="give the API key the permissions for usage"):
            account.bill(NOVEMBER)


def test_an_outage_is_for_later(installation: Stage, quick: None) -> None:
    installation.sandbox.switch_on("twilio-down")
    account = Account(installation.tools.settings)

    for ask in (account.balance, lambda: account.bill(NOVEMBER), lambda: list(account.messages(NOVEMBER))):
        with pytest.raises(TemporaryError):
            ask()


def test_the_messages_of_a_month_are_those_sent_in_it(installation: Stage, moved_clock: MovedClock) -> None:
    for moment, text in (
        (datetime(2026, 10, 31, 23, 59, 50, tzinfo=UTC), "outubro"),
        (datetime(2026, 11, 1, 0, 0, 1, tzinfo=UTC), "primeira"),
        (datetime(2026, 11, 30, 23, 59, 50, tzinfo=UTC), "última"),
        (datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC), "dezembro"),
    ):
        moved_clock.set(moment)
        _send(installation, text)

    assert [one.text for one in Account(installation.tools.settings).messages(NOVEMBER)] == [
        "última",
        "primeira",
    ]


def test_a_message_of_the_very_midnight_belongs_to_the_month_that_begins(
    installation: Stage, moved_clock: MovedClock
) -> None:
    state = installation.twilio.state
    for month in (11, 12):
        _send(installation, f"{month}")
        state.change(state.messages()[0].sid, sent_at=datetime(2026, month, 1, tzinfo=UTC))
    moved_clock.set(datetime(2026, 12, 2, tzinfo=UTC))

    account = Account(installation.tools.settings)
    assert [one.text for one in account.messages(NOVEMBER)] == ["11"]
    assert [one.text for one in account.messages(NOVEMBER.after)] == ["12"]


def test_messages_are_read_with_what_the_rules_need(installation: Stage) -> None:
    installation.twilio.state.change_phone(ANA, unreachable=True)
    _send(installation, "ã" * 71)
    installation.twilio.person_texts(f"whatsapp:{ANA}", WHATSAPP_NUMBER, "Oi")

    received, sent = Account(installation.tools.settings).messages(NOVEMBER)

    assert (received.channel, received.outbound, received.price) == (
        Channel.WHATSAPP,
        False,
        Decimal("0.005"),
    )
    assert (sent.channel, sent.outbound, sent.segments) == (Channel.SMS, True, 2)
    assert (sent.price, sent.failed) == (Decimal("0.15"), True)
    assert received.person == sent.person == ANA


def test_a_scheduled_message_counts_once_it_has_left_and_a_canceled_one_never(installation: Stage) -> None:
    _send(installation, "Oi")
    state = installation.twilio.state
    (sid,) = (message.sid for message in state.messages())
    account = Account(installation.tools.settings)
    for status, left in (("scheduled", 0), ("canceled", 0), ("sent", 1)):
        state.change(sid, status=status)
        assert len(list(account.messages(NOVEMBER))) == left


def test_messages_are_asked_for_page_by_page_as_they_are_wanted(
    installation: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pages of two, since none here has the hundreds of messages of a real one; the emulator pages as asked."""
    monkeypatch.setattr(edge, "PAGE", 2)
    for number in range(5):
        _send(installation, str(number))
    asked: list[str] = []

    def count(request: PreparedRequest, _response: Response) -> None:
        asked.append(str(request.url))

    with wire.passing(count):
        messages = Account(installation.tools.settings).messages(NOVEMBER)
        assert [one.text for one in islice(messages, 3)] == ["4", "3", "2"]

    assert len(asked) == 2


def test_triggers_are_set_up_once_and_follow_the_budget(installation: Stage) -> None:
    state = installation.twilio.state

    def keep() -> Changes:
        settings = installation.tools.settings
        return triggers.keep(settings, triggers.wanted(settings))

    assert keep() == Changes((50, 80, 100), (), ())
    assert keep() == Changes((), (), (50, 80, 100))
    installation.configure({**WITH_BUDGET, "billing": {"monthly_budget": "100.00", "thresholds": [50, 80]}})
    # Eighty percent of a hundred is another amount than eighty of fifty.
    assert keep() == Changes((50, 80), (50, 80, 100), ())

    assert [(one.name, one.value, one.by, one.recurring, one.category) for one in state.triggers()] == [
        ("auditoria360 budget 50%", Decimal(50), "price", "monthly", "totalprice"),
        ("auditoria360 budget 80%", Decimal(80), "price", "monthly", "totalprice"),
    ]
    assert {one.callback_url for one in state.triggers()} == {
        "https://bot.example.com/api/notifications/webhook/twilio/usage"
    }
    assert triggers.keep(installation.tools.settings, []) == Changes((), (50, 80), ())


def test_triggers_of_others_are_left_alone_and_doubles_of_ours_removed(installation: Stage) -> None:
    settings = installation.tools.settings
    client = connect(settings)
    for name, value in (
        ("somebody's", "9"),
        ("auditoria360 budget 50%", "25"),
        ("auditoria360 budget 50%", "25"),
    ):
        client.usage.triggers.create(
            callback_url=f"https://bot.example.com{triggers.USAGE_PATH}",
            trigger_value=value,
            usage_category="totalprice",
            friendly_name=name,
        )

    assert triggers.keep(settings, triggers.wanted(settings)) == Changes((80, 100), (50,), (50,))
    assert triggers.keep(settings, []) == Changes((), (50, 80, 100), ())
    assert [one.name for one in installation.twilio.state.triggers()] == ["somebody's"]


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"relay": WITH_BUDGET["relay"]}, "Set billing.monthly_budget"),
        ({"billing": WITH_BUDGET["billing"]}, "Set relay.public_url"),
    ],
    ids=["no budget", "no address"],
)
def test_what_is_missing_for_triggers_is_reported(
    installation: Stage, changes: dict[str, object], remedy: str
) -> None:
    installation.configure(changes)

    with pytest.raises(BotError, match=remedy):
        triggers.wanted(installation.tools.settings)

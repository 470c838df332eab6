"""The emulated usage records and triggers, asked with Twilio's own library: what was charged, to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.adapters.twilio.client import connect
from bot.sandbox.twilio.values import Charge, Template
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.conftest import MovedClock
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, Stage

ANA, JOHN = "+5511987654321", "+12025550123"
TEMPLATE = f"HX{'a' * 32}"
OCTOBER = datetime(2026, 10, 20, 12, tzinfo=UTC)


@pytest.fixture(name="bank")
def _bank(moved_clock: MovedClock) -> Iterator[Stage]:
    """A stage whose number was bought on the 20th of October."""
    moved_clock.set(OCTOBER)
    with Stage() as stage:
        yield stage


@pytest.fixture(name="client")
def _client(bank: Stage) -> Client:
    return connect(bank.tools.settings)


def _exact(record: Any) -> Decimal:
    """The price of a record; the library reads the number through binary."""
    return round(Decimal(record.price), 5)


def _send(stage: Stage, client: Client, to: str, body: str = "Oi", **more: str) -> str:
    sender = WHATSAPP_NUMBER if to.startswith("whatsapp:") else SMS_NUMBER
    words = {} if more else {"body": body}
    sid = client.messages.create(to=to, from_=sender, **words, **more).sid
    assert stage.twilio.wait_idle(5)
    return str(sid)


def _prices(client: Client, **span: date) -> dict[str, Decimal]:
    records = client.usage.records.list(page_size=1000, **span)
    return {str(one.category): _exact(one) for one in records if one.price}


def _traffic(stage: Stage, client: Client) -> None:
    state = stage.twilio.state
    state.put_template(Template(TEMPLATE, "Olá", state.created_at))
    _send(stage, client, ANA, "ã" * 71)
    _send(stage, client, JOHN)
    stage.twilio.person_texts(ANA, SMS_NUMBER, "Oi")
    stage.twilio.person_texts(f"whatsapp:{ANA}", WHATSAPP_NUMBER, "Oi")
    _send(stage, client, f"whatsapp:{ANA}")
    _send(stage, client, f"whatsapp:{ANA}", content_sid=TEMPLATE)


def test_each_message_is_charged_in_its_category_and_in_all_that_hold_it(bank: Stage, client: Client) -> None:
    _traffic(bank, client)

    assert _prices(client) == {
        "sms-outbound-longcode": Decimal("0.2250"),
        "sms-outbound": Decimal("0.2250"),
        "sms-inbound-longcode": Decimal("0.0075"),
        "sms-inbound": Decimal("0.0075"),
        "sms": Decimal("0.2325"),
        "sms-messages-carrierfees": Decimal("0.0030"),
        "channels-messaging-outbound": Decimal("0.0100"),
        "channels-messaging-inbound": Decimal("0.0050"),
        "channels-messaging": Decimal("0.0150"),
        "channels-whatsapp-template-utility": Decimal("0.0080"),
        "channels-whatsapp": Decimal("0.0080"),
        "channels": Decimal("0.0230"),
        "totalprice": Decimal("0.2585"),
    }
    (sms,) = client.usage.records.list(category="sms-outbound")
    assert (sms.count, sms.usage, sms.usage_unit, sms.price_unit) == ("2", "3", "segments", "usd")


def test_prices_of_messages_fees_and_balance_agree(bank: Stage, client: Client) -> None:
    _traffic(bank, client)

    of_messages = sum(-Decimal(one.price) for one in client.messages.list() if one.price)
    prices = _prices(client)
    fees = prices["sms-messages-carrierfees"] + prices["channels-whatsapp-template-utility"]
    assert of_messages + fees == prices["totalprice"]
    assert Decimal(str(client.balance.fetch().balance)) == Decimal(25) - prices["totalprice"]


def test_a_message_that_is_deleted_stays_charged(bank: Stage, client: Client) -> None:
    sid = _send(bank, client, ANA)
    client.messages(sid).delete()

    assert _prices(client)["totalprice"] == Decimal("0.0750")


def test_what_is_undelivered_is_charged_and_what_fails_costs_a_fee(bank: Stage, client: Client) -> None:
    bank.twilio.state.change_phone(ANA, unreachable=True)
    _send(bank, client, ANA)
    bank.twilio.state.change_phone(JOHN, unreachable=False)
    bank.twilio.faults.switch_on("twilio-63016")
    _send(bank, client, f"whatsapp:{JOHN}")

    assert _prices(client)["totalprice"] == Decimal("0.0750")


def test_periods_are_days_and_months_in_utc(bank: Stage, client: Client, moved_clock: MovedClock) -> None:
    for moment in (
        datetime(2026, 10, 31, 23, 59, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 0, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 23, 12, tzinfo=UTC),
        datetime(2026, 11, 24, 12, tzinfo=UTC),
    ):
        moved_clock.set(moment)
        _send(bank, client, ANA)
    records = client.usage.records

    def total(found: list[Any]) -> list[tuple[str, Decimal]]:
        return [(f"{one.start_date:%m-%d} {one.end_date:%m-%d}", _exact(one)) for one in found]

    each = Decimal("0.075")
    rent = Decimal("1.15")
    sms = {"category": "sms"}
    assert total(records.today.list(**sms)) == [("11-24 11-24", each)]
    assert total(records.yesterday.list(**sms)) == [("11-23 11-23", each)]
    assert total(records.this_month.list(**sms)) == [("11-01 11-24", each * 3)]
    assert total(records.last_month.list(**sms)) == [("10-01 10-31", each)]
    assert total(records.monthly.list(category="totalprice")) == [
        ("10-20 10-31", each),
        ("11-01 11-24", each * 3 + rent),
    ]
    daily = records.daily.list(start_date=date(2026, 10, 31), end_date=date(2026, 11, 2), **sms)
    assert total(daily) == [("10-31 10-31", each), ("11-01 11-01", each), ("11-02 11-02", Decimal(0))]


def test_a_number_costs_rent_on_the_first_of_each_month(
    bank: Stage, client: Client, moved_clock: MovedClock
) -> None:
    assert _prices(client) == {}
    moved_clock.set(datetime(2026, 12, 1, tzinfo=UTC))

    (month,) = client.usage.records.list(
        category="phonenumbers", start_date=date(2026, 11, 1), end_date=date(2026, 11, 30)
    )
    assert (month.count, _exact(month)) == ("1", Decimal("1.15"))
    assert _prices(client)["phonenumbers"] == Decimal("2.30")


def test_a_short_code_is_charged_in_a_category_of_its_own(bank: Stage, client: Client) -> None:
    bank.twilio.state.charge(Charge("shortcodes-random", OCTOBER, Decimal(500)))

    assert _prices(client) == dict.fromkeys(("shortcodes-random", "shortcodes", "totalprice"), Decimal(500))


def test_records_are_read_page_by_page(client: Client) -> None:
    whole = client.usage.records.list(page_size=1000)

    assert [one.category for one in client.usage.records.list(page_size=5)] == [one.category for one in whole]
    assert len(whole) > 20


def test_what_twilio_does_not_show_is_refused(bank: Stage, client: Client) -> None:
    for fault, ask, status in (
        ("twilio-no-balance", client.balance.fetch, 404),
        ("twilio-no-usage", client.usage.records.list, 403),
    ):
        bank.twilio.faults.switch_on(fault)
        with pytest.raises(TwilioException) as refused:
            ask()
        assert str(status) in str(refused.value)
    base = f"{bank.environment['TWILIO_API_URL']}/2010-04-01/Accounts/{ACCOUNT}/Usage"
    for path, code in (("Records/Weekly.json", 404), ("Records.json?StartDate=soon", 400)):
        bank.twilio.faults.clear()
        assert requests.get(f"{base}/{path}", auth=(ACCOUNT, AUTH_TOKEN), timeout=5).status_code == code
    assert requests.get(f"{base}/Records.json", timeout=5).status_code == 401


class _Listener(HTTPServer):
    """Hears what a trigger calls with."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), _Ear)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/usage"


class _Ear(BaseHTTPRequestHandler):
    server: _Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        self.server.heard.append((self.headers["X-Twilio-Signature"], form))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(name="listener")
def _listener() -> Iterator[_Listener]:
    with _Listener() as listener:
        Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield listener
        listener.shutdown()


def test_a_trigger_calls_once_a_month_and_signs(
    bank: Stage, client: Client, listener: _Listener, moved_clock: MovedClock
) -> None:
    made = client.usage.triggers.create(
        callback_url=listener.url,
        trigger_value="0.15",
        usage_category="totalprice",
        trigger_by="price",
        recurring="monthly",
        friendly_name="half",
    )
    for _ in range(4):
        _send(bank, client, ANA)
    assert len(listener.heard) == 1
    moved_clock.advance(timedelta(days=40))
    for _ in range(3):
        _send(bank, client, ANA)

    assert len(listener.heard) == 2
    signature, form = listener.heard[0]
    assert RequestValidator(AUTH_TOKEN).validate(listener.url, form, signature)
    assert (form["UsageTriggerSid"], form["TriggerValue"], form["CurrentValue"]) == (
        made.sid,
        "0.15",
        "0.1500",
    )
    assert form["Recurring"] == "monthly"
    assert client.usage.triggers(str(made.sid)).fetch().date_fired is not None


def test_triggers_are_listed_changed_and_taken_away(client: Client) -> None:
    triggers = client.usage.triggers
    made = triggers.create(
        callback_url="https://relay.example.com/a", trigger_value="+30", usage_category="sms"
    )
    triggers.create(
        callback_url="https://relay.example.com/b",
        trigger_value="1",
        usage_category="totalprice",
        trigger_by="price",
        recurring="daily",
    )

    assert [one.trigger_value for one in triggers.list(usage_category="sms")] == ["30"]
    assert len(triggers.list()) == 2
    changed = triggers(str(made.sid)).update(friendly_name="thirty more")
    assert (changed.friendly_name, changed.trigger_value) == ("thirty more", "30")
    triggers(str(made.sid)).delete()
    assert [one.recurring for one in triggers.list()] == ["daily"]
    with pytest.raises(TwilioRestException) as gone:
        triggers(str(made.sid)).delete()
    assert gone.value.status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"usage_category": "weather"},
        {"trigger_by": "weight"},
        {"recurring": "hourly"},
        {"trigger_value": "much"},
        {"callback_url": "nowhere"},
    ],
    ids=str,
)
def test_a_wrong_trigger_is_refused(client: Client, wrong: dict[str, str]) -> None:
    good = {"callback_url": "https://relay.example.com", "trigger_value": "1", "usage_category": "sms"}

    with pytest.raises(TwilioRestException) as refused:
        client.usage.triggers.create(**{**good, **wrong})
    assert refused.value.status == 400

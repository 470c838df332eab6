"""Which numbers a message may go to: by country, by what it costs, and never to ourselves."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from bot.core.messages import Address
from bot.core.settings.countries import COUNTRIES
from bot.core.settings.sending import PolicySection
from bot.rules.people import destinations
from bot.rules.people.destinations import Destination
from bot.rules.sending import policy
from bot.rules.sending.policy import (
    Allow,
    HoldReason,
    Intended,
    MessageKind,
    PolicyFacts,
    Refuse,
    Remedy,
    Verdict,
)

OURS = (Address.parse("+351210000000"), Address.parse("whatsapp:+14155238886"))
FOREIGN = Refuse(HoldReason.FOREIGN_COUNTRY, Remedy.ALLOW_COUNTRY)
COSTLY = Refuse(HoldReason.COSTLY_NUMBER, Remedy.OTHER_WAY)
OURSELVES = Refuse(HoldReason.OUR_NUMBER, Remedy.CHECK_NUMBER)
SHORT = Refuse(HoldReason.SHORT_CODE, Remedy.OTHER_WAY)
NAME = Refuse(HoldReason.NOT_A_NUMBER, Remedy.OTHER_WAY)
AUTOMATIC, ORDERS = MessageKind.ACKNOWLEDGEMENT, (MessageKind.NOTIFICATION, MessageKind.ALERT)
# Marketing needs consent first, which these facts do not have.
HELD_ABROAD = (AUTOMATIC, *ORDERS)


def decide(
    wire: str, kind: MessageKind, countries: tuple[str, ...] | None = None, *, administrator: bool = False
) -> Verdict:
    person = Address.parse(wire)
    noon = datetime(2026, 11, 24, 15, tzinfo=UTC)
    facts = PolicyFacts(
        now=noon,
        zones=[ZoneInfo("America/Sao_Paulo")],
        window_closes=noon.replace(hour=23),
        ours=OURS,
        countries=countries,
        is_administrator=administrator,
    )
    ours = next(one for one in OURS if one.channel is person.channel)
    return policy.decide(Intended(kind, person, ours), facts, policy.rules(PolicySection()))


@pytest.mark.parametrize("kind", HELD_ABROAD)
@pytest.mark.parametrize(
    ("wire", "verdict"),
    [
        ("+5511987654321", Allow()),
        ("+551132654321", Allow()),
        ("+551187654321", Allow()),  # WhatsApp's older form of a mobile number
        ("whatsapp:+5511987654321", Allow()),
        ("whatsapp:BR.1234567890", Allow()),
        ("+351912345678", Allow()),  # the country of one of our numbers
        ("+12125550100", Allow()),  # that of the other
        ("whatsapp:BR.ENT.1234567890", Allow()),  # the id above those of several businesses
        ("whatsapp:AO.1234567890", FOREIGN),
        ("+244923123456", FOREIGN),
        ("+37251234567", FOREIGN),
        ("+5351234567", FOREIGN),
        ("+18765551234", FOREIGN),  # Jamaica
        ("+18095551234", FOREIGN),  # the Dominican Republic
        ("+16045551234", FOREIGN),  # Canada
        ("+15551234567", FOREIGN),  # an area that nobody has
        ("+999123456789", FOREIGN),
        ("+881612345678", COSTLY),
        ("+882161234567", COSTLY),
        ("+883510001234567", COSTLY),
        ("+870773111632", COSTLY),
        ("+979123456789", COSTLY),
        ("+80812345678", COSTLY),
        ("+19005551234", COSTLY),
        ("+559001234567", COSTLY),
        ("+55900123456", COSTLY),
        ("+447012345678", COSTLY),
        ("+448712345678", COSTLY),
        ("+351760123456", COSTLY),
        ("whatsapp:+881612345678", COSTLY),
        ("+351210000000", OURSELVES),
        ("whatsapp:+351210000000", OURSELVES),
        ("+14155238886", OURSELVES),
        ("28888", SHORT),
        ("BANCO", NAME),
    ],
)
def test_automatic_answers_and_orders_stay_in_the_countries_of_the_office(
    kind: MessageKind, wire: str, verdict: Verdict
) -> None:
    assert decide(wire, kind) == verdict


@pytest.mark.parametrize("wire", ["+244923123456", "+881612345678", "+19005551234", "whatsapp:AO.1234567890"])
def test_a_maintainers_reply_goes_to_any_number(wire: str) -> None:
    assert decide(wire, MessageKind.REPLY) == Allow()


@pytest.mark.parametrize(
    ("wire", "verdict"),
    [("28888", SHORT), ("BANCO", NAME), ("+14155238886", OURSELVES), ("whatsapp:+14155238886", OURSELVES)],
)
def test_nobody_writes_to_short_codes_names_or_ourselves(wire: str, verdict: Verdict) -> None:
    assert {decide(wire, kind) == verdict for kind in (MessageKind.REPLY, *HELD_ABROAD)} == {True}


def test_an_alert_reaches_an_administrator_anywhere_but_at_no_premium_rate() -> None:
    assert decide("+244923123456", MessageKind.ALERT, administrator=True) == Allow()
    assert decide("+244923123456", MessageKind.NOTIFICATION, administrator=True) == FOREIGN
    assert decide("+881612345678", MessageKind.ALERT, administrator=True) == COSTLY


@pytest.mark.parametrize(
    ("wire", "verdict"),
    [
        ("+244923123456", Allow()),
        ("+16045551234", Allow()),
        ("+5511987654321", FOREIGN),
        ("+881612345678", COSTLY),
    ],
)
def test_listed_countries_replace_the_default(wire: str, verdict: Verdict) -> None:
    assert decide(wire, AUTOMATIC, ("AO", "CA")) == verdict


def test_a_common_number_of_brazil_is_judged_as_the_tables_judge_it() -> None:
    for wire in ("+5511987654321", "+551132654321", "+5585988887777", "+559932654321"):
        number = phonenumbers.parse(wire)
        assert destinations.of(Address.parse(wire)) == Destination("BR")
        assert phonenumbers.region_code_for_number(number) == "BR"
        assert phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.PREMIUM_RATE


def test_the_countries_that_can_be_listed_are_all_that_numbers_have() -> None:
    assert COUNTRIES == phonenumbers.SUPPORTED_REGIONS

"""Where a number may be: Brazil by its area codes, checked against tzdata; elsewhere by every zone of the prefix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.messages import Address
from bot.core.settings.hours import Window
from bot.rules.people import zones
from bot.rules.people.schedule import is_open

OFFICE = ZoneInfo("America/Bahia")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

# The area codes of each state (Anatel), and the hours from UTC there by law (Lei 11.662/2008 and Lei 12.876/2013).
STATES = {
    "SP": ("11 12 13 14 15 16 17 18 19", {-3}),
    "RJ": ("21 22 24", {-3}),
    "ES": ("27 28", {-3}),
    "MG": ("31 32 33 34 35 37 38", {-3}),
    "PR": ("41 42 43 44 45 46", {-3}),
    "SC": ("47 48 49", {-3}),
    "RS": ("51 53 54 55", {-3}),
    "DF": ("61", {-3}),
    "GO": ("62 64", {-3}),
    "TO": ("63", {-3}),
    "MT": ("65 66", {-4}),
    "MS": ("67", {-4}),
    "AC": ("68", {-5}),
    "RO": ("69", {-4}),
    "BA": ("71 73 74 75 77", {-3}),
    "SE": ("79", {-3}),
    "PE": ("81 87", {-3}),
    "AL": ("82", {-3}),
    "PB": ("83", {-3}),
    "RN": ("84", {-3}),
    "CE": ("85 88", {-3}),
    "PI": ("86 89", {-3}),
    "PA": ("91 93 94", {-3}),
    "AM": ("92", {-4}),
    "AM, west": ("97", {-4, -5}),
    "RR": ("95", {-4}),
    "AP": ("96", {-3}),
    "MA": ("98 99", {-3}),
}
AREAS = [(code, hours) for codes, hours in STATES.values() for code in codes.split()]


def _hours(wire: str, at: datetime = NOON) -> set[float]:
    found = (zone.utcoffset(at) or timedelta() for zone in zones.of(Address.parse(wire), OFFICE))
    return {offset / timedelta(hours=1) for offset in found}


def test_brazil_has_67_area_codes() -> None:
    assert len(AREAS) == len(dict(AREAS)) == 67


@pytest.mark.parametrize(("code", "hours"), AREAS)
@pytest.mark.parametrize("month", [1, 7])
def test_each_area_code_has_the_clock_of_its_state_in_tzdata(
    code: str, hours: set[float], month: int
) -> None:
    moment = NOON.replace(month=month)

    for number in (f"+55{code}987654321", f"whatsapp:+55{code}87654321", f"+55{code}33334444"):
        assert _hours(number, moment) == hours


def test_marketing_reaches_nobody_in_recife_or_maraba_outside_its_hours() -> None:
    marketing, early, late = (
        Window.parse("09:00-22:00"),
        NOON.replace(hour=11, minute=30),
        NOON.replace(hour=1),
    )

    for number in ("+5581987654321", "+5591981234567", "+5593991234567", "+5594987654321"):
        there = zones.of(Address.parse(number), OFFICE)
        assert [is_open(at, marketing, there) for at in (early, NOON, late)] == [False, True, False]


@pytest.mark.parametrize(
    ("wire", "hours"),
    [
        ("+5520987654321", {-3, -4, -5}),  # an area code that does not exist: somewhere in Brazil
        ("whatsapp:BR.1234567890", {-3, -4, -5}),
        ("whatsapp:PT.ENT.1234567890", {0, -1}),
        ("+351912345678", {0, -1}),  # Lisbon, the Azores
        ("+34612345678", {1, 0}),  # Madrid, the Canaries
        ("+393123456789", {1}),  # Rome and the Vatican have one clock
        ("+4915112345678", {1}),
        ("+12125550100", {-5}),
        ("whatsapp:+5491123456789", {-3}),
        ("whatsapp:+5215512345678", {-6}),
    ],
)
def test_a_number_may_be_in_each_zone_of_its_prefix(wire: str, hours: set[float]) -> None:
    assert _hours(wire) == hours


@pytest.mark.parametrize("number", ["+18005551234", "+15551234567", "+61412345678"])
def test_a_number_of_a_whole_country_may_be_at_any_of_its_ends(number: str) -> None:
    found = _hours(number)

    assert max(found) - min(found) >= 4


@pytest.mark.parametrize(
    "wire", ["BANCO", "28888", "+870773111632", "+88213123456", "whatsapp:ZZ.1234567890"]
)
def test_where_not_even_the_country_is_known_the_clock_is_the_offices(wire: str) -> None:
    assert zones.of(Address.parse(wire), OFFICE) == (OFFICE,)

"""The time zones a person may be in, by the number.

A number in Brazil is looked up in our own table: phonenumbers puts the mobiles of Recife on the clock of Fernando de
Noronha, and most of Pará on that of Manaus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from bot.core.messages import Address
from bot.rules.people import contacts

_BRAZIL = 55
_BRAZILIAN = re.compile(r"\+55(\d\d)\d+", re.ASCII)

# Where each area code of Brazil lies: the codes as in Anatel's Plano Geral de Códigos Nacionais (Resolução 263/2001),
# the zones as in tzdata's zone1970.tab. All of Pará is at UTC-3 (Lei 11.662/2008); Acre and the west of Amazonas are at
# UTC-5 (Lei 12.876/2013), and that west shares the code 97 with towns at UTC-4. The 3,000 people of Fernando de Noronha
# (UTC-2) have the 81 of Recife and are taken for its people.
_AREAS: Mapping[str, str] = {
    "America/Sao_Paulo": (
        "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 64"
    ),
    "America/Araguaina": "63",
    "America/Cuiaba": "65 66",
    "America/Campo_Grande": "67",
    "America/Rio_Branco": "68",
    "America/Porto_Velho": "69",
    "America/Bahia": "71 73 74 75 77",
    "America/Maceio": "79 82",
    "America/Recife": "81 87",
    "America/Fortaleza": "83 84 85 86 88 89 98 99",
    "America/Belem": "91 94 96",
    "America/Santarem": "93",
    "America/Manaus": "92 97",
    "America/Eirunepe": "97",
    "America/Boa_Vista": "95",
}


def of(address: Address, office: ZoneInfo) -> tuple[ZoneInfo, ...]:
    """Return each zone that the person may be in; that of the office alone where not even the country is known."""
    number = contacts.canonical(address)
    if number.startswith("+"):
        names = _of_number(number)
    else:
        country = contacts.country_of_user_id(address.value) if address.channel.has_user_ids else ""
        names = _of_country(phonenumbers.country_code_for_region(country) or 0) if country else ()
    return tuple(_zones(names)) or (office,)


def of_area(code: str) -> tuple[str, ...]:
    """Return the names of the zones of a Brazilian area code; all of Brazil's for one that does not exist."""
    return tuple(name for name, codes in _AREAS.items() if code in codes.split()) or tuple(_AREAS)


def _of_number(number: str) -> Iterable[str]:
    found = _BRAZILIAN.fullmatch(number)
    if found:
        return of_area(found[1])
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    from phonenumbers import timezone  # noqa: PLC0415 - its tables are large, and few runs ask

    names: Iterable[str] = timezone.time_zones_for_number(parsed)
    # Also of a number that is in nobody's plan yet the country is known.
    return names if timezone.UNKNOWN_TIMEZONE not in names else _of_country(parsed.country_code or 0)


def _of_country(calling_code: int) -> Iterable[str]:
    if calling_code == _BRAZIL:
        return tuple(_AREAS)
    from phonenumbers import timezone  # noqa: PLC0415 - as above

    names: Iterable[str] = timezone.time_zones_for_geographical_number(
        phonenumbers.PhoneNumber(calling_code, 0)
    )
    return names


def _zones(names: Iterable[str]) -> Iterator[ZoneInfo]:
    for name in names:
        try:
            yield ZoneInfo(name)
        except ZoneInfoNotFoundError:
            continue  # phonenumbers' word for unknown, or newer than this machine's tzdata

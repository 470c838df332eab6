"""The countries that a number can belong to, as config.yml names them."""

import difflib
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from bot.core.sentences import Sentence

# The countries and territories of ISO 3166-1 with numbers of their own, as phonenumbers has them, which loads too
# slowly for every start.
_CODES = """
AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG
EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR
LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF
NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD
SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW
TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_CODES.split())


def _country(value: Any) -> str:
    """Return the code in capitals; YAML reads NO, which is Norway, as false."""
    code = "NO" if value is False else str(value).strip().upper()
    if code in COUNTRIES:
        return code
    nearest = difflib.get_close_matches(code, sorted(COUNTRIES), n=1, cutoff=0.5)
    if not nearest:
        raise ValueError("the two letters of a country, such as BR or PT")
    pattern = "the two letters of a country, such as BR or PT (did you mean {nearest}?)"
    raise ValueError(Sentence(pattern, nearest=nearest[0]))


Country = Annotated[
    str, BeforeValidator(_country), WithJsonSchema({"type": "string", "enum": sorted(COUNTRIES)})
]

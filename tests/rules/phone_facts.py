"""Facts about phones and Twilio that texts are checked against."""

from __future__ import annotations

# What Twilio's webhook and REST documentation and field experience name for messages.
CODES = {
    *(
        20003,
        20008,
        20404,
        20429,
        21211,
        21212,
        21408,
        21601,
        21602,
        21604,
        21606,
        21608,
        21610,
        21611,
        21612,
    ),
    *(
        21614,
        21617,
        21620,
        21635,
        21654,
        21655,
        21656,
        21658,
        21703,
        21705,
        30001,
        30002,
        30003,
        30004,
        30005,
    ),
    *(
        30006,
        30007,
        30008,
        30032,
        35114,
        35115,
        35117,
        35118,
        35125,
        63003,
        63007,
        63013,
        63014,
        63015,
        63016,
    ),
    *(63018, 63021, 63024, 63032, 63033, 63038),
    *(21265, 21266, 21603, 21609, 21623, 21624, 21659, 21910, 63031),
}
# The basic set and extension of 3GPP TS 23.038.
GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)

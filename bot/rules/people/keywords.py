"""Which keywords Twilio answers by itself, so that we do not."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.messages import Channel
from bot.core.settings.vocabulary import OPT_OUT_TYPES, TWILIO_OTHER_WORDS, TWILIO_STOP_WORDS

_TWILIO_WORDS: Mapping[Channel, frozenset[str]] = {
    Channel.SMS: TWILIO_STOP_WORDS | TWILIO_OTHER_WORDS,
    Channel.WHATSAPP: frozenset(),
}


def answered_by_twilio(channel: Channel, text: str, opt_out_type: str = "") -> bool:
    """Return whether Twilio has answered the message itself; after a STOP an answer of ours would fail with 21610.

    An `OptOutType` says so on any channel. Without one Twilio knows its English words on SMS only, and only with
    nothing but blanks around them: `STOP!` is ours to answer.
    """
    if opt_out_type.strip().upper() in OPT_OUT_TYPES:
        return True
    return text.strip().upper() in _TWILIO_WORDS[channel]

"""What a message asks for when it is a keyword, or a sentence that can mean nothing else; which Twilio has answered."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.messages import Channel
from bot.core.settings.vocabulary import (
    OPT_OUT_TYPES,
    TWILIO_OTHER_WORDS,
    TWILIO_STOP_WORDS,
    Intent,
    Vocabulary,
    normal,
)
from bot.rules.people import opt_out_wording

_TWILIO_WORDS: Mapping[Channel, frozenset[str]] = {
    Channel.SMS: TWILIO_STOP_WORDS | TWILIO_OTHER_WORDS,
    Channel.WHATSAPP: frozenset(),
    Channel.OTHER: frozenset(),
}
_QUESTION_MARKS = frozenset("?¿؟‽⁇⁈⁉⸮？﹖❓❔")  # noqa: RUF001 - full width

# The code that confirms an erasure, after a word that asks for one or on its own.
_CODE = re.compile(r"(?:(?P<word>.+) )?(?P<code>\d{6})")


def read(text: str, vocabulary: Vocabulary, opt_out_type: str = "") -> Intent | None:
    """Return what a message asks for; Twilio's own reading of it, `OptOutType`, comes first.

    The message must be the keyword alone. An opt-out is also heard with a please or a mail signature, and in
    sentences that can mean nothing else: it must be easy (LGPD, art. 8 par. 5). "Sair?" is a question, answered with
    how to.
    """
    understood = OPT_OUT_TYPES.get(opt_out_type.strip().upper())
    if understood:
        return understood
    intent = vocabulary.meanings.get(normal(text))
    if intent is None and opt_out_wording.is_certain(text, vocabulary):
        intent = Intent.OPT_OUT
    asks = intent in (Intent.OPT_OUT, Intent.OPT_IN) and not _QUESTION_MARKS.isdisjoint(text)
    return Intent.HELP if asks else intent


def reads_like_opt_out(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether a message that is no keyword may ask for no more messages: a maintainer has to judge it."""
    return read(text, vocabulary) is None and opt_out_wording.is_likely(text, vocabulary)


def code(text: str, vocabulary: Vocabulary) -> str:
    """Return the code with which the message confirms an erasure, or nothing."""
    found = _CODE.fullmatch(normal(text))
    if not found or (found["word"] and vocabulary.meanings.get(found["word"]) is not Intent.ERASE):
        return ""
    return found["code"]


def answered_by_twilio(channel: Channel, text: str, opt_out_type: str = "") -> bool:
    """Return whether Twilio has answered the message itself; after a STOP an answer of ours would fail with 21610.

    An `OptOutType` says so on any channel. Without one Twilio knows its English words on SMS only, and only with
    nothing but blanks around them: `STOP!` is ours to answer.
    """
    if opt_out_type.strip().upper() in OPT_OUT_TYPES:
        return True
    return text.strip().upper() in _TWILIO_WORDS[channel]

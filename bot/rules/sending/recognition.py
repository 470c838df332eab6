"""Whether a text has left: our messages recognised in Twilio's list, which knows only sid, text, address and time.

Twilio may change a text on its way: trial accounts put a sentence before it, Smart Encoding replaces typographic signs,
and a template that a Messaging Service sends may be shown with an empty body
(github.com/twilio/twilio-node/issues/1081).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

_TRIAL_PREFIX = "Sent from your Twilio trial account - "
# Letters, digits and signs such as emojis; Smart Encoding replaces only punctuation, blanks and their like.
_KEPT = frozenset({"Lu", "Ll", "Lt", "Lo", "Nd", "Nl", "No", "So", "Sc"})


class Evidence(Enum):
    """What Twilio's list says about a text."""

    LEFT = auto()
    ABSENT = auto()  # as far as the list goes
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """From when on the list is searched, and how often it holds a text by others then: at least, and at most.

    Both counts and the list are of the same period: nobody else's text left partly before it and partly within it.
    """

    since: datetime
    least: Mapping[str, int] = field(default_factory=dict, repr=False)
    most: Mapping[str, int] = field(default_factory=dict, repr=False)


def key(text: str) -> str:
    """Return the form in which texts are compared; equal for a text and what Twilio made of it."""
    said = text.removeprefix(_TRIAL_PREFIX)
    return kept(said) or unicodedata.normalize("NFKD", said).strip()


def kept(text: str) -> str:
    """Return what Twilio changes nowhere in a text, or in a part of one."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if unicodedata.category(letter) in _KEPT)


def evidence(
    wanted: str, listed: Iterable[str], elsewhere: Elsewhere, before: int, *, may_be_blank: bool
) -> Evidence:
    """Judge by the texts in the list whether the wanted one is among them.

    `before` of the same text are parts of this message that are known to have left. With `may_be_blank` Twilio may
    show the message without its text.
    """
    texts = list(listed)
    mine = key(wanted)
    found = sum(key(text) == mine for text in texts)
    least, most = elsewhere.least.get(mine, 0) + before, elsewhere.most.get(mine, 0) + before
    if found > most:
        return Evidence.LEFT
    if found == least and not (may_be_blank and not all(texts)):
        return Evidence.ABSENT
    # Fewer than have left: it lags, or somebody has deleted messages.
    return Evidence.UNCLEAR

"""What a phone is sent of itself: the office's words, filled in, and spelled for the channel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

from bot.core.channels import Channel
from bot.core.settings import Language
from bot.rules.sending import recognition
from bot.rules.text import plain_spelling, segments
from bot.rules.texts import Texts, own

# Example values for the placeholders, of typical length.
EXAMPLES = {
    **dict.fromkeys(("number", "issue"), "1234"),
    **dict.fromkeys(("conversations", "files", "left", "hours", "least"), "12"),
    **dict.fromkeys(("messages", "received", "sent", "count"), "120"),
    "numbers": "#12, #15, #21",
    "since": "01/02/2026",
    "until": "24/11/2026",
    "day": "24/11/2026",
    "when": "14:30",
    "opens": "segunda-feira, 21/12, às 8h30",
    "code": "123456",
    "percent": "80",
    "month": "11/2026",
    "budget": "US$ 50.00",
    "floor": "US$ 5.00",
    "name": "twilio-auth-token",
    "purposes": "",
    "consent": "",
}
# In what `recognition.key` leaves of a text: no sign, no blank.
_DIGITS, _SOMETHING = r"\d{1,20}", r".{0,40}?"
_PATTERNS = {
    **dict.fromkeys(("number", "conversations", "files", "left", "hours", "messages"), _DIGITS),
    **dict.fromkeys(("received", "sent", "code"), _DIGITS),
    "opens": r".{0,60}?",
    "consent": r".{0,900}?",
    "purposes": r".{0,130}?",
}


@dataclass(frozen=True, slots=True)
class PhoneTexts:
    """The texts of one language for one of our numbers, and how its channel spells them."""

    texts: Texts
    language: Language
    channel: Channel

    @property
    def greeting(self) -> str:
        """The acknowledgement with {number} in it: an issue shows it before it has its number.

        So its spelling is chosen by a number as long as most.
        """
        return self.greeting_and("")

    def greeting_and(self, said: str) -> str:
        """Return that, and something behind it."""
        beside = f" {said}".replace("{", "{{").replace("}", "}}") if said else ""
        sentence = f"{self.texts.acknowledgement}{beside}"
        written = self.spelled(sentence.format(number=EXAMPLES["number"]))
        return sentence if written == sentence.format(number=EXAMPLES["number"]) else plain(sentence)

    def write(self, sentence: str, **values: object) -> str:
        """Return a sentence as it leaves."""
        return self.spelled(sentence.format(**values))

    def spelled(self, text: str) -> str:
        """Return a text as it leaves: an SMS loses its accents where that saves a segment."""
        return segments.worded(text, self.channel, plain=True)


def example(said: PhoneTexts, name: str) -> str:
    """Return a sentence by its name in config.yml as a phone would show it, with examples in its braces."""
    if name == "acknowledgement":
        return said.greeting.format(number=EXAMPLES["number"])
    privacy = said.texts.privacy
    purposes = ", ".join(privacy.purposes.values())
    consent = f"{privacy.kept_consents.format(purposes=purposes).strip()} "
    values = {**EXAMPLES, "purposes": purposes, "consent": consent}
    return said.write(own.sentence(said.texts, name), **values)


def plain(sentence: str) -> str:
    """Return a sentence with braces in plain letters, its braces as they are."""
    parts = Formatter().parse(sentence)
    return "".join(
        plain_spelling.plain(literal).replace("{", "{{").replace("}", "}}") + (f"{{{name}}}" if name else "")
        for literal, name, _, _ in parts
    )


def is_one_of(text: str, sentences: frozenset[str]) -> bool:
    """Whether a text that Twilio lists is one of the sentences, filled in, with its accents or without."""
    return _recogniser(sentences).fullmatch(_key(text)) is not None


@lru_cache(maxsize=2_000)  # a list of a day is looked at for each person of a crowd
def _key(text: str) -> str:
    return recognition.key(plain_spelling.letters(text))


@lru_cache(maxsize=8)
def _recogniser(sentences: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, sorted(sentences))), re.DOTALL)


def _pattern(sentence: str) -> str:
    """Return the pattern of a sentence, in what is compared of a text: what no spelling and Twilio never changes."""
    return "".join(
        re.escape(recognition.kept(plain_spelling.letters(literal)))
        + (_PATTERNS.get(name, _SOMETHING) if name else "")
        for literal, name, _, _ in Formatter().parse(sentence)
    )

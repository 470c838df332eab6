"""How long a text is: what the carrier bills for it, and what a plain spelling saves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.messages import Channel
from bot.rules.text import encoding, plain_spelling

FEW = 3  # this many different characters can be replaced by hand

units = encoding.utf_16_units


class Encoding(StrEnum):
    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"

    @property
    def single(self) -> int:
        """Units of a message of one segment: septets, or UTF-16 units. Both fill 140 octets."""
        return 160 if self is Encoding.GSM_7 else 70

    @property
    def part(self) -> int:
        """Units of each of several segments: a header of six octets joins them."""
        return 153 if self is Encoding.GSM_7 else 67


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a text costs as an SMS.

    `units` are septets in GSM-7 and UTF-16 units in UCS-2. `culprits` are the distinct characters that force UCS-2, in
    order of appearance.
    """

    encoding: Encoding
    units: int
    segments: int
    culprits: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ExpensiveCharacters:
    """A few characters make the text more expensive: `segments` with them, `without` if they are replaced."""

    culprits: tuple[str, ...] = field(repr=False)
    segments: int
    without: int


class TransliterationResult(StrEnum):
    """The outcome of transliteration."""

    NOT_NEEDED = "not-needed"
    DONE = "done"
    NOT_POSSIBLE = "not-possible"


@dataclass(frozen=True, slots=True)
class Transliterated:
    """A text in plain letters, or unchanged where that is not needed or not enough.

    `before` and `after` count segments. `culprits` are the characters that have no plain spelling.
    """

    text: str = field(repr=False)
    outcome: TransliterationResult
    before: int
    after: int
    culprits: tuple[str, ...] = field(default=(), repr=False)

    @property
    def saved(self) -> int:
        return self.before - self.after


def measure(text: str) -> Measurement:
    """Count as Twilio's calculator does: github.com/TwilioDevEd/message-segment-calculator.

    An empty text is one segment. A pair of septets, a surrogate pair or a user-perceived character is never split
    between segments.
    """
    culprits = _culprits(text)
    written = Encoding.UCS_2 if culprits else Encoding.GSM_7
    sizes = list(_sizes(text, written))
    total = sum(sizes)
    return Measurement(written, total, 1 if total <= written.single else _fill(sizes, written.part), culprits)


def costly(text: str) -> ExpensiveCharacters | None:
    """Return a warning if at most `FEW` different characters cost extra segments."""
    measured = measure(text)
    if not 0 < len(measured.culprits) <= FEW:
        return None
    without = without_culprits(text)
    return (
        ExpensiveCharacters(measured.culprits, measured.segments, without)
        if without < measured.segments
        else None
    )


def without_culprits(text: str) -> int:
    """Return the segments of the text with a cheap letter in place of every character that forces UCS-2."""
    return measure("".join(_replaced(cluster) for cluster in encoding.clusters(text))).segments


def transliterate(text: str) -> Transliterated:
    """Write a text in plain letters if that saves a segment and all of it then fits GSM-7, else leave it as it is.

    For SMS only: WhatsApp has no segments. Not for templates, whose exact text was approved.
    """
    before = measure(text)
    if not before.culprits or without_culprits(text) >= before.segments:
        return Transliterated(text, TransliterationResult.NOT_NEEDED, before.segments, before.segments)
    written = plain_spelling.plain(text)
    after = measure(written)
    if after.culprits or not written.strip():
        culprits = after.culprits or before.culprits
        return Transliterated(
            text, TransliterationResult.NOT_POSSIBLE, before.segments, before.segments, culprits
        )
    if after.segments >= before.segments:  # two letters may stand for one
        return Transliterated(text, TransliterationResult.NOT_NEEDED, before.segments, before.segments)
    return Transliterated(written, TransliterationResult.DONE, before.segments, after.segments)


def worded(text: str, channel: Channel, *, plain: bool) -> str:
    """Return a text as it is sent: on SMS, if so configured, without the accents that cost a segment."""
    return transliterate(text).text if plain and channel.has_segments else text


def _culprits(text: str) -> tuple[str, ...]:
    if encoding.in_gsm_7(text):
        return ()
    found = (cluster for cluster in encoding.clusters(text) if not encoding.in_gsm_7(cluster))
    return tuple(dict.fromkeys(found))


def _sizes(text: str, written: Encoding) -> Iterator[int]:
    """Yield the length in units of each indivisible piece."""
    if written is Encoding.GSM_7:
        yield from map(encoding.septets, text)
        return
    for cluster in encoding.clusters(text):
        whole = units(cluster)
        if cluster == "\r\n" or whole > written.part:
            yield from map(units, cluster)
        else:
            yield whole


def _fill(sizes: Iterable[int], room: int) -> int:
    segments, free = 0, 0
    for size in sizes:
        if size > free:
            segments, free = segments + 1, room
        free -= size
    return segments


def _replaced(cluster: str) -> str:
    return cluster if encoding.in_gsm_7(cluster) else "x"

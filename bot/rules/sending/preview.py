"""How a text would leave and what it would cost: rows for an issue, for a terminal and for scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.messages import Channel
from bot.core.settings import Language
from bot.rules.sending import costs
from bot.rules.sending.costs import Estimate
from bot.rules.text import attachments, phone_text, segments
from bot.rules.text.attachments import ComposedText, MessagePart
from bot.rules.text.segments import Encoding, ExpensiveCharacters, Measurement, TransliterationResult
from bot.rules.texts import Texts

SHOWN_CULPRITS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it would leave: transliterated if so configured, without its files, split if too long.

    `given` is the same text before transliteration.
    """

    channel: Channel
    given: str = field(repr=False)
    written: ComposedText = field(repr=False)
    parts: tuple[MessagePart, ...] = field(repr=False)
    plain: bool

    @property
    def measures(self) -> tuple[Measurement, ...]:
        return tuple(segments.measure(part.text) for part in self.parts)

    @property
    def encoding(self) -> Encoding:
        """The most expensive alphabet that any part needs."""
        found = {measure.encoding for measure in self.measures}
        return Encoding.UCS_2 if Encoding.UCS_2 in found else Encoding.GSM_7

    @property
    def segments(self) -> int:
        return sum(measure.segments for measure in self.measures)

    @property
    def culprits(self) -> tuple[str, ...]:
        """The distinct characters that make it expensive."""
        return tuple(dict.fromkeys(culprit for measure in self.measures for culprit in measure.culprits))

    @property
    def without(self) -> int:
        """How many segments it would have if the culprits were replaced."""
        return sum(segments.without_culprits(part.text) for part in self.parts)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A line of the table; `codes` are shown one by one, such as the characters that make a text expensive."""

    name: str
    value: str = ""
    codes: tuple[str, ...] = ()


def draft(text: str, channel: Channel, *, plain: bool) -> Draft:
    """Lay out a comment's text, which is Markdown and may show files."""
    return draft_of(phone_text.read(text, channel), channel, plain=plain)


def draft_of(read: ComposedText, channel: Channel, *, plain: bool) -> Draft:
    """Lay out a text as the channel shows it, with its accents."""
    written = ComposedText(segments.worded(read.text, channel, plain=plain), read.files)
    return Draft(channel, read.text, written, attachments.message_parts(written, channel), plain)


def draft_of_order(text: str, channel: Channel, *, plain: bool) -> Draft:
    """Lay out a system's message, which is plain text."""
    written = ComposedText(segments.worded(text, channel, plain=plain))
    return Draft(channel, text, written, attachments.message_parts(written, channel), plain)


def rows(drafted: Draft, estimate: Estimate | None, texts: Texts, language: Language) -> list[PreviewRow]:
    """Return the rows about a draft, and what it would cost."""
    found = [PreviewRow(texts.preview_parts, str(len(drafted.parts)))]
    units = PreviewRow(texts.preview_units, str(sum(measure.units for measure in drafted.measures)))
    if drafted.channel.has_segments:
        found += [PreviewRow(texts.preview_encoding, drafted.encoding), units, *_as_sms(drafted, texts)]
    else:
        found.append(units)
    if drafted.written.files:
        found.append(PreviewRow(texts.preview_files, str(len(drafted.written.files))))
    price = _price_of(estimate, drafted.channel, texts, language) if estimate else texts.preview_price_unknown
    return [*found, PreviewRow(texts.preview_price, price)]


def texts_of(drafted: Draft) -> tuple[str, ...]:
    """Return the texts that would arrive, one for each message that has any."""
    return tuple(part.text for part in drafted.parts if part.text.strip())


def as_quoted(drafted: Draft, texts: Texts) -> list[str]:
    """Return the texts that would arrive as Markdown for an issue, letter by letter.

    Indented code alone needs no fence that a text could close.
    """
    arriving = texts_of(drafted)
    if not arriving:
        return [texts.sending.nothing_arrives]
    found = []
    for number, text in enumerate(arriving, 1):
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        found += [f"**{_heading(number, len(arriving), texts)}**", "\n".join(f"    {line}" for line in lines)]
    return found


def as_printed(drafted: Draft, texts: Texts) -> list[str]:
    """Return the same for a terminal, which characters of control could change."""
    arriving = texts_of(drafted)
    return [
        f"{_heading(number, len(arriving), texts)}:\n{''.join(map(_printed, text))}"
        for number, text in enumerate(arriving, 1)
    ]


def _heading(number: int, count: int, texts: Texts) -> str:
    sentence = texts.sending.arrives if count == 1 else texts.sending.arrives_in_parts
    return sentence.format(number=number, count=count)


def _printed(character: str) -> str:
    return character if character == "\n" or not unicodedata.category(character).startswith("C") else "\ufffd"


def _as_sms(drafted: Draft, texts: Texts) -> list[PreviewRow]:
    found = [PreviewRow(texts.preview_segments, str(drafted.segments))]
    if drafted.culprits:
        shown = tuple(map(visible, drafted.culprits[:SHOWN_CULPRITS]))
        found.append(PreviewRow(texts.preview_culprits, codes=shown))
    if drafted.without < drafted.segments:
        found.append(PreviewRow(texts.sending.without, str(drafted.without)))
    return found


def remarks(drafted: Draft, texts: Texts) -> list[str]:
    """Return remarks for the writer: that a few characters are expensive, or what transliteration changed."""
    if not drafted.channel.has_segments:
        return []
    found = []
    costly = _costly(drafted)
    if costly:
        characters = " ".join(f"`{visible(culprit)}`" for culprit in costly.culprits)
        warning = texts.costly.format(characters=characters, segments=costly.segments, without=costly.without)
        found.append(f"⚠️ {warning}")
    if drafted.plain:
        found += _transliterated(drafted.given, texts)
    return found


def _costly(drafted: Draft) -> ExpensiveCharacters | None:
    """Return one warning for all parts together."""
    each = [(segments.costly(part.text), segments.measure(part.text)) for part in drafted.parts]
    warned = [costly for costly, _ in each if costly]
    if not warned:
        return None
    culprits = tuple(dict.fromkeys(culprit for costly in warned for culprit in costly.culprits))
    without = sum(costly.without if costly else measure.segments for costly, measure in each)
    return ExpensiveCharacters(culprits, drafted.segments, without)


def _transliterated(given: str, texts: Texts) -> list[str]:
    done = segments.transliterate(given)
    match done.outcome:
        case TransliterationResult.DONE:
            return [texts.transliterated.format(before=done.before, after=done.after)]
        case TransliterationResult.NOT_POSSIBLE:
            characters = " ".join(f"`{visible(culprit)}`" for culprit in done.culprits[:SHOWN_CULPRITS])
            return [texts.not_transliterated.format(characters=characters)]
        case TransliterationResult.NOT_NEEDED:
            return []


def visible(culprit: str) -> str:
    """Return a character, or its number if it is invisible or would break the table."""
    if culprit.isprintable() and not culprit.isspace() and culprit not in "`|":
        return culprit
    return " ".join(f"U+{ord(character):04X}" for character in culprit)


def _price_of(found: Estimate, channel: Channel, texts: Texts, language: Language) -> str:
    warning = texts.preview_price_each.format(
        amount=costs.money(found.amount, found.currency, language),
        count=found.count,
        each=costs.money(found.each, found.currency, language),
        unit=texts.price_units[channel],
        source=texts.price_sources[found.source],
    )
    if found.least is None:
        return warning
    return warning + texts.preview_price_from.format(least=costs.money(found.least, found.currency, language))


def markdown(title: str, table: Sequence[PreviewRow], warning: Sequence[str]) -> str:
    """Return the table for an issue, with the remarks below it."""
    lines = [f"| {title} |  |", "|---|---|", *(f"| {row.name} | {_cell(row)} |" for row in table)]
    return "\n\n".join(["\n".join(lines), *warning])


def _cell(row: PreviewRow) -> str:
    return " ".join(f"`{code}`" for code in row.codes) if row.codes else row.value


def terminal(title: str, table: Sequence[PreviewRow], warning: Sequence[str]) -> str:
    """Return the same for a terminal, without Markdown."""
    width = max(len(row.name) for row in table)
    lines = [
        title,
        *(f"  {row.name.ljust(width)}  {' '.join(row.codes) or row.value}" for row in table),
        *warning,
    ]
    return _bare("\n".join(lines))


def as_data(drafted: Draft, estimate: Estimate | None) -> dict[str, Any]:
    """Return the same for scripts; amounts are strings, so that none loses a digit."""
    price = estimate and {
        "amount": str(estimate.amount),
        "least": str(estimate.least) if estimate.least is not None else None,
        "currency": estimate.currency,
        "source": estimate.source,
    }
    counted = {
        "encoding": drafted.encoding,
        "segments": drafted.segments,
        "culprits": list(drafted.culprits),
        "segments_without": drafted.without,
    }
    return {
        "channel": drafted.channel,
        "parts": len(drafted.parts),
        "texts": list(texts_of(drafted)),
        "units": sum(measure.units for measure in drafted.measures),
        **(counted if drafted.channel.has_segments else {}),
        "price": price,
    }


def _bare(text: str) -> str:
    """Return the text without its Markdown; the asterisks of a masked number stay."""
    return re.sub(r"\*\*(?=\w)([^*\n]+)\*\*", r"\1", text).replace("`", "")

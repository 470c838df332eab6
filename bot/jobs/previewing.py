"""How a text would leave and what it would cost: the answer to /preview."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot import attachments, clock, costs, outbound, rendering, segments
from bot.conversations import Conversation
from bot.costs import Estimate
from bot.errors import TemporaryError
from bot.jobs.runner import Tools
from bot.messages import Address, Channel, window_closes
from bot.providers.twilio import pricing
from bot.segments import Measure

SHOWN_CULPRITS = 20


def table(text: str, conversation: Conversation, tools: Tools) -> str:
    """Return the answer to /preview, for the text as it would leave: files taken out, long ones cut."""
    texts, marker = tools.maintainers, conversation.marker
    transliterate = tools.settings.config.messages.transliterate
    worded = outbound.worded(text, marker.channel, transliterate=transliterate)
    written = attachments.read(worded)
    sheets = attachments.sheets(written, marker.channel)
    parts = [segments.measure(sheet.text) for sheet in sheets]
    rows = [(texts.preview, ""), (texts.preview_parts, str(len(sheets)))]
    rows += _as_sms(parts, tools) if marker.channel is Channel.SMS else _units(parts, tools)
    if written.files:
        rows.append((texts.preview_files, str(len(written.files))))
    rows.append((texts.preview_price, price(parts, marker.person, tools)))
    if marker.channel is Channel.WHATSAPP:
        rows.append((texts.channel_names[marker.channel], window(marker.person, marker.sender, tools)))
    head, *others = (f"| {name} | {value} |" for name, value in rows)
    shown = "\n".join([head, "|---|---|", *others])
    if worded == text:
        return shown
    before, after = segments.measure(text).segments, segments.measure(worded).segments
    return f"{shown}\n\n{texts.transliterated.format(before=before, after=after)}"


def price(parts: Sequence[Measure], person: Address, tools: Tools) -> str:
    """Return the estimated price in a sentence; where Twilio's list cannot be had it is unknown."""
    texts = tools.maintainers
    try:
        prices = pricing.prices_for(tools.settings, person)
    except TemporaryError:
        prices = None
    found = costs.estimate(parts, person.channel, prices)
    return _reckoned(found, person.channel, tools) if found else texts.preview_price_unknown


def window(person: Address, sender: Address, tools: Tools) -> str:
    """Return until when WhatsApp takes free answers to the person; Twilio's list of messages is asked."""
    texts = tools.maintainers
    last = tools.messages.last_inbound(person, sender)
    if last is None:
        return texts.window_unknown
    closes = window_closes(last)
    sentence = texts.window_open if clock.now() < closes else texts.window_closed
    return sentence.format(until=rendering.moment(closes, ZoneInfo(tools.settings.config.time_zone)))


def _units(parts: Sequence[Measure], tools: Tools) -> list[tuple[str, str]]:
    return [(tools.maintainers.preview_units, str(sum(part.units for part in parts)))]


def _as_sms(parts: Sequence[Measure], tools: Tools) -> list[tuple[str, str]]:
    texts = tools.maintainers
    encodings = dict.fromkeys(str(part.encoding.value) for part in parts)
    culprits = dict.fromkeys(culprit for part in parts for culprit in part.culprits)
    rows = [(texts.preview_encoding, ", ".join(encodings)), *_units(parts, tools)]
    rows.append((texts.preview_segments, str(sum(part.segments for part in parts))))
    if culprits:
        rows.append((texts.preview_culprits, " ".join(map(_shown, list(culprits)[:SHOWN_CULPRITS]))))
    return rows


def _shown(culprit: str) -> str:
    """Return a character as code, by its number where it cannot be seen or would break the table."""
    if culprit.isprintable() and not culprit.isspace() and culprit not in "`|":
        return f"`{culprit}`"
    return " ".join(f"`U+{ord(character):04X}`" for character in culprit)


def _reckoned(found: Estimate, channel: Channel, tools: Tools) -> str:
    texts, language = tools.maintainers, tools.settings.config.language.maintainers
    said = texts.preview_price_each.format(
        amount=costs.money(found.amount, found.currency, language),
        count=found.count,
        each=costs.money(found.each, found.currency, language),
        unit=texts.price_units[channel],
        source=texts.price_sources[found.source],
    )
    if found.least is None:
        return said
    return said + texts.preview_price_from.format(least=costs.money(found.least, found.currency, language))

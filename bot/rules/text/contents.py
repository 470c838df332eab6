"""What a person's message carries, as an issue shows it: text, choice, place, files, and what could not be shown."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.messages import InboundMessage, Location, Media, MessageSid
from bot.rules.text import file_lines
from bot.rules.text.characters import clean
from bot.rules.text.inert import code, quotation, words
from bot.rules.text.media_types import Fate
from bot.rules.texts import Texts

# Of Markdown in one comment, in which each character takes four at most. With the longest other fields, which take two
# for one, a message stays within what GitHub accepts.
MAX_QUOTED_CHARACTERS = 20_000
_MAX_LINE = MAX_QUOTED_CHARACTERS // 4 - 1

_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?")
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180

# The kinds of message whose content has fields of its own (twilio.com/docs/messaging/guides/webhook-request).
_KNOWN_KINDS = frozenset(
    (
        *("text", "image", "audio", "video", "document", "sticker", "location", "contacts"),
        *("interactive", "button", "media"),
    )
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """An earlier message that a message answers: its first words, empty if nobody knows them, and where it stands."""

    words: str = field(repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What was found out about messages beside their webhooks: what became of their files, and what they answer.

    Those of somebody who sends `spam` are folded away.
    """

    files: Mapping[MessageSid, Sequence[Fate]] = field(default_factory=dict)
    quoted: Mapping[MessageSid, Quoted] = field(default_factory=dict)
    spam: bool = False


def contents(message: InboundMessage, texts: Texts, enclosures: Enclosures) -> list[str]:
    """Return the paragraphs that show a message; of a long text only the beginning, see `continuations`."""
    known = [
        *(() if _only_names_choice(message) else _quoted_text(message, texts)),
        *_chosen(message, texts),
        *_files(message, texts, enclosures.files.get(message.sid, ())),
        *_advertised(message, texts),
    ]
    kind = message.kind.casefold()
    if kind and not known:
        sentence = texts.empty_message if kind == "text" else texts.inbound.nothing_of_kind
        known.append(sentence.format(kind=code(message.kind)))
    elif kind and kind not in _KNOWN_KINDS:
        known.append(texts.inbound.unknown_kind.format(kind=code(message.kind)))
    return [
        *_context(message, texts, enclosures),
        *(known or [texts.empty_message]),
        *_faults(message, texts),
    ]


def in_a_word(message: InboundMessage, texts: Texts) -> str:
    """Return what a message without words carries, such as "📷 Foto (10)", for a title; empty if it cannot be said."""
    kinds, place = texts.inbound.kinds, message.location
    if message.media:
        [kind, *others] = dict.fromkeys(map(_kind_of, message.media))
        called = kinds["document" if others else "sticker" if message.kind == "sticker" else kind]
        count = len(message.media)
        return called if count == 1 else f"{called} ({count})"
    if place:
        return f"{kinds['place']}: {place.label}" if place.label else kinds["place"]
    return message.choice.title if message.choice else ""


def _kind_of(media: Media) -> str:
    main, _, detail = media.content_type.lower().partition("/")
    if "vcard" in detail:
        return "contacts"
    return main if main in ("image", "audio", "video") else "document"


def is_long(message: InboundMessage) -> bool:
    """Return whether the text may need more than one comment."""
    return len(message.text) > _MAX_LINE


def continuations(message: InboundMessage, texts: Texts) -> list[str]:
    """Return the bodies of the comments that hold the rest of a text too long for one."""
    _, *rest = _portions(message.text)
    return [
        f"{texts.inbound.continuation.format(part=part, parts=len(rest) + 1)}\n\n{portion}"
        for part, portion in enumerate(rest, 2)
    ]


def named(message: InboundMessage) -> str:
    """Return the name that the person chose, and the user name, as Markdown; empty if there is neither."""
    user = code(f"@{message.user_name.removeprefix('@')}") if message.user_name else ""
    name = words(message.profile_name) if message.profile_name else ""
    return f"{name} ({user})" if name and user else name or user


def _quoted_text(message: InboundMessage, texts: Texts) -> Iterator[str]:
    if not clean(message.text).strip():
        return
    first, *rest = _portions(message.text)
    yield first
    if rest:
        yield texts.inbound.continues


def _portions(text: str) -> list[str]:
    """Return the quotation of a text in portions, each short enough for a comment."""
    if len(text) <= _MAX_LINE:
        return [quotation(text)]
    portions: list[str] = []
    portion: list[str] = []
    room = MAX_QUOTED_CHARACTERS
    for line in itertools.chain.from_iterable(map(_short, clean(text).strip("\n").split("\n"))):
        quoted = quotation(line) or ">"
        if portion and len(quoted) >= room:
            portions.append("\n".join(portion))
            portion, room = [], MAX_QUOTED_CHARACTERS
        portion.append(quoted)
        room -= len(quoted) + 1
    return [*portions, "\n".join(portion)]


def _short(line: str) -> Iterator[str]:
    """Yield a line that is too long for a comment in pieces, cut at blanks where there are some."""
    if len(line) <= _MAX_LINE or len(quotation(line)) <= MAX_QUOTED_CHARACTERS:
        yield line
        return
    while line:
        at = line.rfind(" ", _MAX_LINE // 2, _MAX_LINE) if len(line) > _MAX_LINE else len(line)
        at = at if at > 0 else _MAX_LINE
        yield line[:at]
        line = line[at:].removeprefix(" ")


def _only_names_choice(message: InboundMessage) -> bool:
    """Return whether the text repeats what was tapped: Twilio puts the name of a button or list entry there too."""
    text, choice = message.text.strip(), message.choice
    return (
        choice is not None and bool(text) and (choice.title == text or choice.title.startswith(f"{text} - "))
    )


def _chosen(message: InboundMessage, texts: Texts) -> Iterator[str]:
    if message.choice:
        payload = f" ({code(message.choice.payload)})" if message.choice.payload else ""
        yield texts.choice.format(title=words(message.choice.title)) + payload
    place = message.location
    if place:
        position = code(f"{place.latitude}, {place.longitude}")
        called = ", ".join(words(text) for text in (place.label, place.address) if text)
        shown = texts.location.format(place=f"{called} ({position})" if called else position)
        url = _map_of(place)
        yield f"{shown} · {texts.inbound.map.format(url=url)}" if url else shown


def _map_of(place: Location) -> str:
    """Return the address of a map, empty if the place is not two numbers on Earth: nothing else gets into it.

    Source of its form: developers.google.com/maps/documentation/urls.
    """
    if not (_DEGREES.fullmatch(place.latitude) and _DEGREES.fullmatch(place.longitude)):
        return ""
    if abs(float(place.latitude)) > _MOST_LATITUDE or abs(float(place.longitude)) > _MOST_LONGITUDE:
        return ""
    return f"https://www.google.com/maps/search/?api=1&query={place.latitude}%2C{place.longitude}"


def _files(message: InboundMessage, texts: Texts, files: Sequence[Fate]) -> Iterator[str]:
    if message.media and (len(message.media) > 1 or not files):  # the line of a single file says it all
        counted = Counter(media.content_type for media in message.media)
        mixed = len(counted) > 1
        kinds = ", ".join(
            f"{count} {code(kind)}" if mixed and count > 1 else code(kind) for kind, count in counted.items()
        )
        yield texts.media.format(count=len(message.media), kinds=kinds)
    yield from (
        file_lines.shown(place, len(message.media), file, texts) for place, file in enumerate(files, 1)
    )


def _advertised(message: InboundMessage, texts: Texts) -> Iterator[str]:
    found = message.referral
    if found:
        shown = [words(text) for text in (found.headline, found.body) if text]
        shown += [code(text) for text in (found.url, found.media, found.id) if text]
        yield texts.inbound.referral.format(ad=" · ".join(shown))


def _context(message: InboundMessage, texts: Texts, enclosures: Enclosures) -> Iterator[str]:
    """Yield what one has to know before reading, where a phone shows it too: above the words."""
    if message.reply_to:
        found = enclosures.quoted.get(message.sid, Quoted(""))
        shown = words(found.words) if found.words else code(message.reply_to)
        sentence = texts.inbound.quoted_link if found.url else texts.inbound.quoted
        yield sentence.format(words=shown, url=found.url)
    if message.forwarded:
        yield texts.inbound.often_forwarded if message.often_forwarded else texts.forwarded


def _faults(message: InboundMessage, texts: Texts) -> Iterator[str]:
    if message.cut:
        yield texts.inbound.cut
    if message.damaged:
        yield texts.inbound.damaged
    if message.trouble:
        yield texts.came_by_fallback.format(code=code(message.trouble))

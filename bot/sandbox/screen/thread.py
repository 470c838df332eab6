"""What an open phone shows, from top to bottom: days, messages, what did not arrive, hours that were skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.text import vcards
from bot.sandbox.screen.people import Wait
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import WHATSAPP, Bubble, Media, Phone

# Only these are shown in place: others could contain scripts.
SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PLAYED_TYPES = frozenset(
    {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/wav", "audio/webm"}
    | {"video/mp4", "video/webm", "video/3gpp"}
)
_CARDS = frozenset({"text/vcard", "text/x-vcard"})


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of a message: `kind` is picture, audio, video, card or file."""

    kind: str
    media: Media
    place: int
    cards: Sequence[vcards.Card] = ()

    @property
    def ending(self) -> str:
        """What kind of file it is, as a badge says it."""
        after = self.media.name.rpartition(".")[2] or self.media.content_type.rpartition("/")[2]
        return after[:5].upper()

    @property
    def size(self) -> str:
        return f"{max(1, round(len(self.media.content) / 1024))} kB"


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place that a person sent."""

    latitude: str
    longitude: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a phone; of `kind` day, message, failed, pending or wait."""

    kind: str
    at: datetime
    bubble: Bubble | None = None
    files: Sequence[FileShown] = ()
    place: PlaceShown | None = None
    button: bool = False
    body: str = ""
    code: int = 0
    hours: int = 0
    days_ago: int = 0


def lines(state: TwilioState, phone: Phone, channel: str, waits: Sequence[Wait], now: datetime) -> list[Line]:
    """Return the lines of one channel, with a day before each that begins; `now` is on the clock of the office."""
    shown = [_message(one) for one in state.thread(phone.number) if one.channel == channel]
    shown += _strayed(state, phone, channel)
    if channel == "whatsapp":
        shown += [Line("wait", one.at, hours=one.hours) for one in waits]
    shown.sort(key=lambda line: line.at)
    return list(_with_days(shown, now))


def last_kind(bubble: Bubble) -> str:
    """Return what a message without text is: place, the kind of its file, or nothing."""
    if _place(dict(bubble.told)):
        return "place"
    return _file(0, bubble.media[0]).kind if bubble.media else ""


def days_ago(at: datetime, now: datetime) -> int:
    """Return how many midnights of the office lie between."""
    return (now.date() - at.astimezone(now.tzinfo).date()).days


def _with_days(shown: Sequence[Line], now: datetime) -> Iterator[Line]:
    before: int | None = None
    for line in shown:
        ago = days_ago(line.at, now)
        if ago != before:
            yield Line("day", line.at, days_ago=ago)
        before = ago
        yield line


def _message(bubble: Bubble) -> Line:
    told = dict(bubble.told)
    return Line(
        "message",
        bubble.at,
        bubble=bubble,
        files=[_file(place, media) for place, media in enumerate(bubble.media)],
        place=_place(told),
        button="ButtonText" in told or "ButtonPayload" in told,
    )


def _file(place: int, media: Media) -> FileShown:
    kind = media.content_type.partition(";")[0].lower()
    if kind in _CARDS:
        cards = vcards.read(media.content)
        return FileShown("card" if cards else "file", media, place, cards)
    if media.content and kind in SHOWN_TYPES:
        return FileShown("picture", media, place)
    if media.content and kind in PLAYED_TYPES:
        return FileShown(kind.partition("/")[0], media, place)
    return FileShown("file", media, place)


def _place(told: Mapping[str, str]) -> PlaceShown | None:
    if "Latitude" not in told:
        return None
    return PlaceShown(*(told.get(name, "") for name in ("Latitude", "Longitude", "Label", "Address")))


def _strayed(state: TwilioState, phone: Phone, channel: str) -> Iterator[Line]:
    """Yield what was sent to a phone and has not arrived on it: it failed, or waits until the phone is on."""
    address = WHATSAPP + phone.number if channel == "whatsapp" else phone.number
    for message in state.messages():
        if message.inbound or message.recipient != address:
            continue
        if message.status in ("failed", "undelivered"):
            yield Line("failed", message.created_at, body=message.body, code=message.error_code or 0)
        elif message.status == "sent" and channel == "whatsapp" and phone.unreachable:
            yield Line("pending", message.created_at, body=message.body)

"""The line that stands for a file in an issue or comment: awaited, kept, or not kept and why. Both halves of its form.

Whoever writes such a line himself reaches nothing by it: only messages that the signed first line names count, and only
files of our own account are fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from bot.core.messages import MessageSid
from bot.rules.text.inert import code, words
from bot.rules.text.insides import Cards, Inside, Recording
from bot.rules.text.invoices import Invoice
from bot.rules.text.media_types import (
    FETCHABLE,
    AwaitedFile,
    DroppedFile,
    DropReason,
    Fate,
    claimed,
    of_extension,
)
from bot.rules.texts import Texts

MAX_CARDS_CHARACTERS = 2_000  # of the contact cards of one message
_CODE_LETTERS = 6
_SIGNS = {"audio": "🎤", "video": "🎬"}

_LINE = (
    r"^.*<!-- {word} (?P<sid>\w+) (?P<place>\d{{1,2}})/(?P<count>\d{{1,2}}) (?P<kind>\w+)"
    r" (?P<source>\w+/\w+){end} -->$"
)
# Ends the line that stands for a file until it is kept, and that for one that is not kept.
_AWAITED = re.compile(_LINE.format(word="(?P<word>file|asked)", end=""), re.MULTILINE)
_UNKEPT = re.compile(_LINE.format(word="unkept", end=r" (?P<reason>\w+)"), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class UnkeptFile:
    """A file that a line says is not kept."""

    file: AwaitedFile
    reason: DropReason

    @property
    def code(self) -> str:
        """What names it where several messages have an attachment of its number."""
        return self.file.source[-_CODE_LETTERS:].lower()


def awaited(body: str) -> list[AwaitedFile]:
    """Return the files that an issue or comment of ours still waits for."""
    return [found for line in _AWAITED.finditer(body) if (found := _file_of(line))]


def unkept(body: str) -> list[UnkeptFile]:
    """Return the files of our account that an issue or comment of ours says are not kept."""
    return [
        UnkeptFile(found, DropReason(line["reason"]))
        for line in _UNKEPT.finditer(body)
        if line["reason"] in set(DropReason) and (found := _file_of(line))
    ]


def asked_for(body: str, file: AwaitedFile, texts: Texts) -> str:
    """Return an issue or comment of ours in which a file that was not kept is awaited again."""
    return completed(body, {file: replace(file, asked=True)}, texts)


def completed(body: str, fates: Mapping[AwaitedFile, Fate], texts: Texts) -> str:
    """Return an issue or comment of ours with what became of files that it waited for, or that were not kept."""

    def show(line: re.Match[str]) -> str:
        file = _file_of(line)
        fate = fates.get(file) if file else None
        return shown(file.place + 1, file.count, fate, texts) if file and fate else line[0]

    return _UNKEPT.sub(show, _AWAITED.sub(show, body))


def shown(place: int, count: int, file: Fate, texts: Texts) -> str:
    """Return a kept file as a picture or a link, or why it is not kept; in its name nothing acts."""
    if isinstance(file, AwaitedFile):
        line = texts.inbound.media_awaited.format(place=place, kind=code(file.content_type))
        return f"{line} {_key('asked' if file.asked else 'file', file)}"
    if isinstance(file, DroppedFile):
        return _dropped(place, file, texts)
    name = file.name.replace("_", r"\_")  # `file_names.safe` leaves nothing else that acts in a link's text
    if file.image:
        return f"[![{name}]({file.image})]({file.page})"
    sign = _SIGNS.get(file.content_type.partition("/")[0], "📎")
    link = f"{sign} [{name}]({file.page}) ({code(file.content_type)})"
    return f"{link} · {_told(file.inside, count, texts)}" if file.inside else link


def _told(inside: Inside, count: int, texts: Texts) -> str:
    """Return in a line what is in a file, in which nothing acts."""
    match inside:
        case Recording(seconds):
            return f"⏱️ {seconds // 60}:{seconds % 60:02}"
        case Cards(cards):
            people = ", ".join(" ".join(part for part in (one.name, one.number) if part) for one in cards)
            room = MAX_CARDS_CHARACTERS // count
            called = texts.inbound.contact_card if len(cards) == 1 else texts.inbound.contact_cards
            return f"{called} {words(people if len(people) <= room else f'{people[:room]}…')}"
        case Invoice(model, number, issuer, issued, total):
            parts = [f"🧾 **{model} {number}**", words(issuer) if issuer else ""]
            parts += [
                texts.dates.write_day(issued) if issued else "",
                texts.inbound.amount(total) if total else "",
            ]
            return " · ".join(part for part in parts if part)
        case _:
            assert_never(inside)


def _dropped(place: int, dropped: DroppedFile, texts: Texts) -> str:
    why = texts.media_reasons[dropped.reason].format(limit=dropped.megabytes)
    line = texts.media_not_kept.format(place=place, kind=code(dropped.content_type), why=why)
    if dropped.file is None:
        return line
    if dropped.reason in FETCHABLE:
        line = f"{line} {texts.inbound.media_at_twilio.format(sid=code(dropped.file.sid), place=place)}"
    return f"{line} {_key('unkept', dropped.file, f' {dropped.reason}')}"


def _file_of(line: re.Match[str]) -> AwaitedFile | None:
    kind, count = of_extension(line["kind"]), int(line["count"])
    if not kind or not count:
        return None
    asked = line.groupdict().get("word") == "asked"
    return AwaitedFile(MessageSid(line["sid"]), int(line["place"]), count, kind.name, line["source"], asked)


def _key(word: str, file: AwaitedFile, end: str = "") -> str:
    kind = claimed(file.content_type)
    extension = kind.extension if kind else ""
    return f"<!-- {word} {file.sid} {file.place}/{file.count} {extension} {file.source}{end} -->"

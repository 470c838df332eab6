"""What became of a broadcast, line by line: as one page, as JSON, and as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from bot.cli import language, moments, order_lines, screen
from bot.core import clock
from bot.core.messages import Address
from bot.core.sentences import Sentence
from bot.core.settings import Language
from bot.operate.broadcast.planning import BroadcastLine
from bot.rules import texts
from bot.rules.people import contacts
from bot.rules.sending.broadcast_list import LineFault
from bot.rules.sending.policy import Allow, Defer, Refuse
from bot.rules.text import spreadsheet

COLUMNS = ("line", "number", "channel", "status", "why", "until", "code", "id", "updated_at")
MOST_GROUPS = 12  # on one page
ALLOWED, DEFERRED, REFUSED, FAULTY = "may-leave", "may-leave-later", "not-allowed", "faulty"
_WORDS = {
    ALLOWED: "can leave now",
    DEFERRED: "leaves later",
    REFUSED: "is not sent",
    FAULTY: "faulty line, is not sent",
    "unknown": "unknown, perhaps sent",
    "refused": "refused, not sent",
}
_LINE_END = "\r\n"  # of a row, by RFC 4180


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of a line, in the language of the terminal; `status` is a word for scripts."""

    line: int
    person: Address | None
    status: str
    why: str = ""
    until: datetime | None = None
    code: int = 0
    order: str = ""
    since: datetime | None = None


def fates(lines: Sequence[BroadcastLine], faults: Sequence[LineFault]) -> list[LineFate]:
    """Return what became of each line of a file, in its order."""
    found = [*map(_fate, lines)]
    found += [LineFate(fault.line, None, FAULTY, screen.shown(fault.reason)) for fault in faults]
    return sorted(found, key=lambda one: one.line)


def _fate(line: BroadcastLine) -> LineFate:
    number, person = line.recipient.line, line.recipient.person
    sentences = texts.of(Language(language.current()))
    if line.known:
        report = line.known.report
        why, until = order_lines.cause(report), report.until
        if report.code and not why:
            why = _bare(sentences.codes.get(report.code, sentences.other_code).what)
        since = line.known.since
        return LineFate(number, person, report.status, why, until, report.code, report.order, since)
    if line.not_taken:
        return LineFate(number, person, REFUSED, screen.shown_again(line.not_taken))
    match line.verdict:
        case Allow():
            return LineFate(number, person, ALLOWED)
        case Defer(until, reason):
            return LineFate(number, person, DEFERRED, _bare(sentences.reasons[reason]), until)
        case Refuse(reason, remedy):
            why = f"{sentences.reasons[reason]} {sentences.remedies[remedy]}"
            return LineFate(number, person, REFUSED, _bare(why))
        case _:
            raise AssertionError("a template needs no other template, and each line was judged")


def _bare(text: str) -> str:
    """Return a sentence of issues without the marks of code, and without the last full stop."""
    return text.replace("`", "").removesuffix(".")


def counts(found: Sequence[LineFate], zone: tzinfo | None) -> Iterator[str]:
    """Yield how many lines each fate has, the commonest first; of those that wait, from when to when."""
    groups: dict[tuple[str, str, int], list[LineFate]] = {}
    for one in found:
        groups.setdefault((one.status, one.why, one.code), []).append(one)
    listed = sorted(groups.values(), key=len, reverse=True)
    width = len(str(len(listed[0]))) if listed else 1
    for group in listed[:MOST_GROUPS]:
        yield f"  {len(group):>{width}}  {_in_words(group, zone)}"
    left = sum(map(len, listed[MOST_GROUPS:]))
    if left:
        yield f"  {left:>{width}}  {screen.shown('others: --report lists each line')}"


def _in_words(group: Sequence[LineFate], zone: tzinfo | None) -> str:
    first = group[0]
    told: str = screen.shown(_WORDS.get(first.status, first.status))
    waits = sorted(one.until for one in group if one.until)
    if waits:
        earliest, latest = (moments.written(moment, zone) for moment in (waits[0], waits[-1]))
        pattern = "{status}, from {first} on" if earliest == latest else "{status}, from {first} to {last}"
        told = screen.shown(Sentence(pattern, status=told, first=earliest, last=latest))
    if first.code:
        told = " ".join([told, f"Twilio {first.code}"])
    return f"{told}: {first.why}" if first.why else told


def as_data(found: Sequence[LineFate], *, revealed: bool) -> list[dict[str, Any]]:
    """Return the same for scripts."""
    rows = (_values(one, _iso(one.until), _iso(one.since), revealed=revealed) for one in found)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def table(found: Sequence[LineFate], zone: tzinfo | None, *, revealed: bool) -> str:
    """Return the file that a spreadsheet opens in the language of the terminal; no cell of it is a formula."""
    separator = ";" if language.current() == language.PORTUGUESE else ","
    rows = [spreadsheet.row(COLUMNS, separator)]
    for one in found:
        shown = replace(one, status=screen.shown(_WORDS.get(one.status, one.status)))
        values = _values(shown, _in_cell(one.until, zone), _in_cell(one.since, zone), revealed=revealed)
        rows.append(spreadsheet.row(("" if value is None else str(value) for value in values), separator))
    return spreadsheet.BYTE_ORDER_MARK + "".join(f"{row}{_LINE_END}" for row in rows)


def _iso(moment: datetime | None) -> str | None:
    return clock.iso(moment) if moment else None


def _in_cell(moment: datetime | None, zone: tzinfo | None) -> str | None:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else None


def _values(one: LineFate, until: str | None, since: str | None, *, revealed: bool) -> tuple[object, ...]:
    number = channel = None
    if one.person:
        number = one.person.value if revealed else contacts.masked(one.person)
        channel = one.person.channel.value
    return (
        *(one.line, number, channel, one.status, one.why or None, until),
        *(one.code or None, one.order or None, since),
    )

"""What became of a broadcast, line by line: as one page, as JSON, and as a table for a spreadsheet."""

from __future__ import annotations

from collections import Counter
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
ALLOWED, DEFERRED, REFUSED, FAULTY = "may-leave", "may-leave-later", "not-allowed", "faulty"
_WORDS = {
    ALLOWED: "can leave now",
    DEFERRED: "leaves later",
    REFUSED: "is not sent",
    FAULTY: "faulty line, is not sent",
    "unknown": "unknown, perhaps sent",
    "refused": "refused, not sent",
}
_MARK, _LINE_END = "\ufeff", "\r\n"  # by which Excel knows UTF-8, and RFC 4180 the end of a row


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of a line, in the language of the terminal; `status` is a word for scripts."""

    line: int
    person: Address | None
    status: str
    why: str = ""
    until: str = ""
    code: int = 0
    order: str = ""
    since: datetime | None = None

    @property
    def words(self) -> str:
        """Return it as one line of a summary."""
        status = screen.shown(_WORDS.get(self.status, self.status))
        if self.until:
            status = screen.shown(Sentence("leaves from {moment} on", moment=self.until))
        code = f"Twilio {self.code}" if self.code else ""
        head = " ".join(part for part in (status, code) if part)
        return f"{head}: {self.why}" if self.why else head


def fates(lines: Sequence[BroadcastLine], faults: Sequence[LineFault], zone: tzinfo | None) -> list[LineFate]:
    """Return what became of each line of a file, in its order."""
    found = [_fate(line, zone) for line in lines]
    found += [LineFate(fault.line, None, FAULTY, screen.shown(fault.reason)) for fault in faults]
    return sorted(found, key=lambda one: one.line)


def _fate(line: BroadcastLine, zone: tzinfo | None) -> LineFate:
    number, person = line.recipient.line, line.recipient.person
    if line.known:
        report = line.known.report
        why = order_lines.why(report.reason, zone) if report.reason else ""
        return LineFate(number, person, report.status, why, "", report.code, report.order, line.known.since)
    if line.not_taken:
        return LineFate(number, person, REFUSED, screen.shown_again(line.not_taken))
    sentences = texts.of(Language(language.current()))
    match line.verdict:
        case Allow():
            return LineFate(number, person, ALLOWED)
        case Defer(until, reason):
            until_when = moments.written(until, zone)
            return LineFate(number, person, DEFERRED, _bare(sentences.reasons[reason]), until_when)
        case Refuse(reason, remedy):
            why = f"{sentences.reasons[reason]} {sentences.remedies[remedy]}"
            return LineFate(number, person, REFUSED, _bare(why))
        case _:
            raise AssertionError("a template needs no other template, and each line was judged")


def _bare(text: str) -> str:
    """Return a sentence of issues without the marks of code, and without the last full stop."""
    return text.replace("`", "").removesuffix(".")


def counts(found: Sequence[LineFate]) -> Iterator[str]:
    """Yield how many lines each fate has, the commonest first."""
    counted = Counter(one.words for one in found).most_common()
    width = max((len(str(count)) for _, count in counted), default=1)
    for words, count in counted:
        yield f"  {count:>{width}}  {words}"


def as_data(found: Sequence[LineFate], *, revealed: bool) -> list[dict[str, Any]]:
    """Return the same for scripts."""
    return [
        dict(
            zip(
                COLUMNS,
                _values(one, clock.iso(one.since) if one.since else None, revealed=revealed),
                strict=True,
            )
        )
        for one in found
    ]


def table(found: Sequence[LineFate], zone: tzinfo | None, *, revealed: bool) -> str:
    """Return the file that a spreadsheet opens in the language of the terminal; no cell of it is a formula."""
    separator = ";" if language.current() == language.PORTUGUESE else ","
    rows = [spreadsheet.row(COLUMNS, separator)]
    for one in found:
        since = f"{one.since.astimezone(zone):%Y-%m-%d %H:%M:%S}" if one.since else None
        shown = replace(one, status=screen.shown(_WORDS.get(one.status, one.status)))
        values = _values(shown, since, revealed=revealed)
        rows.append(spreadsheet.row(("" if value is None else str(value) for value in values), separator))
    return _MARK + "".join(f"{row}{_LINE_END}" for row in rows)


def _values(one: LineFate, since: str | None, *, revealed: bool) -> tuple[object, ...]:
    number = channel = None
    if one.person:
        number = one.person.value if revealed else contacts.masked(one.person)
        channel = one.person.channel.value
    return (
        *(one.line, number, channel, one.status, one.why or None, one.until or None),
        *(one.code or None, one.order or None, since),
    )

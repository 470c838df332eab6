"""A table as spreadsheets save it: bytes -> header and rows, whatever the encoding and separator."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.rules.text import command_lines

MAX_BYTES = 10_000_000
_SEPARATORS = (";", ",", "\t")
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, which Excel calls "Unicode text"
_SAVE_AGAIN = "Save it again as `CSV UTF-8`."


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row, and the line of the file in which it begins."""

    line: int
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The header and the rows that are not empty."""

    header: TableRow
    rows: tuple[TableRow, ...]


def read(content: bytes, known: Sequence[str], most_rows: int) -> CsvTable:
    """Return the table; raises BotError where the file is none.

    The separator is the one by which the header has most of the `known` names, as `plain` writes them.
    """
    if len(content) > MAX_BYTES:
        raise BotError(
            Sentence("The file has more than {most} MB.", most=MAX_BYTES // 1_000_000),
            "Split it into several.",
        )
    text = _decoded(content)
    lines, named = _without_hint(text)
    first = 1 if lines is text else 2
    try:
        separator = named or _separator(lines.partition("\n")[0], known)
    except csv.Error:
        raise _unreadable(first) from None
    rows = list(_rows(lines, separator, first, most_rows))
    if not rows:
        raise BotError("The file is empty.", "Its first line names the columns, such as `telefone;nome`.")
    return CsvTable(rows[0], tuple(rows[1:]))


def plain(name: str) -> str:
    """Return the name of a column without what people vary: case, accents, blanks, dashes."""
    return "_".join(command_lines.plain(name).replace("-", " ").replace("_", " ").split())


def _decoded(content: bytes) -> str:
    if content.startswith(_WIDE) or b"\0" in content:
        raise BotError("The file is no CSV, or one in UTF-16.", _SAVE_AGAIN)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise BotError("The file is text neither in UTF-8 nor in Windows-1252.", _SAVE_AGAIN) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_hint(text: str) -> tuple[str, str]:
    """Return the text without Excel's own first line `sep=;`, and the separator that it names."""
    first, _, rest = text.partition("\n")
    hint = first.strip(' "').lower()
    if hint.startswith("sep=") and hint[4:] in _SEPARATORS:
        return rest, hint[4:]
    return text, ""


def _separator(header: str, known: Sequence[str]) -> str:
    def fits(separator: str) -> tuple[int, int]:
        names = [plain(name) for name in next(csv.reader([header], delimiter=separator), [])]
        return len(set(known).intersection(names)), len(names)

    return max(_SEPARATORS, key=fits)


def _rows(text: str, separator: str, first: int, most: int) -> Iterator[TableRow]:
    """Yield the rows that hold anything; `first` is the line with which the text begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    count, line = 0, first
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _unreadable(line) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            if count > most:
                raise BotError(
                    Sentence("The file has more than {most:,} rows.", most=most), "Split it into several."
                )
            count += 1
            yield TableRow(line, tuple(cells))
        line = first + reader.line_num


def _unreadable(line: int) -> BotError:
    return BotError(
        Sentence("Line {line}: a quotation mark is not closed, or a cell is too long.", line=line),
        "Correct it, or save the table as CSV again.",
    )

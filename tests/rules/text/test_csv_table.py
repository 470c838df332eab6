"""A table is read as it was meant, whatever program saved it; what is no table is refused in a sentence."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import BotError
from bot.rules.text import csv_table
from bot.rules.text.csv_table import MAX_BYTES, plain

KNOWN = ["telefone", "nome", "vencimento"]
# What Windows-1252 has too.
_CELLS = st.text(
    st.characters(codec="cp1252", exclude_characters="\r\n\0", exclude_categories=["Cc"]), max_size=12
)


def cells(content: bytes, most: int = 100) -> list[list[str]]:
    table = csv_table.read(content, KNOWN, most)
    return [list(row.cells) for row in (table.header, *table.rows)]


@given(
    rows=st.lists(st.lists(_CELLS, min_size=3, max_size=3), max_size=6),
    separator=st.sampled_from([";", ",", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    hint=st.booleans(),
)
def test_a_table_is_read_as_it_was_written(
    rows: list[list[str]], separator: str, encoding: str, line_end: str, hint: bool
) -> None:
    out = io.StringIO()
    whole = [["Telefone", "Nome", "Vencimento"], *rows]
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(whole)
    text = f"sep={separator}{line_end}{out.getvalue()}" if hint else out.getvalue()
    expected = [row for row in whole if any(cell.strip() for cell in row)]
    content = text.encode(encoding)
    if encoding == "cp1252" and _is_also_utf_8(content):
        expected = [[cell.encode("cp1252").decode() for cell in row] for row in expected]

    assert cells(content) == expected


def _is_also_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused_in_a_sentence(content: bytes) -> None:
    with suppress(BotError):
        assert csv_table.read(content, KNOWN, 100).header.cells


def test_each_row_knows_the_line_in_which_it_begins() -> None:
    content = b'sep=;\nTelefone;Nome\n\n1;"Ana\nSouza"\n;;\n2;Bia\n'
    table = csv_table.read(content, KNOWN, 100)

    assert [row.line for row in (table.header, *table.rows)] == [2, 4, 7]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\n;;\n", "The file is empty."),
        ("Telefone;Nome".encode("utf-16"), "one in UTF-16"),
        (b"PK\x03\x04\0\0", "no CSV"),
        (b"Telefone\n\x81\x8d", "neither in UTF-8 nor in Windows-1252"),
        (b'Telefone\n"1', "Line 2: a quotation mark is not closed"),
        (b"Telefone\n" + b"1\n" * 101, "more than 100 rows"),
        (b"1" * (MAX_BYTES + 1), "more than 10 MB"),
        (b"1" * 200_000, "Line 1: .*a cell is too long"),
        (b"Telefone\n" + b"1" * 200_000, "Line 2: .*a cell is too long"),
    ],
    ids=[
        "nothing",
        "blanks",
        "utf-16",
        "xlsx",
        "other bytes",
        "open quote",
        "rows",
        "bytes",
        "header",
        "cell",
    ],
)
def test_what_is_no_table_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(BotError, match=said):
        csv_table.read(content, KNOWN, 100)


@pytest.mark.parametrize("name", ["Data de Vencimento", " data  de vencimento ", "DATA-DE_VENCIMENTO"])
def test_a_name_of_a_column_is_known_however_it_is_written(name: str) -> None:
    assert plain(name) == "data_de_vencimento"
    assert plain("Número") == "numero"

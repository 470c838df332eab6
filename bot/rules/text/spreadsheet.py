"""Rows as CSV that a spreadsheet opens without executing anything in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
# A cell that begins with one of these may be a formula (owasp.org/www-community/attacks/CSV_Injection), also in its
# full-width form and behind blanks, which spreadsheets leave out.
_STARTS = "=+-@\uff1d\uff0b\uff0d\uff20"


def cell(value: str) -> str:
    """Return a value as a spreadsheet takes it for text: what could be a formula gets an apostrophe before it."""
    risky = value.strip()[:1]
    is_risky = (risky and risky in _STARTS) or value[:1] in ("\t", "\r", "\n")
    return f"'{value}" if is_risky else value


def row(values: Iterable[str], separator: str = ",") -> str:
    """Return a row of RFC 4180, without its line end."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="").writerow(map(cell, values))
    return out.getvalue()

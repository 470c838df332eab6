"""What the XML of a Brazilian invoice says, in a line: who issued it, its number, its day and its total. No I/O.

The sources of the names are the manuals of NF-e and NFC-e (MOC 7.0), CT-e (MOC 4.00), MDF-e (MOC 3.00), of the
national NFS-e (1.00) and of that of towns (ABRASF 1.0 and 2.04), which many of them write without its namespace.
Whoever sends a file chose its content: nothing in it makes this fail, take long, or read anything else. A document with
a DTD is not read at all, so that it has no entities, neither bombs nor of other files; none of these invoices has one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.parsers import expat

MAX_BYTES = 4_000_000  # an NF-e may have 500 kB, an MDF-e 600
MAX_DEPTH, MAX_ELEMENTS = 50, 100_000
_MAX_VALUE = 200
_CHUNK = 65_536

_AMOUNT = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,4})?")
_DECLARED = re.compile(rb"^[\xfe\xff]|encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, or another fiscal document; what it does not say is empty or None."""

    model: str
    number: str
    issuer: str = field(repr=False)
    issued: date | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _FiscalForm:
    """A kind of document, and where its shown values are: only `within` these elements."""

    model: str
    number: str
    issued: str = "ide/dhEmi"
    issuer: str = "emit/xNome"
    total: str = ""
    earlier_total: str = ""
    within: tuple[str, ...] = ()

    @property
    def wanted(self) -> frozenset[str]:
        totals = (self.total, self.earlier_total)
        return frozenset((self.number, self.issued, self.issuer, *totals, "ide/mod", "ide/dEmi")) - {""}

    def is_at(self, path: Sequence[str]) -> bool:
        """Return whether the enclosing elements are the expected ones."""
        return not self.within or tuple(path[-1 - len(self.within) : -1]) == self.within


# By the element that holds what is signed.
_FORMS: Mapping[str, _FiscalForm] = {
    "infNFe": _FiscalForm("NF-e", "ide/nNF", total="total/ICMSTot/vNF"),
    "infCte": _FiscalForm("CT-e", "ide/nCT", total="vPrest/vTPrest"),
    "infMDFe": _FiscalForm("MDF-e", "ide/nMDF"),
    "infNFSe": _FiscalForm("NFS-e", "nNFSe", "DPS/infDPS/dhEmi", total="valores/vLiq"),
    "InfNfse": _FiscalForm(
        "NFS-e",
        "Numero",
        "DataEmissao",
        "PrestadorServico/RazaoSocial",
        "ValoresNfse/ValorLiquidoNfse",
        "Servico/Valores/ValorLiquidoNfse",
        ("CompNfse", "Nfse"),
    ),
}
_MODELS = {"65": "NFC-e", "67": "CT-e OS"}


class _StopReading(Exception):  # noqa: N818 - it ends what is enough or too much; nothing went wrong
    """Nothing further of the document is read."""


@dataclass(slots=True)
class _Reader:
    """Takes what the parser finds; `found` are the values of the first document of a known form, by their places."""

    path: list[str] = field(default_factory=list)
    elements: int = 0
    form: _FiscalForm | None = None
    base: int = 0
    found: dict[str, str] = field(default_factory=dict)
    value: str = ""

    def start(self, name: str, _attributes: object) -> None:
        self.path.append(name.rpartition(":")[2])
        self.elements += 1
        self.value = ""
        if len(self.path) > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise _StopReading
        form = _FORMS.get(self.path[-1]) if self.form is None else None
        if form and form.is_at(self.path):
            self.form, self.base = form, len(self.path)

    def text(self, text: str) -> None:
        if self.form and len(self.value) < _MAX_VALUE:
            self.value += text[:_MAX_VALUE]

    def end(self, _name: str) -> None:
        if self.form:
            place = "/".join(self.path[self.base :])
            if place in self.form.wanted and place not in self.found:
                self.found[place] = " ".join(self.value.split())[:_MAX_VALUE]
            if not place:
                raise _StopReading
        self.path.pop()
        self.value = ""

    def refuse(self, *_: object) -> None:
        self.form = None
        raise _StopReading


def read(content: bytes) -> Invoice | None:
    """Return what a document says, None where it is too large, damaged, hostile, or of no known form."""
    if len(content) > MAX_BYTES:
        return None
    # Some programs declare UTF-8, or nothing, which means the same, and write Latin-1.
    others = ("iso-8859-1",) if _DECLARED.search(content[:_MAX_VALUE]) is None else ()
    for encoding in (None, *others):
        reader = _Reader()
        if _parsed(content, encoding, reader):
            return _invoice(reader)
    return None


def _parsed(content: bytes, encoding: str | None, reader: _Reader) -> bool:
    """Return whether the content is well formed, as far as it is of interest."""
    parser = _parser(encoding, reader)
    try:
        for at in range(0, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK])
        parser.Parse(b"", True)  # noqa: FBT003 - it takes no names
    except _StopReading:
        return True
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def _parser(encoding: str | None, reader: _Reader) -> expat.XMLParserType:
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _invoice(reader: _Reader) -> Invoice | None:
    form, found = reader.form, reader.found
    number = found.get(form.number, "") if form else ""
    if form is None or not _NUMBER.fullmatch(number):
        return None
    total = found.get(form.total) or found.get(form.earlier_total, "")
    return Invoice(
        _MODELS.get(found.get("ide/mod", ""), form.model),
        number,
        found.get(form.issuer, ""),
        _day(found.get(form.issued) or found.get("ide/dEmi", "")),
        Decimal(total) if _AMOUNT.fullmatch(total) else None,
    )


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None

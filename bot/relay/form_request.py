"""A request whose form is read in a tenth of werkzeug's time: the relay answers little else than Twilio's forms."""

from __future__ import annotations

import binascii
import re
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from flask import Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from bot.relay.door import MAX_PARAMETERS

_FORM = "application/x-www-form-urlencoded"
# In the environ of WSGI: the body, where the server has it whole.
BODY = "bot.body"
_INVALID = "werkzeug.url_quote"  # as werkzeug's own parser: what is no UTF-8 stays quoted
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
# Quoted-printable (RFC 2045) but for its line ends: `=41` for A. So C code decodes a whole form at once, with signs
# in the places of = and & that a form does not hold.
_AS_QUOTED_PRINTABLE = bytes.maketrans(b"+%=&", b" =\0\1")


class RequestContent(NamedTuple):
    """What came with a request, read once: its body, and the form in it."""

    body: bytes
    is_form: bool  # such as Twilio sends
    pairs: list[tuple[str, str]]  # the names and values, in order; none if the body is no form
    fields: dict[str, str]  # the first value of each name


class FormRequest(Request):
    """Reads a form as werkzeug does, which asks urllib.parse.parse_qsl; anything else is left to werkzeug."""

    @cached_property
    def announced(self) -> int:
        """How many bytes the body has, if it comes whole."""
        return (int(self.environ["CONTENT_LENGTH"]) if BODY in self.environ else self.content_length) or 0

    @cached_property
    def content(self) -> RequestContent:
        """The body, and the form in it; raises RequestEntityTooLarge, also for too many parameters."""
        whole: bytes | None = self.environ.get(BODY)
        # Of one that is too large, only a part was read.
        body = self.get_data() if whole is None or self.announced != len(whole) else whole
        kind = self.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        is_form = kind in ("", _FORM)
        if is_form and body.count(b"&") >= MAX_PARAMETERS:
            raise RequestEntityTooLarge(f"The form has more than {MAX_PARAMETERS} parameters.")
        pairs = read_form(body) if is_form else []
        fields = dict(pairs)
        if len(fields) < len(pairs):
            fields = dict(reversed(pairs))
        return RequestContent(body, is_form, pairs, fields)

    @cached_property
    def blueprints(self) -> list[str]:
        """The names of the blueprints that the view belongs to, which Flask asks for several times."""
        return super().blueprints

    def _load_form_data(self) -> None:
        if "form" not in self.__dict__ and self.mimetype == _FORM:
            files: ImmutableMultiDict[str, object] = ImmutableMultiDict()
            self.__dict__.update(form=ImmutableMultiDict(self.content.pairs), files=files)
            return
        super()._load_form_data()


def of_request() -> FormRequest:
    """Return the current request."""
    asked: FormRequest = request._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - werkzeug documents it
    return asked


def read_form(body: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a form; none if it is no text."""
    plain = _read_plain(body)
    return _read_any(body) if plain is None else plain


def _read_plain(body: bytes) -> list[tuple[str, str]] | None:
    """Read a form as Twilio writes them, None if it may be another."""
    # A letter of which one byte is escaped and the next is not is no text.
    if not body.isascii() or b"\n" in body or b"\r" in body or _BROKEN_ESCAPE.search(body):
        return None
    try:
        text = binascii.a2b_qp(body.translate(_AS_QUOTED_PRINTABLE)).decode()
        pairs = [(name, value) for name, value in [part.split("\0") for part in text.split("\1")]]
    except ValueError:  # no UTF-8, or a part without = or with several
        return None
    return pairs if len(pairs) == body.count(b"&") + 1 == body.count(b"=") else None


def _read_any(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return []
    pairs = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def _decoded(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    return unquote(text, errors=_INVALID) if "%" in text else text

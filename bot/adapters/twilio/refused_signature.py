"""Finds out why a signature was refused: which other address or which of our tokens it would have fitted.

Nothing is accepted here. That an address fits one of our tokens shows that Twilio signed it, so it may be logged; what
fits nothing is not repeated anywhere, since anybody can send it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.adapters.twilio import signature
from bot.adapters.twilio.signature import Pairs

# Twilio's own requests are far smaller; each candidate costs a hash over all of it.
MAX_BODY_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class RefusedRequest:
    """What was signed, and by which hosts the request was addressed: the headers Host and X-Forwarded-Host."""

    path: str
    query: bytes
    form: Pairs
    signature: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What to correct, and whether Twilio surely sent the request for our account."""

    remedy: str
    ours: bool


def explain(
    request: RefusedRequest, public_url: str, tokens: Mapping[str, str], *, ours: bool
) -> Explanation:
    """Return what is probably wrong.

    `tokens` are the auth tokens by the names of their variables; `ours` says whether the form names our account.
    """
    for name, token in tokens.items():
        for base, path in _addresses(request, public_url):
            if signature.authentic([token], base, path, request.query, request.form, request.signature):
                return Explanation(_at(base, path, request, name), ours=True)
        if request.query and signature.authentic(
            [token], public_url, request.path, b"", request.form, request.signature
        ):
            sentence = f"It fits {name} without its query: something on the way appends one."
            return Explanation(sentence, ours=True)
    if ours:
        sentence = (
            f"It fits {' or '.join(tokens)} at no address that the request names. Set TWILIO_AUTH_TOKEN to the "
            "primary token in Twilio's console; if it is, make the address there and relay.public_url the same."
        )
        return Explanation(sentence, ours=True)
    sentence = (
        "The form does not name our account. If Twilio sent it, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are of "
        "another account than the number."
    )
    return Explanation(sentence, ours=False)


def _addresses(request: RefusedRequest, public_url: str) -> Iterator[tuple[str, str]]:
    """Yield addresses that people mistake for ours, as base and path."""
    slash = request.path.removesuffix("/") if request.path.endswith("/") else f"{request.path}/"
    host = urlsplit(public_url).netloc
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    hosts = dict.fromkeys([host, other, *filter(None, map(_host, request.hosts))])
    for name in hosts:
        for scheme in ("https", "http"):
            for path in (request.path, slash):
                yield f"{scheme}://{name}", path


def _host(header: str) -> str:
    """Return a host as a header names it, empty if it is none."""
    name = header.partition(",")[0].strip()
    return name if name.isascii() and not set(name) - _HOST_CHARACTERS else ""


_HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")


def _at(base: str, path: str, request: RefusedRequest, token: str) -> str:
    if path != request.path:
        return f"It fits {token} at {base}{path}: something on the way changes the slash at the end."
    return (
        f"It fits {token} at {base}, the address at Twilio: set relay.public_url to it, or correct it there."
    )

"""Signs and checks X-Twilio-Signature; both halves are here so that they cannot drift apart.

The rules are those of twilio.com/docs/usage/webhooks/webhooks-security: HMAC-SHA1 with the auth token over the
full URL and, for a form, every parameter name and value, sorted by name and by value, repetitions left out.
A JSON body counts through the `bodySHA256` in the query.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from twilio.request_validator import RequestValidator

_SHAPE = re.compile(r"[A-Za-z0-9+/]{27}=")  # the 20 bytes of an HMAC-SHA1 as base64


Pairs = Sequence[tuple[str, str]]  # the names and values of a form, which may be repeated


class Form(Protocol):
    """A form as Twilio's validator reads it, such as werkzeug's MultiDict."""

    def keys(self) -> Iterable[str]: ...

    def getlist(self, key: str, /) -> list[str]: ...


class _ReadForm(dict[str, list[str]]):
    def __init__(self, pairs: Pairs) -> None:
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getlist(self, key: str, /) -> list[str]:
        return self[key]


def sign(url: str, params: Form | Mapping[str, str], token: str) -> str:
    """Return what Twilio puts into X-Twilio-Signature; for a JSON body pass its URL and no params."""
    signature: str = RequestValidator(token).compute_signature(url, params)
    return signature


def has_shape(signature: str) -> bool:
    """Return whether it could be a signature at all, which needs no look at the body."""
    return bool(_SHAPE.fullmatch(signature))


def authentic(
    tokens: Sequence[str], base_url: str, path: str, query: bytes, body: Pairs | bytes, signature: str | None
) -> bool:
    """Whether Twilio signed the request with one of the tokens.

    `base_url` is the address configured at Twilio, since proxies rewrite what arrives; `query` is the query string
    as it arrived, since decoding it changes what was signed; `body` is the form, or the bytes of a JSON body.
    Anything that cannot be checked, such as a missing signature, is not authentic.
    """
    if not signature or not has_shape(signature):
        return False
    try:
        url = f"{base_url}{path}{'?' if query else ''}{query.decode('ascii')}"
        if not isinstance(body, bytes) and _plainly_authentic(tokens, url, body, signature):
            return True
        params = body.decode() if isinstance(body, bytes) else _ReadForm(body)
        matching = [RequestValidator(token).validate(url, params, signature) for token in tokens]
    # What RequestValidator raises on a bad port, and on a JSON body without its hash in the address.
    except (TypeError, ValueError):
        return False
    return any(matching)


def _plainly_authentic(tokens: Sequence[str], url: str, form: Pairs, signature: str) -> bool:
    """Check the usual case in a tenth of the time; RequestValidator decides what this does not accept."""
    content = (url + "".join(map("".join, sorted(set(form))))).encode()
    given = signature.encode()
    digests = [base64.b64encode(hmac.digest(token.encode(), content, hashlib.sha1)) for token in tokens]
    matching = [hmac.compare_digest(digest, given) for digest in digests]
    return any(matching)

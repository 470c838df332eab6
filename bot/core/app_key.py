"""The private key of a GitHub App, in each form in which `.env` may hold it. Pure."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_BEGIN = "-----BEGIN"


def normal(text: str) -> str:
    r"""Return the key as PEM, in its canonical form; raises ValueError if it is not an RSA key.

    It may be the file as it is, with `\n` for its line ends, or base64 of the file.
    """
    pem = text.strip().replace("\\n", "\n")
    if not pem.startswith(_BEGIN):
        pem = base64.b64decode("".join(pem.split()), validate=True).decode("ascii")
    return (
        loaded(pem)
        .private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        .decode("ascii")
    )


def one_line(pem: str) -> str:
    """Return the key in the form that every reader of `.env` accepts, quoted or not: base64 of the file."""
    return base64.b64encode(pem.encode("ascii")).decode("ascii")


def fingerprint(pem: str) -> str:
    """Return what GitHub shows of the key on the App's page (docs: verifying private keys)."""
    return public_fingerprint(loaded(pem).public_key())


def public_fingerprint(key: RSAPublicKey) -> str:
    """Return the same of a public key."""
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"SHA256:{base64.b64encode(hashlib.sha256(public).digest()).decode('ascii')}"


@lru_cache(
    maxsize=8
)  # each look at `.env`, and each proof, needs the same key again, whose validation takes some 60 ms
def loaded(pem: str) -> RSAPrivateKey:
    """Return the key that PEM holds; raises ValueError if it holds no RSA key that can be read."""
    try:
        key = load_pem_private_key(pem.encode("ascii"), password=None)
    except (TypeError, UnsupportedAlgorithm):  # it needs a password, or is of an unknown kind
        raise ValueError("a key that cannot be read") from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("a key of another kind")  # noqa: TRY004 - the value is wrong, not its type
    return key

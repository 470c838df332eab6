"""Types of secrets: what everybody knows, or could guess, is refused before anything relies on it."""

import re
from typing import Annotated

from pydantic import BeforeValidator, SecretStr

from bot.core.contact_keys import MIN_DIFFERENT

MIN_TOKEN_CHARACTERS = 24
# Random values never have so few different characters, nor repeat one so often; examples do, such as
# `github_pat_xxxxxxxxxxxxxxxxxxxx`.
_REPEATED = re.compile(r"(.)\1{11}", re.DOTALL)
_REAL = "a secret of your own: this one is an example or can be guessed"
_OF_YOUR_OWN = (
    "a token of your own: this one is an example or can be guessed; `bot config new-token` makes one"
)


def is_guessable(value: str | bytes) -> bool:
    """Return whether the value cannot have been made at random."""
    text = value if isinstance(value, str) else value.decode("latin-1")
    return len(set(text)) < MIN_DIFFERENT or bool(_REPEATED.search(text))


_VISIBLE = re.compile(r"[!-~]+")
# Each a name, and the hash of a password, without which the administrator signs in by a link alone.
_ADMINISTRATOR = r"[a-z0-9][a-z0-9_-]{0,38}(?::scrypt:1[4-7]:8:[1-5]:[0-9a-f]{32}:[0-9a-f]{64})?"
_ADMINISTRATORS = re.compile(rf"{_ADMINISTRATOR}(?:,{_ADMINISTRATOR})*")
_CLEAN = (
    "letters, digits and signs without accents, blanks or curly quotes: copy it once more, without quotes"
)


def _secret(value: str) -> SecretStr:
    if not _VISIBLE.fullmatch(value):
        raise ValueError(_CLEAN)
    if is_guessable(value):
        raise ValueError(_REAL)
    return SecretStr(value)


def _auth_token(value: str) -> SecretStr:
    if not re.fullmatch("[0-9a-f]{32}", value):
        raise ValueError("the auth token of the Twilio console, 32 hexadecimal digits")
    return _secret(value)


def _api_tokens(value: str) -> SecretStr:
    for part in value.split(","):
        name, colon, token = part.strip().partition(":")
        if not colon or not re.fullmatch(r"[\w-]+", name) or len(token) < MIN_TOKEN_CHARACTERS:
            raise ValueError(
                "name:token pairs separated by commas, each token of 24 characters or more; `bot config new-token` "
                "makes one"
            )
        if not _VISIBLE.fullmatch(token):
            raise ValueError(_CLEAN)
        if is_guessable(token):
            raise ValueError(_OF_YOUR_OWN)
    return SecretStr(value)


def _metrics_token(value: str) -> SecretStr:
    if not re.fullmatch(rf"[!-~]{{{MIN_TOKEN_CHARACTERS},}}", value):
        raise ValueError("24 visible ASCII characters or more; `bot config new-token` makes one")
    if is_guessable(value):
        raise ValueError(_OF_YOUR_OWN)
    return SecretStr(value)


def _administrators(value: str) -> SecretStr:
    if not _ADMINISTRATORS.fullmatch(value):
        raise ValueError("what `bot console password` writes: name:hash, of several separated by commas")
    return SecretStr(value)


def _api_key(value: str) -> SecretStr:
    sid, _, secret = value.partition(":")
    if not re.fullmatch(r"SK[0-9a-f]{32}", sid) or not re.fullmatch(r"\S+", secret):
        raise ValueError("the SID of the key, a colon and its secret: SK...:...")
    return SecretStr(f"{sid}:{_secret(secret).get_secret_value()}")


Secret = Annotated[SecretStr, BeforeValidator(_secret)]
AuthToken = Annotated[SecretStr, BeforeValidator(_auth_token)]
MetricsToken = Annotated[SecretStr, BeforeValidator(_metrics_token)]
ApiTokens = Annotated[SecretStr, BeforeValidator(_api_tokens)]
Administrators = Annotated[SecretStr, BeforeValidator(_administrators)]
ApiKey = Annotated[SecretStr, BeforeValidator(_api_key)]

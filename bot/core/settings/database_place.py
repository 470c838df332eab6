"""The place where the relay keeps its store: a file, or the address of a PostgreSQL without its password."""

from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator

SCHEMES = ("postgresql", "postgres")
_EXAMPLE = "a file such as data/relay.db, or postgresql://user@host:5432/database"


def _database_place(value: str) -> str:
    """Refuse a password, which would be committed with the file, and what is neither a file nor a PostgreSQL."""
    scheme, colon, _ = value.partition("://")
    if not colon:
        return value
    try:
        address = urlsplit(value)
        _ = address.port
    except ValueError:
        raise ValueError(_EXAMPLE) from None
    if address.password or "password" in parse_qs(address.query, keep_blank_values=True):
        raise ValueError("the address without the password, which belongs to RELAY_DATABASE_PASSWORD in .env")
    if scheme not in SCHEMES or not address.path.strip("/"):
        raise ValueError(_EXAMPLE)
    return value


DatabasePlace = Annotated[str, AfterValidator(_database_place)]

"""Types of web addresses: only what Twilio can call, and nothing that carries secrets in clear over a network."""

import ipaddress
import re
from typing import Annotated

from pydantic import AfterValidator

from bot.core.sentences import Sentence

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:.]+\]|[^/?#\s@:\[\]]+)(?::(?P<port>[^/?#\s@]*))?"
)
_NAME = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE
)
# RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal: names that no public server has.
_LOCAL_ENDINGS = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid")
_EXAMPLES = ("your-domain.com", "seu-dominio.com")
_PUBLIC = "the address that Twilio calls, without a path, such as https://bot.escritorio.com.br"


def is_loopback(url: str) -> bool:
    """Return whether only this machine can reach the address: it is for trials without Twilio."""
    return is_loopback_host(_parts(url)[1])


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.lower().endswith(_LOCAL_ENDINGS)


def is_loopback_host(host: str) -> bool:
    """Return whether a name or an address is of this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _parts(url: str) -> tuple[str, str, str | None]:
    """Return scheme, host and port; raises ValueError where it is no web address."""
    found = _URL.match(url)
    if not found:
        raise ValueError(_PUBLIC)
    return found["scheme"], found["host"].strip("[]"), found["port"]


def public_url(value: str) -> str:
    """Refuse what Twilio would refuse with error 21609 at every message (twilio.com/docs/api/errors/21609)."""
    url = value.rstrip("/")
    if not url:
        return ""
    if not _URL.fullmatch(url):
        raise ValueError(_PUBLIC)
    scheme, host, port = _parts(url)
    if not host.isascii():
        raise ValueError("a host name in plain letters; one with accents is written in its form xn--...")
    if "_" in host:
        raise ValueError("a host name without an underscore, which Twilio does not call")
    if port is not None and not (port.isdecimal() and 0 < int(port[:6]) <= 65535):
        raise ValueError("an address with a port from 1 to 65535, or better without one")
    if not (is_loopback_host(host) or _is_address(host) or _NAME.fullmatch(host)):
        raise ValueError(Sentence("a whole host name: {address}", address=_PUBLIC))
    if _is_private(host) and not is_loopback_host(host):
        raise ValueError("an address that Twilio can reach from the internet")
    if host.lower().endswith(_EXAMPLES):
        raise ValueError("the address of your own relay; this one is an example")
    if scheme == "http" and not is_loopback_host(host):
        raise ValueError("an address that begins with https://: what people write travels over it")
    return url


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _base_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^?#\s@]+", value):
        raise ValueError("a web address, such as https://api.github.com")
    scheme, host, _ = _parts(value)
    if scheme == "http" and not is_loopback_host(host):
        raise ValueError(
            "an address that begins with https://, except on this machine: secrets travel over it"
        )
    if host.lower() in ("github.com", "www.github.com"):
        raise ValueError("the address of the API, https://api.github.com, and not that of the pages")
    return value.rstrip("/")


PublicUrl = Annotated[str, AfterValidator(public_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]

"""The addresses of the relay that Twilio has to have, and how a configured one differs from them."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, urldefrag, urlsplit

from bot.adapters.relay_client import WEBHOOK_PATH
from bot.adapters.twilio.client import RETRIES
from bot.core.settings import Settings

_RETRIED = frozenset({"5xx", "ct", "rt"})  # a relay that is restarting gives one of these
_DEMO = "demo.twilio.com"  # what a number has when it is bought
_OTHER_PREFIX = ("/api/notifications/", "/api/v1/notifications/")  # by which the relay answers too


class Difference(StrEnum):
    """How a configured address differs from the one that Twilio has to have."""

    NONE = "none"
    EMPTY = "empty"
    DEMO = "demo"
    OTHER_HOST = "other-host"
    NOT_HTTPS = "not-https"
    OTHER_PATH = "other-path"
    NO_RETRIES = "no-retries"


def inbound(settings: Settings) -> str:
    """Return the address for incoming messages."""
    return f"{settings.config.relay.public_url}{WEBHOOK_PATH}{RETRIES}"


def fallback(settings: Settings) -> str:
    """Return the address for what the first one did not take."""
    return f"{settings.config.relay.public_url}{WEBHOOK_PATH}/fallback"


def difference(configured: str, wanted: str) -> Difference:
    """Return how the configured address differs from the wanted one, above all in where it leads."""
    (here, fragment), (there, wanted_fragment) = urldefrag(configured), urldefrag(wanted)
    ours, asked = urlsplit(here), urlsplit(there)
    paths = (asked.path, asked.path.replace(*_OTHER_PREFIX))
    found = (
        (not configured, Difference.EMPTY),
        (ours.hostname == _DEMO, Difference.DEMO),
        ((ours.hostname, _port(ours)) != (asked.hostname, _port(asked)), Difference.OTHER_HOST),
        (ours.scheme != asked.scheme, Difference.NOT_HTTPS),
        (ours.path.rstrip("/") not in paths, Difference.OTHER_PATH),
        (bool(wanted_fragment) and not _retries(fragment), Difference.NO_RETRIES),
    )
    return next((difference for is_so, difference in found if is_so), Difference.NONE)


def _port(parts: SplitResult) -> int | None:
    """Return the port that is written, None for the usual one of either scheme."""
    try:
        port = parts.port
    except ValueError:
        return -1
    return None if port in (80, 443) else port


def _retries(fragment: str) -> bool:
    """Return whether Twilio retries at least once after everything that a restart of the relay causes."""
    values = {name: given[-1] for name, given in parse_qs(fragment).items()}
    policy = {part.strip() for part in values.get("rp", "").split(",")}
    return values.get("rc", "1") != "0" and ("all" in policy or policy >= _RETRIED)

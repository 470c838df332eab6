"""The relay that orders go to, and the token to use there: as options, the environment and config.yml name them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from bot.cli import here
from bot.core.errors import BotError
from bot.core.gateway import Gateway
from bot.core.sentences import Sentence, joined
from bot.core.settings import config


def of(file: Path, relay: str | None, name: str | None) -> Gateway:
    """Return the relay and the token to use there; raises BotError with whatever of both is not known or wrong."""
    environ = here.environment(file)
    faults = list[BotError]()
    url = relay or environ.get("RELAY_URL", "").strip()
    if not url:
        configuration, _ = config.read_file(file)
        url = configuration.relay.public_url if configuration else ""
    if not url:
        faults.append(
            BotError(
                "The relay's address is not known.",
                "Give its address with --relay, or in RELAY_URL or relay.public_url.",
            )
        )
    elif not _is_address(url):
        faults.append(
            BotError(
                "The relay's address is no web address.",
                "Give one such as https://bot.escritorio.com.br with --relay, or in RELAY_URL.",
            )
        )
    pairs = [pair.strip().partition(":") for pair in environ.get("GATEWAY_API_TOKENS", "").split(",")]
    tokens = {known: token for known, _, token in pairs if token}
    token = tokens.get(name) if name else next(iter(tokens.values()), None)
    if token is None:
        missing = (
            Sentence("GATEWAY_API_TOKENS holds no token called {name}.", name=name)
            if name
            else "No token is known."
        )
        remedy = "Set GATEWAY_API_TOKENS=name:token, in the environment or in .env."
        faults.append(BotError(missing, remedy))
    if faults:
        raise BotError(joined(fault.sentence for fault in faults))
    return Gateway(url.rstrip("/"), token or "")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False

"""The tokens of other systems changed for new ones: a system has two until it uses the new one."""

from __future__ import annotations

import re
import secrets

from bot import relay_door, relay_report
from bot.errors import BotError
from bot.rotation.site import Site

TOKENS = "GATEWAY_API_TOKENS"
_NAME = re.compile(r"[\w-]+", re.ASCII)


def rotate_api_token(site: Site, name: str) -> str:
    """Give a system a new token beside the one it has, and return it; raises BotError where it has two."""
    if not _NAME.fullmatch(name):
        raise BotError(f"{name!r} is no name for a token.", "Use letters, digits, - and _, such as painel.")
    pairs = _pairs(site)
    if name in relay_report.doubled([own for own, _ in pairs]):
        raise BotError(
            f"Two tokens of {name} are good already.", f"Finish first: bot rotate api-token {name} --finish"
        )
    token = secrets.token_urlsafe(32)
    _write(site, [*pairs, (name, token)])
    _see(site, token)
    if any(own == name for own, _ in pairs):
        site.say(f"Both tokens of {name} are good now. Give this one to the system, then:")
        site.say(f"  bot rotate api-token {name} --finish")
    return token


def finish_api_token(site: Site, name: str) -> None:
    """Let the older token of a system end."""
    pairs = _pairs(site)
    own = [token for known, token in pairs if known == name]
    if len(own) < 2:
        raise BotError(f"There is no older token of {name}.", f"bot rotate api-token {name} makes a new one.")
    _write(site, [pair for pair in pairs if pair[0] != name or pair[1] == own[-1]])
    _see(site, own[-1])
    site.say(f"The older token of {name} is no longer good.")


def _pairs(site: Site) -> list[tuple[str, str]]:
    site.must_come_from_env_file(TOKENS)
    tokens = site.settings().environment.GATEWAY_API_TOKENS
    written = tokens.get_secret_value().split(",") if tokens else []
    return [(name, token) for name, _, token in (pair.strip().partition(":") for pair in written)]


def _write(site: Site, pairs: list[tuple[str, str]]) -> None:
    site.env.change({TOKENS: ",".join(f"{name}:{token}" for name, token in pairs)})


def _see(site: Site, token: str) -> None:
    """Raise BotError unless the relay takes the token."""
    status = relay_door.status_of_token(site.settings().relay_url, token)
    if status != 200:
        what = f"answers HTTP {status}" if status else "does not answer"
        raise BotError(
            f"The token stands in .env, but the relay {what}.",
            "See that the relay runs in this folder; it reads .env by itself.",
        )

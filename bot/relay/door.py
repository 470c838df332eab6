"""Whose body is read at all: strangers are turned away before they have sent one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bot.adapters.twilio import signature
from bot.relay import api_tokens

PREFIXES = ("/api/notifications", "/api/v1/notifications")
CONSOLE = "console"  # the first part of its path
MAX_BODY_BYTES = 256 * 1024
# Twilio's longest message, with ten files, has some sixty; each costs time before the signature can be checked.
MAX_PARAMETERS = 200
_SIGNED = "/webhook/"
_MESSAGES = ("/webhook/twilio", "/webhook/twilio/fallback")
# Forms that somebody sends who is not signed in.
_OPEN = (f"/{CONSOLE}/sign-in", f"/{CONSOLE}/link", f"/{CONSOLE}/language")
SESSION = "console"  # how the names of the console's cookies end
_WITH_TOKEN = ("/send-enhanced", "/messages/by-key", "/providers/test")
# Their token is inside the body, sealed.
_SEALED = ("/limit", "/due", "/wanted", "/credentials", "/outcome", "/consent-anchors", "/rest")


def admits(method: str, path: str, header: Callable[[str], str]) -> bool:
    """Return whether the body is worth reading; without one, the route refuses the request by its usual answer.

    Only the shape of a signature or token counts here: whether it is right, the route decides. `header` returns the
    value of a header by its name in small letters, empty where there is none.
    """
    if method == "POST" and is_console(path):
        return path in _OPEN or f"{SESSION}=" in header("cookie")
    place = _place(path)
    if method != "POST" or not place:
        return False
    if is_webhook(path):
        return signature.has_shape(header("x-twilio-signature"))
    if place in _WITH_TOKEN:
        return api_tokens.has_shape(header("authorization"))
    return place.endswith(_SEALED)


def is_console(path: str) -> bool:
    """Return whether the path is one of the console's, which is a program of its own."""
    return path == f"/{CONSOLE}" or path.startswith(f"/{CONSOLE}/")


def is_webhook(path: str) -> bool:
    """Return whether only Twilio may call the address."""
    return _place(path).startswith(_SIGNED)


def is_message(path: str) -> bool:
    """Return whether Twilio delivers messages there."""
    return _place(path) in _MESSAGES


@lru_cache(64)  # of long addresses that strangers make up, a megabyte
def _place(path: str) -> str:
    """Return the path without the prefix that all routes share; empty where it has none."""
    prefix = next((prefix for prefix in PREFIXES if path.startswith(f"{prefix}/")), None)
    return path.removeprefix(prefix).rstrip("/") if prefix else ""

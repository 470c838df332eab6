"""Who asks for a page: the session of the browser, the administrator's own GitHub token, and the language.

The token is kept by the browser, in a cookie that no script can read, sealed with a key of the relay and bound to the
session: the relay has it in memory while it answers, and on no disk. All relays on one store can open it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Response, g, request
from pydantic import SecretStr

from bot.console.entry.sessions import LONGEST, Session
from bot.core.errors import SealError
from bot.core.settings import Settings
from bot.pages import hosts
from bot.relay import door
from bot.rules.people.relay_keys import RelayKeys

SESSION = door.SESSION
GITHUB, LANGUAGE = f"{SESSION}-github", f"{SESSION}-language"
_LONGEST_SECONDS = int(LONGEST.total_seconds())
_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in; `github_token` is None while they have not given theirs."""

    session: Session
    github_token: SecretStr | None = None

    @property
    def name(self) -> str:
        return self.session.name

    def settings(self, settings: Settings) -> Settings:
        """Return the relay's settings with the visitor's own GitHub token, which acts for the pages that need more.

        The relay's ADMIN_GITHUB_TOKEN, if there is one, is for the terminal of the machine, and not used.
        """
        environment = settings.environment.model_copy(update={"ADMIN_GITHUB_TOKEN": self.github_token})
        return settings.model_copy(update={"environment": environment})


def visitor() -> Visitor:
    """Return who asks for the page in work, which only who is signed in gets."""
    found: Visitor = g.visitor
    return found


def is_loopback() -> bool:
    """Return whether the browser runs on this machine, or at the other end of a tunnel: there is no TLS then.

    A proxy may ask for this machine too, for browsers anywhere; it says for whom.
    """
    return hosts.is_this_machine(request.host) and "X-Forwarded-For" not in request.headers


def cookie_name(name: str) -> str:
    """Return a cookie's name: with TLS it can be set by this host alone, for this host (RFC 6265bis, `__Host-`)."""
    return name if is_loopback() else f"__Host-{name}"


def cookie(name: str) -> str:
    return request.cookies.get(cookie_name(name), "")


def set_cookie(answer: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Keep a value in the browser until it is closed, or for so long; an empty one is forgotten."""
    answer.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds if value else 0,
        secure=not is_loopback(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def keep_session(answer: Response, session: Session | None) -> None:
    """Keep the session in the browser; with None the browser forgets it, and the token.

    It is kept beyond its end: the relay reads forms only of who has one (`relay/door.py`), and shows them again then.
    """
    set_cookie(answer, SESSION, session.secret if session else "", 2 * _LONGEST_SECONDS)
    set_cookie(answer, GITHUB, "")


def keep_language(answer: Response, language: str) -> None:
    set_cookie(answer, LANGUAGE, language, _YEAR_SECONDS)


def keep_github_token(answer: Response, token: str, session: Session, keys: RelayKeys) -> None:
    """Keep the token in the browser; an empty one is forgotten."""
    keep_sealed(answer, GITHUB, token, session, keys)


def github_token(session: Session, keys: RelayKeys) -> SecretStr | None:
    """Return the token that the browser keeps; None where there is none, or that of another session."""
    token = kept_sealed(GITHUB, session, keys)
    return SecretStr(token) if isinstance(token, str) else None


def keep_sealed(answer: Response, name: str, content: object, session: Session, keys: RelayKeys) -> None:
    """Keep what JSON can hold in the browser, sealed, for the session alone; what is empty is forgotten."""
    written = json.dumps({"cookie": name, "session": session.digest, "content": content}).encode()
    set_cookie(answer, name, keys.seal_for_browser(written) if content else "", _LONGEST_SECONDS)


def kept_sealed(name: str, session: Session, keys: RelayKeys) -> object:
    """Return what the browser keeps; None where there is nothing, or that of another session or cookie."""
    try:
        found = json.loads(keys.open_from_browser(cookie(name), _LONGEST_SECONDS))
    except SealError:
        return None
    is_ours = found.get("cookie") == name and found.get("session") == session.digest
    return found["content"] if is_ours else None

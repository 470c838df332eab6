"""Access to the console: who may sign in, from how many browsers they are, and one's own password."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from pydantic import SecretStr
from werkzeug.exceptions import TooManyRequests

from bot.console.credentials.rotating import site_of, unsaid
from bot.console.entry import returning, visitor
from bot.console.entry.administrators import MIN_PASSWORD, Administrators, hash_of
from bot.console.entry.attempts import Attempts, address_of
from bot.console.entry.sessions import Sessions
from bot.console.entry.visitor import Visitor
from bot.core import logs
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError

VARIABLE = "CONSOLE_ADMINISTRATORS"
MOST_CHARACTERS = 256  # of a password: a longer one was pasted by mistake
_TOO_OFTEN = "Too many tries. Wait a minute; `bot console login` on the server always works."
_NOT_PRESENT = "That is not your present password."
_TWO = "The two new passwords differ."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An administrator, and from how many browsers they are signed in."""

    name: str
    sessions: int
    has_password: bool


def signed_in(parts: RelayParts, sessions: Sessions) -> Sequence[SignedIn]:
    """Return the administrators; raises StoreError."""
    hashes = Administrators.of(parts.live.current.environment.CONSOLE_ADMINISTRATORS).hashes
    return [SignedIn(name, sessions.count(name), bool(hashed)) for name, hashed in hashes.items()]


def change_password(
    area: Blueprint, parts: RelayParts, sessions: Sessions, page: Callable[[str], str]
) -> None:
    """Add the route by which administrators change their own password; `page` shows what is wrong with it."""
    attempts = Attempts(parts.store)

    @area.post("/credentials/password")
    def password() -> Response | tuple[str, int]:
        who, fault = visitor.visitor(), None
        try:
            if not who.session.by_link:
                attempts.take(address_of(parts))
            fault = _fault_of(who, parts)
        except TooManyRequests:
            fault = _TOO_OFTEN
        if fault:
            parts.refusals.log("console-password-refused", 403, "not-fitting")
            return page(fault), 422
        _write(who, request.form["new"], parts)
        return _renewed(who, parts, sessions)


def _fault_of(who: Visitor, parts: RelayParts) -> str:
    given = {name: request.form.get(name, "") for name in ("present", "new", "again")}
    known = Administrators.of(parts.live.current.environment.CONSOLE_ADMINISTRATORS)
    if not who.session.by_link and not known.accept(who.name, given["present"]):
        return _NOT_PRESENT
    if len(given["new"]) < MIN_PASSWORD:
        return Sentence("The password has fewer than {count} characters.", count=MIN_PASSWORD)
    if len(given["new"]) > MOST_CHARACTERS:
        return Sentence("The password has more than {count} characters.", count=MOST_CHARACTERS)
    return "" if given["new"] == given["again"] else _TWO


def _write(who: Visitor, password: str, parts: RelayParts) -> None:
    """Write the password's hash to `.env`, of what is there then: somebody else's may have been written meanwhile."""
    hashed, site = hash_of(password), site_of(parts.live, who, unsaid, unsaid)
    site.must_come_from_env_file(VARIABLE)

    def with_it(variables: Mapping[str, str]) -> Mapping[str, str | None]:
        known = Administrators.of(SecretStr(variables.get(VARIABLE, "")))
        if who.name not in known:
            raise BotError("You are no administrator any more.")
        return {VARIABLE: known.with_one(who.name, hashed)}

    site.env.revise(with_it)
    parts.live.refresh()


def _renewed(who: Visitor, parts: RelayParts, sessions: Sessions) -> Response:
    """End all sessions of the administrator, and begin a new one for this browser, with the token that it had."""
    try:
        sessions.end_all(who.name)
        session = sessions.begin(who.name)
    except StoreError as error:
        raise BotError(
            "Your password is changed, but the store failed before your other browsers were signed out.",
            "Sign out everywhere once it works.",
        ) from error
    answer = returning.to(url_for("credentials.page", changed="password"))
    visitor.keep_session(answer, session)
    if who.github_token:
        visitor.keep_github_token(answer, who.github_token.get_secret_value(), session, parts.store.keys)
    logs.step("console-password-changed", reason=who.name)
    return answer

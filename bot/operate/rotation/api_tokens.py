"""Rotates the tokens of other systems: a system has two until it uses the new one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from bot.adapters import relay_client
from bot.core.errors import BotError
from bot.operate.rotation.engine import alone
from bot.operate.rotation.site import Site

TOKENS = "GATEWAY_API_TOKENS"
_NAME = re.compile(r"[\w-]+", re.ASCII)
_WRITABLE = re.compile(r"[\w:+./=@-]*", re.ASCII)

_Pairs = list[tuple[str, str]]


class ApiTokensRotation:
    """The tokens in `.env`, each under the name of its system; the newer of two comes after the older."""

    def __init__(self, site: Site) -> None:
        site.must_come_from_env_file(TOKENS)
        self.site = site

    @property
    def _pairs(self) -> _Pairs:
        tokens = self.site.settings().environment.GATEWAY_API_TOKENS
        written = tokens.get_secret_value().split(",") if tokens else []
        return [(name, token) for name, _, token in (pair.strip().partition(":") for pair in written)]

    @alone
    def rotate(self, name: str, *, new: bool = False) -> str:
        """Give a system a new token beside the one it has, and return it; `new` for a system that has none.

        It is for somebody else, and nowhere but in `.env` and in what is returned: show it, then `see` it. Raises
        BotError where the system has two, where nobody knows it, and where the relay does not answer.
        """
        if not _NAME.fullmatch(name):
            raise BotError(
                f"{name!r} is no name for a token.", "Use letters, digits, - and _, such as painel."
            )
        own = self._own(name)
        if len(own) > 1:
            raise BotError(
                f"Two tokens of {name} are good already.",
                f"When {name} uses the newer one: bot rotate api-token {name} --finish. "
                f"If nobody has it: bot rotate api-token {name} --discard.",
            )
        if not own and not new:
            raise self._unknown(name, f"For a new system: bot rotate api-token {name} --new.")
        if own and new:
            raise BotError(f"{name} has a token.", f"For another: bot rotate api-token {name}.")
        self._must_answer()
        token, pairs = secrets.token_urlsafe(32), self._pairs
        place = max((at + 1 for at, (known, _) in enumerate(pairs) if known == name), default=len(pairs))
        self._write([*pairs[:place], (name, token), *pairs[place:]])
        return token

    def see(self, name: str) -> None:
        """Check that the relay accepts the newest token of a system, and say what comes next."""
        own = self._own(name)
        self._must_take(own[-1])
        if len(own) > 1:
            self.site.say(f"Both tokens of {name} are good now. Give this one to the system, then:")
            self.site.say(f"  bot rotate api-token {name} --finish")

    def finish(self, name: str) -> None:
        """Revoke the older token of a system."""
        self._end_one(name, older=True)
        self.site.say(f"The older token of {name} is no longer good.")

    def discard(self, name: str) -> None:
        """Take back the newer token of a system, which nobody has."""
        self._end_one(name, older=False)
        self.site.say(f"The newer token of {name} is no longer good; the one that it uses stays.")

    @alone
    def _end_one(self, name: str, *, older: bool) -> None:
        first, last = self._two(name)
        ended, kept = (first, last) if older else (last, first)
        self._must_answer()
        self._write([pair for pair in self._pairs if pair != (name, ended)])
        self._must_take(kept)

    @alone
    def revoke(self, name: str) -> None:
        """Take a system's tokens away: it can order nothing any more."""
        if not self._own(name):
            raise self._unknown(name)
        self._must_answer()
        self._write([pair for pair in self._pairs if pair[0] != name])
        self.site.say(f"{name} has no token any more.")

    def _own(self, name: str) -> list[str]:
        return [token for known, token in self._pairs if known == name]

    def _two(self, name: str) -> Sequence[str]:
        own = self._own(name)
        if not own:
            raise self._unknown(name)
        if len(own) == 1:
            raise BotError(f"{name} has one token alone.", f"bot rotate api-token {name} makes a new one.")
        return own[0], own[-1]

    def _unknown(self, name: str, remedy: str = "") -> BotError:
        names = ", ".join(dict.fromkeys(known for known, _ in self._pairs)) or "none"
        return BotError(f"No system is called {name}; those with a token: {names}.", remedy)

    def _write(self, pairs: _Pairs) -> None:
        try:
            self.site.env.change({TOKENS: ",".join(f"{name}:{token}" for name, token in pairs) or None})
        except ValueError:
            odd = ", ".join(dict.fromkeys(name for name, token in pairs if not _WRITABLE.fullmatch(token)))
            raise BotError(
                f"A token has letters that cannot be written to .env: {odd or 'unknown'}.",
                f"Replace it in {self.site.env.path} by hand: letters, digits, - and _ are safe.",
            ) from None

    def _must_answer(self) -> None:
        """Raise BotError where nobody could see the change: nothing is changed then."""
        if not relay_client.token_status(self.site.settings().relay_url, secrets.token_urlsafe(8)):
            raise BotError(
                f"The relay does not answer at {self.site.settings().relay_url}; nothing was changed.",
                "See that it runs in this folder, then run the same command again.",
            )

    def _must_take(self, token: str) -> None:
        status = relay_client.token_status(self.site.settings().relay_url, token)
        if status != 200:
            what = f"answers HTTP {status}" if status else "does not answer"
            raise BotError(
                f"The token is in .env, but the relay {what}.",
                "See that the relay runs in this folder; it reads .env by itself.",
            )

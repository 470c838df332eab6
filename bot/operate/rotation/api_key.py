"""Rotates the API key at Twilio while messages are sent.

A key is two values, its SID and its secret, and GitHub cannot change two secrets at once: a run that is queued between
the two changes would get the halves of two keys. So both are in one secret, `TWILIO_API_KEY`, which is written in one
step and takes precedence over the pair; the pair of an older set-up is removed once no run needs it.

Progress is read from the world outside and from lines in `.env`, so running the command again resumes after a crash.
The mark in `BEGUN` is part of the new key's name: a key whose secret was lost before it was written down is recognised
by it, and deleted.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase

from bot.adapters.github.admin import Administration
from bot.adapters.twilio.api_keys import (
    LONGEST_NAME,
    NOT_PERMITTED,
    ApiKeys,
    Key,
    code_of_refusal,
    may_see_keys,
)
from bot.adapters.twilio.auth_tokens import NOT_AUTHENTICATED, AuthTokens
from bot.core import clock
from bot.core.errors import BotError, SendRefusedError
from bot.core.settings import Settings
from bot.operate.rotation.engine import Plan, Rotation, Step, step
from bot.operate.rotation.site import Site, eventually, let_runs_end, put_secret

WHOLE, SID, SECRET = "TWILIO_API_KEY", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"
# Lines in .env: the mark of a key in the making, the key that is to follow, the one it follows.
BEGUN, NEXT, OLD = "ROTATING_API_KEY", "ROTATING_API_KEY_NEXT", "ROTATING_API_KEY_OLD"
# Which key the workflows have, where the relay has none: GitHub shows nobody what is in a secret.
OF_WORKFLOWS = "WORKFLOWS_API_KEY_SID"
CONSOLE = "Twilio's console (Account, API keys & tokens)"
_A_WORKFLOW = ".github/workflows/send-replies.yml"
_KNOWS_WHOLE = re.compile(rf"\bsecrets\.{WHOLE}\b")
NAME = "AUDITORIA360"
_OURS = re.compile(r" \d{4}-\d\d-\d\d [0-9a-f]{8}$")
_ADDED = len(" 2026-11-24 01234567")
_NEEDED = ("/twilio/messaging/messages/create", "/twilio/messaging/messages/list")


@dataclass(frozen=True)
class Asked:
    """The options of the command: the key that the workflows have, where nothing shows it; to make the first one."""

    old: str = ""
    create: bool = False


NOTHING_ASKED = Asked()


@dataclass(frozen=True)
class _Found:
    """The key to replace, None where there is none (any more), and who is to have the new one.

    `login` opens the API with the old key; None where only GitHub knows its secret.
    """

    old: Key | None
    login: tuple[str, str] | None = field(repr=False)
    is_main: bool
    workflows: bool
    relay: bool

    @property
    def kind(self) -> str:
        """Return what kind of key the new one is."""
        if self.old and self.old.policy:
            return "a Restricted key with the permissions of the old one"
        return "a Standard key"


class ApiKeyRotation(Rotation):
    """One key follows another of its kind."""

    VARIABLES = (WHOLE, SID, SECRET)

    def __init__(self, site: Site, asked: Asked = NOTHING_ASKED) -> None:
        super().__init__(site)
        self._asked = asked

    def _draw(self) -> Plan:
        noted = self.site.env.read()
        begun, made = BEGUN in noted, NEXT in noted
        self._found = found = self._look(noted)
        state = "the new key is not made yet" if begun else "not begun"
        if made:
            state = "the new key is made" if found.old else "the new key is made, and no old one is left"
        return Plan(state, tuple(self._steps(found, made=made)), begun)

    def _steps(self, found: _Found, *, made: bool) -> list[Step]:
        steps = [] if made else [step(self._make, f"make {found.kind} at Twilio, and write it to .env")]
        steps.append(step(self._try_out, "see that Twilio takes it and lists messages for it"))
        if found.workflows:
            steps.append(
                step(
                    self._give_to_workflows,
                    f"put it into the repository's secret {WHOLE}",
                    "wait until the workflow runs that have the old one are over",
                    f"take the secrets {SID} and {SECRET} away, if they are there",
                )
            )
        if found.relay:
            steps.append(step(self._give_to_relay, f"make it {WHOLE} in .env, for the relay"))
        end = f"end the old key at Twilio, and see that it is dead: {_shown(found.old)}" if found.old else ""
        return [
            *steps,
            step(self._end_old, *filter(None, [end])),
            step(self._forget, "take the notes of the rotation out of .env"),
        ]

    def _look(self, noted: Mapping[str, str]) -> _Found:
        """Check all that will be needed; raises BotError where something is missing, or where no key is in use."""
        settings = self.site.settings()
        secrets = self.site.administration(settings).secrets()
        keys = _keys_of(settings)
        begun, here = BEGUN in noted, settings.api_key
        on_github = bool({WHOLE, SECRET} & secrets.keys())
        sid = noted.get(OLD, "") if begun else _sid_in_use(noted, settings, secrets, self._asked)
        old = keys.find(sid) if sid else None
        if not begun:
            _check_old(sid, old, self._asked)
        workflows = on_github or self._asked.create or not sid
        if workflows:
            _check_workflows(settings)
        login = here if here and old and here[0] == old.sid else None
        is_main = bool(login and old and not old.policy and may_see_keys(settings, *login))
        return _Found(old, login, is_main, workflows, here is not None)

    def _make(self) -> None:
        found = self._found
        if found.is_main:
            self._say("The old key is a Main key, which no program can make: a Standard key follows it.")
        keys = _keys_of(self.site.settings())
        mark = self.site.env.read().get(BEGUN) or secrets.token_hex(4)
        self._end_marked(keys, mark)
        self.site.env.change({BEGUN: mark, OLD: found.old.sid if found.old else None})
        try:
            sid, secret = keys.create(_named_after(found.old, mark), found.old.policy if found.old else None)
        except SendRefusedError as error:
            self.site.env.change({BEGUN: None, OLD: None})
            raise BotError(
                f"Twilio refuses to make {found.kind} (error {error.code}).",
                f"Duplicate the old one in {CONSOLE} and put the new one, as SID:secret, into the secret {WHOLE} on "
                f"GitHub and into {WHOLE} in .env; delete the old one once the runs under Actions are over.",
            ) from error
        self.site.env.change({NEXT: f"{sid}:{secret}"})
        self._say(f"The new key was created at Twilio and is in .env: {sid}, {found.kind}.")

    def _try_out(self) -> None:
        """Check that the new key permits what the jobs do, as far as that shows without sending anything."""
        old = self._found.old
        settings, (sid, secret) = self.site.settings(), self._next()
        allowed = old.policy.get("allow", []) if old and old.policy else ["*"]
        lacking = [one for one in _NEEDED if not any(fnmatchcase(one, known) for known in allowed)]
        if lacking:
            self._say(
                f"Beware: the permissions of the old key, and so of the new, lack {', '.join(lacking)}."
            )
        codes = [NOT_AUTHENTICATED]

        def taken() -> bool:
            codes[0] = code_of_refusal(settings, sid, secret)
            return codes[0] in (0, NOT_PERMITTED)

        if not eventually(taken):
            raise BotError(
                f"Twilio does not take the new key {sid} (error {codes[0]}).",
                f"Run the command again in a minute; if somebody has deleted the key, take the line {NEXT} out of .env "
                "before.",
            )
        self._say("Twilio takes the new key." if codes[0] else "Twilio lists messages for the new key.")

    def _give_to_workflows(self) -> None:
        """Give the workflows the new key in one step, and wait for the runs with the old one to end."""
        settings = self.site.settings()
        administration = self.site.administration(settings)
        known = administration.secrets()
        written = put_secret(administration, WHOLE, ":".join(self._next()))
        self._say(f"The secret {WHOLE} on GitHub is the new key.")
        let_runs_end(settings, written)
        self._say("No workflow run has the old key.")
        for name in (SID, SECRET):
            if name in known:
                administration.remove_secret(name)
                self._say(f"The secret {name} is taken away: {WHOLE} holds both halves.")

    def _give_to_relay(self) -> None:
        """Put the new key where the old one stood; the relay reads the file with its next request."""
        self.site.env.change({WHOLE: ":".join(self._next()), SID: None, SECRET: None})
        self._say(f"The relay has the new key: it is in .env as {WHOLE}.")

    def _end_old(self) -> None:
        """Delete the old key, and any of this rotation whose secret was lost; check that the old one is dead."""
        found = self._found
        settings = self.site.settings()
        keys = _keys_of(settings)
        self._end_marked(keys, self.site.env.read()[BEGUN], but=self._next()[0])
        if not found.old:
            return
        sid, login = found.old.sid, found.login
        keys.delete(sid)

        def dead() -> bool:
            refused = not login or code_of_refusal(settings, *login) == NOT_AUTHENTICATED
            return refused and keys.find(sid) is None

        if not eventually(dead):
            raise BotError(
                f"Twilio has not ended the old key {sid} yet.", "Run the command again in a minute."
            )
        self._say(f"The old key is dead: {sid}.")

    def _end_marked(self, keys: ApiKeys, mark: str, but: str = "") -> None:
        """Delete the keys made by this rotation except the one in use: nobody knows their secrets."""
        for key in keys.known():
            if key.name.endswith(f" {mark}") and key.sid != but:
                keys.delete(key.sid)
                self._say(f"A key of this rotation whose secret got lost is ended: {key.sid}.")

    def _forget(self) -> None:
        of_workflows = None if self._found.relay else self._next()[0]
        self.site.env.change({BEGUN: None, NEXT: None, OLD: None, OF_WORKFLOWS: of_workflows})
        self._say("The rotation is complete.")

    def _next(self) -> tuple[str, str]:
        sid, _, secret = self.site.env.read()[NEXT].partition(":")
        return sid, secret


def _named_after(old: Key | None, mark: str) -> str:
    """Return the name of the old key with today's date and our mark in place of what an earlier rotation added."""
    name = _OURS.sub("", old.name).strip() if old else ""
    return f"{(name or NAME)[: LONGEST_NAME - _ADDED]} {clock.now():%Y-%m-%d} {mark}"


def _keys_of(settings: Settings) -> ApiKeys:
    """Return the account's keys, as its auth token sees them; raises BotError where none is good."""
    for token in settings.auth_tokens:
        if AuthTokens(settings, token).works():
            return ApiKeys(settings, settings.environment.TWILIO_ACCOUNT_SID, token)
    raise BotError(
        "Twilio refuses TWILIO_AUTH_TOKEN in .env, and a key is made with the account's auth token.",
        f"Copy the primary auth token from {CONSOLE} into .env.",
    )


def _shown(key: Key) -> str:
    return f"{key.sid} ({key.name or 'without a name'})"


def _sid_in_use(
    noted: Mapping[str, str], settings: Settings, secrets: Mapping[str, datetime], asked: Asked
) -> str:
    here = settings.api_key
    if here:
        if asked.old not in ("", here[0]):
            raise BotError(f"Another key is in .env: {here[0]}.", "Leave out --old.")
        return here[0]
    if not {WHOLE, SECRET} & secrets.keys():
        if asked.create:
            return ""
        raise BotError(
            "No API key is in use: the relay and the workflows speak to Twilio with the auth token.",
            "`bot rotate twilio-auth-token` changes that one; with --create a key is made, which the workflows then "
            "use instead.",
        )
    sid = asked.old or noted.get(OF_WORKFLOWS, "")
    if sid or asked.create:
        return sid
    known = ", ".join(map(_shown, _keys_of(settings).known())) or "none"
    raise BotError(
        "The workflows have an API key, but GitHub does not show which, and none is in .env.",
        f"Name it by --old SK... Twilio has: {known}.",
    )


def _check_old(sid: str, old: Key | None, asked: Asked) -> None:
    if sid and not old and not asked.create:
        raise BotError(
            f"Twilio has no key {sid}: somebody has deleted it.",
            "`bot rotate twilio-api-key --create` makes a new one for those who had it.",
        )
    if old and asked.create:
        raise BotError(f"A key is in use: {_shown(old)}.", "Without --create it is changed for a new one.")


def _check_workflows(settings: Settings) -> None:
    """Raise BotError where the workflows on GitHub are of a version that would not find the new key."""
    text = Administration(settings).text_of(_A_WORKFLOW)
    if text is not None and not _KNOWS_WHOLE.search(text):
        raise BotError(
            f"The workflows on GitHub are older than this command: they know no secret {WHOLE}.",
            "Bring the repository's default branch up to date first.",
        )

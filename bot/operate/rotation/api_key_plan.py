"""What there is to do for a new API key at Twilio, found out before anything is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.github.admin import Administration
from bot.adapters.twilio.api_keys import ApiKeys, Key, may_see_keys
from bot.adapters.twilio.auth_tokens import AuthTokens
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.rotation.site import Site

WHOLE, SID, SECRET = "TWILIO_API_KEY", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"
# Lines in .env: the mark of a key in the making, the key that is to follow, the one it follows.
BEGUN, NEXT, OLD = "ROTATING_API_KEY", "ROTATING_API_KEY_NEXT", "ROTATING_API_KEY_OLD"
# Which key the workflows have, where the relay has none: GitHub shows nobody what is in a secret.
OF_WORKFLOWS = "WORKFLOWS_API_KEY_SID"
CONSOLE = "Twilio's console (Account, API keys & tokens)"
_A_WORKFLOW = ".github/workflows/send-replies.yml"
_KNOWS_WHOLE = re.compile(rf"\bsecrets\.{WHOLE}\b")


@dataclass(frozen=True)
class Asked:
    """What the command was told: the key that the workflows have, where nothing shows it; to make the first one."""

    old: str = ""
    create: bool = False


NOTHING_ASKED = Asked()


@dataclass(frozen=True)
class Plan:
    """The key to replace, None where there is none (any more), how far we are, and who is to have the new key.

    `login` opens the API with the old key; None where only GitHub knows its secret.
    """

    old: Key | None
    login: tuple[str, str] | None = field(repr=False)
    is_main: bool
    begun: bool
    made: bool
    workflows: bool
    relay: bool

    @property
    def state(self) -> str:
        if self.made:
            return "the new key is made" if self.old else "the new key is made, and no old one is left"
        return "the new key is not made yet" if self.begun else "not begun"

    @property
    def kind(self) -> str:
        """Return what kind of key the new one is."""
        if self.old and self.old.policy:
            return "a Restricted key with the permissions of the old one"
        return "a Standard key"

    def steps(self) -> list[str]:
        """Return what is left to do, in sentences."""
        steps = [] if self.made else [f"make {self.kind} at Twilio, and write it to .env"]
        steps.append("see that Twilio takes it and lists messages for it")
        if self.workflows:
            steps += [
                f"put it into the repository's secret {WHOLE}",
                "wait until the workflow runs that have the old one are over",
                f"take the secrets {SID} and {SECRET} away, if they are there",
            ]
        if self.relay:
            steps.append(f"make it {WHOLE} in .env, for the relay")
        if self.old:
            steps.append(f"end the old key at Twilio, and see that it is dead: {told(self.old)}")
        return [*steps, "take the notes of the rotation out of .env"]


def look(site: Site, asked: Asked) -> Plan:
    """Look at all that will be needed; raises BotError where something is missing, or where no key is in use."""
    for name in (WHOLE, SID, SECRET):
        site.must_come_from_env_file(name)
    settings, noted = site.settings(), site.env.read()
    secrets = site.administration(settings).secrets()
    keys = keys_of(settings)
    begun, here, on_github = BEGUN in noted, settings.api_key, bool({WHOLE, SECRET} & secrets.keys())
    sid = noted.get(OLD, "") if begun else _sid_in_use(site, settings, secrets, asked)
    old = keys.find(sid) if sid else None
    if not begun:
        _check_old(sid, old, asked)
    workflows = on_github or asked.create or not sid
    if workflows:
        _check_workflows(settings)
    login = here if here and old and here[0] == old.sid else None
    is_main = bool(login and old and not old.policy and may_see_keys(settings, *login))
    return Plan(old, login, is_main, begun, NEXT in noted, workflows, here is not None)


def keys_of(settings: Settings) -> ApiKeys:
    """Return the account's keys, as its auth token sees them; raises BotError where none is good."""
    for token in settings.auth_tokens:
        if AuthTokens(settings, token).works():
            return ApiKeys(settings, settings.environment.TWILIO_ACCOUNT_SID, token)
    raise BotError(
        "Twilio refuses TWILIO_AUTH_TOKEN in .env, and a key is made with the account's auth token.",
        f"Copy the primary auth token from {CONSOLE} into .env.",
    )


def told(key: Key) -> str:
    return f"{key.sid} ({key.name or 'without a name'})"


def _sid_in_use(site: Site, settings: Settings, secrets: Mapping[str, datetime], asked: Asked) -> str:
    here = settings.api_key
    if here:
        if asked.old not in ("", here[0]):
            raise BotError(f"Another key stands in .env: {here[0]}.", "Leave out --old.")
        return here[0]
    if not {WHOLE, SECRET} & secrets.keys():
        if asked.create:
            return ""
        raise BotError(
            "No API key is in use: the relay and the workflows speak to Twilio with the auth token.",
            "`bot rotate twilio-auth-token` changes that one; with --create a key is made, which the workflows then "
            "use instead.",
        )
    sid = asked.old or site.env.read().get(OF_WORKFLOWS, "")
    if sid or asked.create:
        return sid
    known = ", ".join(map(told, keys_of(settings).known())) or "none"
    raise BotError(
        "The workflows have an API key, but GitHub does not show which, and none stands in .env.",
        f"Name it by --old SK... Twilio has: {known}.",
    )


def _check_old(sid: str, old: Key | None, asked: Asked) -> None:
    if sid and not old and not asked.create:
        raise BotError(
            f"Twilio has no key {sid}: somebody has deleted it.",
            "`bot rotate twilio-api-key --create` makes a new one for those who had it.",
        )
    if old and asked.create:
        raise BotError(f"A key is in use: {told(old)}.", "Without --create it is changed for a new one.")


def _check_workflows(settings: Settings) -> None:
    """Raise BotError where the workflows on GitHub are of a version that would not find the new key."""
    text = Administration(settings).text_of(_A_WORKFLOW)
    if text is not None and not _KNOWS_WHOLE.search(text):
        raise BotError(
            f"The workflows on GitHub are older than this command: they know no secret {WHOLE}.",
            "Bring the repository's default branch up to date first.",
        )

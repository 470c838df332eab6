"""The account's API keys and their permissions.

Sources: twilio.com/docs/iam/api-keys and the pages below it. A Restricted key names what it may do as
`/twilio/<product>/<resource>/<action>`; reading one thing and listing many are two actions.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase

from bot.core import clock
from bot.sandbox.twilio.values import new_sid

MAIN, STANDARD, RESTRICTED = "main", "standard", "restricted"
_PERMISSION = re.compile(r"/twilio(/[a-z.*:-]+){2,3}")
_ACCOUNT = r"/2010-04-01/Accounts/AC[0-9a-f]{32}"
# What even a Standard key may not do.
_FOR_MAIN_ALONE = re.compile(rf"{_ACCOUNT}\.json|/2010-04-01/Accounts\.json|/v1/Keys(/.*)?")
# The resource of each path in a Restricted key's permissions; no such key can reach a path not listed here.
_RESOURCES = (
    (re.compile(rf"{_ACCOUNT}/Messages(?P<one>/\w+)?\.json"), "/twilio/messaging/messages"),
    (re.compile(rf"{_ACCOUNT}/Messages/\w+/Media(?P<one>/\w+)?(\.json)?"), "/twilio/messaging/messages"),
    (re.compile(r"/v[12]/Content(AndApprovals)?(?P<one>/.*)?"), "/twilio/messaging/content-templates"),
    (re.compile(r"/v1/Messaging/Countries(?P<one>/\w+)?"), "/twilio/messaging/pricing"),
    (re.compile(r"/v1/Alerts(?P<one>/\w+)?"), "/twilio/monitor/alerts"),
    (re.compile(rf"{_ACCOUNT}/Usage/Records(?P<one>/\w+)?\.json"), "/twilio/billing/usage"),
    (re.compile(rf"{_ACCOUNT}/IncomingPhoneNumbers(?P<one>/\w+)?\.json"), "/twilio/phone-numbers/incoming"),
    (re.compile(r"/v1/Keys(?P<one>/\w+)?"), "/twilio/iam/api-keys"),
    (re.compile(r"/v1/Services(?P<one>/\w+)?"), "/twilio/messaging/services"),
    (re.compile(r"/v1/Services/\w+/PhoneNumbers(?P<one>/\w+)?"), "/twilio/messaging/services.phonenumbers"),
    (
        re.compile(r"/v1/Services/\w+/ChannelSenders(?P<one>/\w+)?"),
        "/twilio/messaging/services.channelsenders",
    ),
)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key; `allow` holds the permissions of a Restricted one."""

    sid: str
    secret: str
    name: str
    kind: str
    created_at: datetime
    updated_at: datetime
    allow: tuple[str, ...] = ()


class ApiKeys:
    """The keys of one account; those given at the start are Standard keys."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self._lock = threading.Lock()
        self._keys: dict[str, ApiKey] = {}
        for sid, secret in (given or {}).items():
            self.add(sid=sid, secret=secret)

    def add(
        self,
        name: str = "",
        *,
        kind: str = STANDARD,
        allow: Iterable[str] = (),
        sid: str = "",
        secret: str = "",
    ) -> ApiKey:
        """Create a key, as its owner does in the console."""
        now = clock.now()
        made = ApiKey(
            sid or new_sid("SK"), secret or secrets.token_hex(16), name, kind, now, now, tuple(allow)
        )
        with self._lock:
            self._keys[made.sid] = made
        return made

    def everything(self) -> list[ApiKey]:
        """Return all keys, most recently changed first."""
        with self._lock:
            return sorted(self._keys.values(), key=lambda one: one.updated_at, reverse=True)

    def find(self, sid: str) -> ApiKey | None:
        with self._lock:
            return self._keys.get(sid)

    def change(self, sid: str, name: str, allow: Iterable[str]) -> ApiKey:
        with self._lock:
            changed = replace(self._keys[sid], name=name, allow=tuple(allow), updated_at=clock.now())
            self._keys[sid] = changed
            return changed

    def remove(self, sid: str) -> bool:
        """Delete a key; return whether there was one."""
        with self._lock:
            return self._keys.pop(sid, None) is not None

    def opens(self, sid: str, secret: str) -> bool:
        found = self.find(sid)
        return found is not None and secrets.compare_digest(found.secret, secret)


def is_permission(name: str) -> bool:
    return _PERMISSION.fullmatch(name) is not None


def missing_permission(key: ApiKey, method: str, path: str) -> str | None:
    """Return the permission a key lacks for a request: None if nothing, empty if no permission grants it."""
    if key.kind == MAIN:
        return None
    if key.kind == STANDARD:
        return "" if _FOR_MAIN_ALONE.fullmatch(path) else None
    needed = _permission(method, path)
    return None if needed and any(fnmatchcase(needed, one) for one in key.allow) else needed


def _permission(method: str, path: str) -> str:
    for pattern, resource in _RESOURCES:
        found = pattern.fullmatch(path)
        if found:
            one = bool(found["one"])
            actions = {"GET": "read" if one else "list", "POST": "update" if one else "create"}
            return f"{resource}/{actions.get(method, 'delete')}"
    return ""

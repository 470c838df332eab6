"""The API keys of our Twilio account, which open the API without the auth token.

Source: twilio.com/docs/iam/api-keys/key-resource-v1, the newer of Twilio's two Key resources and the only one that
knows Restricted keys. The account's auth token may make keys, and so may a Main key, which only the console makes; a
Standard key may not even see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from twilio.base import values

from bot.adapters.twilio.auth_tokens import client_of, code_of_rejection, fine_if_absent
from bot.adapters.twilio.failures import twilio_errors
from bot.core.settings import Settings

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Key:
    """A key as Twilio describes it, without its secret; `policy` is what a Restricted key may do, None for others."""

    sid: str
    name: str
    policy: Mapping[str, Any] | None = None


class ApiKeys:
    """The keys of the account, as seen with its auth token or with a key that may see keys."""

    def __init__(self, settings: Settings, user: str, password: str) -> None:
        self._account = settings.environment.TWILIO_ACCOUNT_SID
        self._client = client_of(settings, user, password)

    def known(self) -> list[Key]:
        """Return all keys of the account; a list does not show what a Restricted one may do."""
        with twilio_errors():
            found = self._client.iam.v1.get_api_keys.list(account_sid=self._account)
        return [Key(str(one.sid), one.friendly_name or "") for one in found]

    def find(self, sid: str) -> Key | None:
        """Return the key of that SID, None where there is none."""
        with fine_if_absent():
            found = self._client.iam.v1.api_key(sid).fetch()
            return Key(sid, found.friendly_name or "", found.policy)
        return None

    def create(self, name: str, policy: Mapping[str, Any] | None) -> tuple[str, str]:
        """Make a Standard key, or with a policy a Restricted one; return its SID and its secret.

        Twilio shows the secret this once. Raises SendRefusedError where Twilio refuses.
        """
        restricted = {"key_type": "restricted", "policy": dict(policy)} if policy else {}
        with twilio_errors():
            made = self._client.iam.v1.new_api_key.create(
                account_sid=self._account, friendly_name=name or values.unset, **restricted
            )
        return str(made.sid), str(made.secret)

    def delete(self, sid: str) -> None:
        """Delete a key, at once; it is fine if there is none."""
        with fine_if_absent():
            self._client.iam.v1.api_key(sid).delete()


def may_see_keys(settings: Settings, user: str, password: str) -> bool:
    """Return whether a key may see the account's keys, which a Standard one may not."""
    return code_of_rejection(ApiKeys(settings, user, password).known) == 0


def code_of_refusal(settings: Settings, user: str, password: str) -> int:
    """Return the code with which Twilio refuses to list messages with a key, 0 where it does list them."""
    client = client_of(settings, user, password)
    return code_of_rejection(lambda: client.messages.list(limit=1))

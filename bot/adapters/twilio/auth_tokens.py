"""The auth tokens of our Twilio account: the primary one, which signs, and a second one that can take its place.

Source: twilio.com/docs/iam/api/authtoken. Both open the API; webhooks are signed with the primary alone; a promotion
makes the second the primary and invalidates the first at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from twilio.rest import Client

from bot.adapters.twilio.client import TIMEOUT_SECONDS, CountedClient
from bot.adapters.twilio.failures import twilio_errors
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.settings import Settings

NOT_AUTHENTICATED = 20003
# What a Restricted key was not given; the code comes with the name of the permission.
NOT_PERMITTED = 70051


class AuthTokens:
    """The tokens of the account, as seen with one of them."""

    def __init__(self, settings: Settings, token: str) -> None:
        self._sid = settings.environment.TWILIO_ACCOUNT_SID
        self._client = client_of(settings, self._sid, token)

    def works(self) -> bool:
        """Return whether the API accepts this token; raises TemporaryError where that cannot be found out."""
        return code_of_rejection(self._client.api.v2010.accounts(self._sid).fetch) == 0

    def create_secondary(self) -> str:
        """Make a second token and return it; Twilio shows it this once.

        Raises SendRefusedError where Twilio refuses, such as when there is one already.
        """
        with twilio_errors():
            made = self._client.accounts.v1.secondary_auth_token().create()
        return str(made.secondary_auth_token)

    def drop_secondary(self) -> None:
        """Delete the second token; it is fine if there is none."""
        with fine_if_absent():
            self._client.accounts.v1.secondary_auth_token().delete()

    def promote(self) -> None:
        """Make the second token the primary; Twilio rejects the former primary from then on."""
        with twilio_errors():
            self._client.accounts.v1.auth_token_promotion().update()


def client_of(settings: Settings, user: str, password: str) -> Client:
    """Return Twilio's client for a credential that is not, or not yet, the one of the settings."""
    client = Client(
        user,
        password,
        account_sid=settings.environment.TWILIO_ACCOUNT_SID,
        http_client=CountedClient(timeout=TIMEOUT_SECONDS, pool_connections=False),
    )
    if settings.environment.TWILIO_API_URL:
        for domain in (client.api, client.accounts, client.iam):
            domain.base_url = settings.environment.TWILIO_API_URL
    return client


def code_of_rejection(ask: Callable[[], object]) -> int:
    """Return the code with which Twilio rejects the credential that a request is made with, 0 if it accepts it."""
    try:
        with twilio_errors():
            ask()
    except TemporaryError as error:
        if error.code not in (NOT_AUTHENTICATED, NOT_PERMITTED):
            raise
        return error.code
    return 0


@contextmanager
def fine_if_absent() -> Iterator[None]:
    """Raise as `twilio_errors` does, except where what a request is about does not exist."""
    try:
        with twilio_errors():
            yield
    except SendRefusedError as error:
        if error.status != 404:
            raise

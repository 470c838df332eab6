"""The auth tokens of our Twilio account: the primary one, which signs, and a second one that can take its place.

Source: twilio.com/docs/iam/api/authtoken. Both open the API; webhooks are signed with the primary alone; a promotion
makes the second the primary and ends the first at once.
"""

from __future__ import annotations

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.adapters.twilio.client import TIMEOUT_SECONDS, twilio_errors
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.settings import Settings

NOT_AUTHENTICATED = 20003


class AuthTokens:
    """The tokens of the account, as seen with one of them."""

    def __init__(self, settings: Settings, token: str) -> None:
        self._sid = settings.environment.TWILIO_ACCOUNT_SID
        self._client = Client(
            self._sid, token, http_client=TwilioHttpClient(timeout=TIMEOUT_SECONDS, pool_connections=False)
        )
        url = settings.environment.TWILIO_API_URL
        if url:
            self._client.api.base_url = self._client.accounts.base_url = url

    def works(self) -> bool:
        """Return whether the API accepts this token; raises TemporaryError where that cannot be found out."""
        try:
            with twilio_errors():
                self._client.api.v2010.accounts(self._sid).fetch()
        except TemporaryError as error:
            if error.code == NOT_AUTHENTICATED:
                return False
            raise
        return True

    def create_secondary(self) -> str:
        """Make a second token and return it; Twilio shows it this once.

        Raises SendRefusedError where Twilio refuses, such as when there is one already.
        """
        with twilio_errors():
            made = self._client.accounts.v1.secondary_auth_token().create()
        return str(made.secondary_auth_token)

    def drop_secondary(self) -> None:
        """Delete the second token; it is fine if there is none."""
        try:
            with twilio_errors():
                self._client.accounts.v1.secondary_auth_token().delete()
        except SendRefusedError as error:
            if error.status != 404:
                raise

    def promote(self) -> None:
        """Make the second token the primary; what was the primary is dead from then on."""
        with twilio_errors():
            self._client.accounts.v1.auth_token_promotion().update()

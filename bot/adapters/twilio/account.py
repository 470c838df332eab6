"""Whether our Twilio account can be used."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.settings import Settings

NAME = "twilio"
TIMEOUT_SECONDS = 5.0
_STATUS_PAGE = "See https://status.twilio.com."
MAX_MEDIA_MEGABYTES = 5  # twilio.com/docs/messaging/api/message-resource, MediaUrl


class AccountCheck(NamedTuple):
    """A sentence on whether the account works, and what to do if it does not."""

    ok: bool
    sentence: str
    remedy: str = ""


def check(settings: Settings, timeout: float = TIMEOUT_SECONDS) -> AccountCheck:
    """Make a request with the credentials that messages are sent with; `timeout` in seconds.

    With the auth token it fetches the account. An API key may not see the account (twilio.com/docs/iam/api-keys),
    so it lists the newest message instead.
    """
    import requests  # noqa: PLC0415 - needs twilio.rest
    from twilio.base.exceptions import TwilioException, TwilioRestException  # noqa: PLC0415 - needs twilio.rest
    from twilio.rest import Client  # noqa: PLC0415 - 0.1 s and 6 MB, for a check that is seldom asked for

    from bot.adapters.twilio.client import CountedClient  # noqa: PLC0415 - needs twilio.rest

    environment = settings.environment
    user, password = settings.twilio_login
    client = Client(
        user,
        password,
        account_sid=environment.TWILIO_ACCOUNT_SID,
        http_client=CountedClient(timeout=timeout, pool_connections=False),
    )
    if environment.TWILIO_API_URL:
        client.api.base_url = environment.TWILIO_API_URL
    try:
        if user != environment.TWILIO_ACCOUNT_SID:
            client.messages.list(limit=1)
            return _good("Twilio answers, and the API key is valid.")
        return _judged(str(client.api.v2010.accounts(user).fetch().status))
    except requests.exceptions.Timeout:
        return _bad(f"Twilio did not answer within {timeout:g} seconds.", "Try again in a minute.")
    except requests.exceptions.RequestException:
        return _bad("Twilio cannot be reached.", "Check whether this machine may open connections to Twilio.")
    except (TwilioException, ValueError) as error:
        # A refused list raises a TwilioException without a status; its arguments are a sentence and the response.
        response = error.args[-1] if error.args else None
        status = error.status if isinstance(error, TwilioRestException) else 0
        return _refused(status or getattr(response, "status_code", 0))


def _judged(status: str) -> AccountCheck:
    if status == "active":
        return _good("Twilio answers, and the account is active.")
    return _bad(f"The Twilio account is {status}.", "Look at the account in Twilio's console.")


def _refused(status: int) -> AccountCheck:
    if status in (401, 403, 404):
        return _bad(
            f"Twilio refused the credentials (HTTP {status}).",
            "Compare TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the API key, if there is one, with the console.",
        )
    if status == 429:
        return _bad("Twilio asks to slow down (HTTP 429).", "Try again in a minute.")
    if status >= 500:
        return _bad(f"Twilio is out of order (HTTP {status}).", _STATUS_PAGE)
    return _bad("Twilio did not answer as it should.", _STATUS_PAGE)


def _good(sentence: str) -> AccountCheck:
    return AccountCheck(ok=True, sentence=sentence)


def _bad(sentence: str, remedy: str) -> AccountCheck:
    return AccountCheck(ok=False, sentence=sentence, remedy=remedy)

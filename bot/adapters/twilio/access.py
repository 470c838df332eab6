"""Whether Twilio lets us in, told apart by what is wrong, and what kind of account it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.adapters.twilio.auth_tokens import NOT_AUTHENTICATED, NOT_PERMITTED
from bot.adapters.twilio.client import connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.settings import Settings

# twilio.com/docs/api/errors: 10001, 20005 and 90010 "Account is not active", 20403 "suspended or closed".
NOT_ACTIVE = frozenset({10001, 20005, 20403, 90010})
_TEST_CREDENTIALS = 20008


class Access(StrEnum):
    """What Twilio makes of the credentials."""

    OPEN = "open"
    REFUSED = (
        "refused"  # the account's SID and the auth token, or the key and its secret, do not belong together
    )
    NO_SUCH_ACCOUNT = "no-such-account"  # the credential is good, but not for this account
    NOT_ACTIVE = "not-active"  # suspended or closed
    TEST = "test"  # test credentials, which send nothing
    NARROW = "narrow"  # good, but a Restricted key without this permission


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """An account: its status (active, suspended, closed), and whether it is a trial.

    `signs` says whether the auth token that it was asked with is the primary one, with which webhooks are signed; None
    where Twilio does not show that.
    """

    status: str
    trial: bool
    signs: bool | None


def access(settings: Settings) -> Access:
    """Return what Twilio makes of the credentials that messages are sent with; raises TemporaryError if unreachable.

    It lists a message: a Standard key may do that too, but not see the account (twilio.com/docs/iam/api-keys).
    """
    try:
        with twilio_errors():
            connect(settings).messages.list(limit=1)
    except SendRefusedError as error:
        if error.status != 404:
            raise
        return Access.NO_SUCH_ACCOUNT
    except TemporaryError as error:
        found = _refusal(error.code)
        if found is None:
            raise
        return found
    return Access.OPEN


def _refusal(code: int) -> Access | None:
    if code in NOT_ACTIVE:
        return Access.NOT_ACTIVE
    return {
        NOT_AUTHENTICATED: Access.REFUSED,
        NOT_PERMITTED: Access.NARROW,
        _TEST_CREDENTIALS: Access.TEST,
    }.get(code)


def details(settings: Settings) -> AccountDetails:
    """Return the account's details; an auth token or a Main key may see them. Raises as `twilio_errors` does."""
    with twilio_errors():
        found = connect(settings).api.v2010.accounts(settings.environment.TWILIO_ACCOUNT_SID).fetch()
    user, password = settings.twilio_login
    known = user == settings.environment.TWILIO_ACCOUNT_SID and found.auth_token
    return AccountDetails(
        str(found.status), str(found.type).lower() == "trial", found.auth_token == password if known else None
    )

"""What Twilio does not show or change for us, as errors that say why and where to look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.adapters.twilio.access import NOT_ACTIVE
from bot.core.errors import BotError, SendRefusedError, TemporaryError
from bot.core.sentences import Sentence


@contextmanager
def seen(what: str) -> Iterator[None]:
    """Turn what keeps us from seeing something into a BotError that says so, and which check has the cause."""
    try:
        yield
    except SendRefusedError as error:
        raise BotError(
            Sentence(
                "Twilio does not show {what} (code {code}, HTTP {status}).",
                what=what,
                code=error.code,
                status=error.status,
            ),
        ) from None
    except TemporaryError as error:
        raise _unseen(error, what) from None


def _unseen(error: TemporaryError, what: str) -> BotError:
    if error.code in NOT_ACTIVE:
        return BotError(
            Sentence("Twilio does not show {what}: the account is not active.", what=what),
            "Look at the check of the account.",
        )
    if error.lacks:
        return BotError(
            Sentence("The API key may not see {what}: it lacks {names}.", what=what, names=error.lacks),
            "Give the key that permission, or look from the relay's computer, which has the auth token.",
        )
    if not error.soon:
        return BotError(
            Sentence("Twilio does not show {what} to these credentials.", what=what),
            "Look at the check of the credentials.",
        )
    return BotError(
        Sentence("Twilio did not answer when asked for {what}: {why}", what=what, why=error.message),
        "Run it again in a minute.",
    )


@contextmanager
def changing(what: str) -> Iterator[None]:
    """Turn Twilio's refusal to change something into a BotError that says so."""
    try:
        yield
    except SendRefusedError as error:
        raise BotError(
            Sentence(
                "Twilio refuses to change {what} (code {code}, HTTP {status}).",
                what=what,
                code=error.code,
                status=error.status,
            ),
            Sentence("See https://www.twilio.com/docs/api/errors/{code}.", code=error.code),
        ) from None
    except TemporaryError as error:
        raise BotError(
            Sentence("{what} could not be changed: {why}", what=what, why=error.message),
            "Run the same command again: what is done already is left alone.",
        ) from None

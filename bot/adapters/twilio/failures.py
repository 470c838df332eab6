"""Twilio's failures as our errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from bot.core import bounded, connections
from bot.core.errors import SendRefusedError, TemporaryError
from bot.core.sentences import Sentence

# "Try again a few times", unlike after 20500 (twilio.com/docs/api/errors/20503 and 20500).
_UNAVAILABLE = 20503
# How the message of 70051 names what a Restricted key was not given (twilio.com/docs/iam/api-keys/restricted-api-keys).
_PERMISSION = re.compile(r"/twilio/[\w.:/*-]+")
_BUSY = (20429,)  # Twilio did not process these: always safe to repeat (twilio.com/docs/api/errors/20429)


@contextmanager
def twilio_errors() -> Iterator[None]:
    """Turn the library's errors into ours: SendRefusedError, or TemporaryError if it may work later."""
    try:
        yield
    except TwilioRestException as error:
        raise _failure(error.status, error.code or 0, str(error.msg)) from None
    except requests.exceptions.ConnectTimeout:
        raise TemporaryError("Twilio cannot be reached.") from None
    except requests.exceptions.ConnectionError as error:
        raise TemporaryError(
            "Twilio cannot be reached.", uncertain=not connections.never_opened(error)
        ) from None
    except bounded.TooLargeError:
        raise TemporaryError(
            Sentence("What answers as {service} sends more than it ever would.", service="Twilio"),
            uncertain=True,
            soon=False,
        ) from None
    except TwilioException as error:
        raise _failure_of_page(error) from None
    except (requests.exceptions.RequestException, ValueError):
        raise TemporaryError("Twilio did not answer as it should.", uncertain=True) from None


def _failure_of_page(error: TwilioException) -> SendRefusedError | TemporaryError:
    """Return our error for a list that could not be fetched; the library passes the bare response along."""
    answer: Any = error.args[1] if len(error.args) > 1 else None
    if not hasattr(answer, "status_code"):
        return TemporaryError("Twilio did not answer as it should.", uncertain=True)
    try:
        content = json.loads(answer.text)
        code, message = int(content.get("code") or 0), str(content.get("message"))
    except (ValueError, AttributeError):
        code, message = 0, ""
    return _failure(answer.status_code, code, message)


def _failure(status: int, code: int, message: str) -> SendRefusedError | TemporaryError:
    if status == 429 or code in _BUSY:
        # Not only for the request rate: the daily limit (63038) comes with 429 too (twilio/twilio-php#661).
        return TemporaryError("Twilio asks to slow down.", retry_after=2.0, code=code or 20429)
    if status in (401, 403):
        # The fault is in the account, not the message: it can be sent once the credentials are fixed.
        return TemporaryError(
            Sentence("Twilio refused our credentials (HTTP {status}).", status=status),
            code=code or 20003,
            soon=False,
            lacks=", ".join(_PERMISSION.findall(message)),
        )
    if status >= 500:
        return TemporaryError(
            Sentence("Twilio is out of order (HTTP {status}).", status=status), uncertain=code != _UNAVAILABLE
        )
    return SendRefusedError(code, status)

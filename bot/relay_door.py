"""The relay as the jobs see it: somewhere to say what became of an order, and to ask about its credentials."""

from __future__ import annotations

import secrets

import requests

from bot import clock, envelope, logs, relay_report
from bot.envelope import Outcome
from bot.errors import SealError
from bot.providers.twilio import signature
from bot.relay_report import Question, Report
from bot.sealing import Vault
from bot.settings import Settings

TIMEOUT_SECONDS = 5.0
REPORT_SECONDS = 30.0  # a live check of its GitHub token takes the relay a few requests
PROBE_PATH = "/api/notifications/webhook/twilio/probe"


def tell(url: str, outcome: Outcome, vault: Vault) -> None:
    """Say it once; whoever asks the relay sees it. A relay out of reach keeps no message from being sent."""
    if not url:
        return
    try:
        answer = requests.post(
            f"{url}/api/notifications/messages/{outcome.order}/outcome",
            json={"sealed": envelope.seal_outcome(outcome, vault)},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        if not answer.ok:
            logs.trouble("relay-not-told", status=answer.status_code)
    except requests.RequestException as error:
        logs.trouble("relay-not-told", reason=type(error).__name__)


def probe(settings: Settings, token: str) -> int:
    """Call the relay as Twilio would, signed with the token; return the HTTP status, 0 where nobody answers.

    204: it takes the signature. 403: it does not. 404: a relay of an older version.
    """
    form = {"AccountSid": settings.environment.TWILIO_ACCOUNT_SID, "Nonce": secrets.token_hex(16)}
    signed = signature.sign(f"{settings.config.relay.public_url}{PROBE_PATH}", form, token)
    try:
        answer = requests.post(
            f"{settings.relay_url}{PROBE_PATH}",
            data=form,
            headers={"X-Twilio-Signature": signed},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        return 0
    return answer.status_code


def report(url: str, vault: Vault, *, try_out: bool = False) -> Report | None:
    """Ask the relay about its credentials; None where it does not answer, or not with our key."""
    if not url:
        return None
    question = relay_report.seal_question(Question(clock.now(), try_out), vault)
    try:
        answer = requests.post(
            f"{url}/api/notifications/credentials",
            json={"sealed": question},
            timeout=REPORT_SECONDS,
            allow_redirects=False,
        )
        sealed = answer.json().get("sealed") if answer.ok else None
        return relay_report.open_report(sealed, vault) if isinstance(sealed, str) else None
    except (requests.RequestException, ValueError, AttributeError, SealError) as error:
        logs.trouble("relay-not-asked", reason=type(error).__name__)
        return None


def status_of_token(url: str, token: str) -> int:
    """Return what the relay answers a system with this token: 200, 401, or 0 where nobody answers."""
    try:
        answer = requests.get(
            f"{url}/api/notifications/providers",
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        return 0
    return answer.status_code

"""The relay as the jobs see it: somewhere to say what became of an order, and a door that must open to Twilio."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from bot import envelope, logs
from bot.envelope import Outcome
from bot.providers.twilio import signature
from bot.sealing import Vault
from bot.settings import Settings

WEBHOOK_PATH = "/api/notifications/webhook/twilio"
TIMEOUT_SECONDS = 5.0


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


def knock(settings: Settings, form: Mapping[str, str]) -> str:
    """Deliver a message's webhook as Twilio would; return why the relay did not take it, or nothing where it did."""
    public = f"{settings.config.relay.public_url}{WEBHOOK_PATH}"
    signed = signature.sign(public, form, settings.auth_tokens[0])
    try:
        answer = requests.post(
            f"{settings.relay_url}{WEBHOOK_PATH}",
            data=dict(form),
            headers={"X-Twilio-Signature": signed},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return type(error).__name__
    return "" if answer.status_code == 200 else f"HTTP {answer.status_code}"

"""The relay as the jobs see it: somewhere to say what became of an order."""

from __future__ import annotations

import requests

from bot import envelope, logs
from bot.envelope import Outcome
from bot.sealing import Vault

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

"""The rest of a batch, of which the dispatch carries only the first items: the run fetches it from the relay."""

from __future__ import annotations

from typing import Any

import requests

from bot.adapters.relay_reports import AREA
from bot.core import clock, logs, waits
from bot.core.messages import BatchId
from bot.rules.people.sealing import Vault
from bot.rules.wire import batch_rest
from bot.rules.wire.batch_rest import RestQuestion

TIMEOUT_SECONDS = 30.0


def rest(url: str, batch: BatchId, after: int, vault: Vault) -> dict[str, Any] | None:
    """Return the payload of what a batch holds behind an item; None where the relay does not hand it over."""
    if not url:
        return None
    for wait in (0.0, *waits.RELAY):
        clock.sleep(wait)
        question = batch_rest.seal(RestQuestion(clock.now(), batch, after), vault.relay_keys)
        try:
            answer = requests.post(
                f"{url}{AREA}/batches/{batch}/rest",
                json={"sealed": question},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
            if answer.ok:
                found = answer.json()
                return found if isinstance(found, dict) else None
            logs.trouble("rest-missing", batch=batch, status=answer.status_code)
            if answer.status_code < 500 and answer.status_code != 429:
                return None
        except (requests.RequestException, ValueError) as error:
            logs.trouble("rest-missing", batch=batch, reason=type(error).__name__)
    return None

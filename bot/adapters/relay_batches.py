"""The rest of a batch, of which the dispatch carries only the first items: the run fetches it from the relay."""

from __future__ import annotations

import json
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from bot.adapters.relay_reports import AREA
from bot.core import clock, logs, waits
from bot.core.messages import BatchId
from bot.rules.people.sealing import Vault
from bot.rules.wire import batch_rest, envelope
from bot.rules.wire.batch_rest import RestQuestion

TIMEOUT_SECONDS = 30.0
MAX_BYTES = 2 * envelope.MAX_BATCH_BYTES
_PORTION_BYTES = 65_536


def rest(url: str, batch: BatchId, after: int, vault: Vault) -> dict[str, Any] | None:
    """Return the payload of what a batch holds behind an item; None where the relay does not hand it over."""
    if not url:
        return None
    for wait in (0.0, *waits.RELAY):
        clock.sleep(wait)
        question = batch_rest.seal(RestQuestion(clock.now(), batch, after), vault.relay_keys)
        try:
            with requests.post(
                f"{url}{AREA}/batches/{batch}/rest",
                json={"sealed": question},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                if answer.ok:
                    found = json.loads(_content(answer))
                    return found if isinstance(found, dict) else None
            logs.trouble("rest-missing", batch=batch, status=answer.status_code)
            if answer.status_code < 500 and answer.status_code != 429:
                return None
        # What answers may be anything, such as a proxy: it may also nest too deeply.
        except (requests.RequestException, HTTPError, ValueError, RecursionError) as error:
            logs.trouble("rest-missing", batch=batch, reason=type(error).__name__)
    return None


def _content(answer: requests.Response) -> bytes:
    """Return the content of an answer; raises requests.Timeout, or ValueError for one that is too large."""
    content, until = bytearray(), clock.steady() + TIMEOUT_SECONDS
    while portion := answer.raw.read1(_PORTION_BYTES, decode_content=True):
        content += portion
        if len(content) > MAX_BYTES:
            raise ValueError(len(content))
        if clock.steady() > until:
            raise requests.Timeout
    return bytes(content)

"""A batch as it is to be recorded: what the dispatch carries, and what the relay has kept of it."""

from __future__ import annotations

from typing import Any

from bot.adapters import relay_batches
from bot.core import logs
from bot.core.errors import BotError
from bot.core.messages import Event
from bot.jobs.tools import Tools
from bot.rules.wire import envelope
from bot.rules.wire.envelope import Opened


def open_payload(payload: Any, tools: Tools) -> Opened[Event]:
    """Return the batch of a client_payload; raises as `envelope.open_payload` does.

    What the relay does not hand over is missing at the end: nobody's earlier message is, so that the rest can follow.
    """
    opened = envelope.open_payload(payload, tools.vault, Event)
    if not opened.rest:
        return opened
    last = max((sequence for sequence, _ in payload["items"]), default=0)
    kept = relay_batches.rest(tools.settings.relay_url, opened.batch, last, tools.vault)
    try:
        more = envelope.open_payload(kept, tools.vault, Event) if kept else None
    except BotError as error:
        logs.trouble("rest-missing", batch=opened.batch, reason=error.message)
        more = None
    return opened.with_rest(more) if more and more.batch == opened.batch else opened

"""The answer to a message, which leaves once the message is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Response

from bot.core import logs
from bot.core.logs import Line
from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.lock import StoreError
from bot.relay.store.store import Store

# In the environ of WSGI: who answers later, so that no thread waits for the disk. A plain WSGI server has none.
LATER = "bot.later"
# An empty answer: Twilio sends nothing to the person (twilio.com/docs/messaging/twiml).
_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_BODY = _TWIML.encode()
_HEADERS = [("content-type", "text/xml; charset=utf-8"), ("content-length", str(len(_BODY)))]
# As it leaves, status, headers and body: it is always the same.
TAKEN = (200, _HEADERS, _BODY)


# To make the same answer anew takes as long as to seal a message.
_ANSWER = vars(Response([_BODY], headers=_HEADERS))


class AnswerOnceStored(Response):
    """An answer that a view returns before the message is stored: what the sender gets depends on whether it is."""

    def __init__(
        self,
        store: Store,
        row: Callable[[], PendingRow],
        log: Callable[[Stored], Line],
        refuse: Callable[[StoreError], Response],
    ) -> None:
        """`row` seals the message; `log` is called after the answer left, `refuse` in place of it."""
        vars(self).update(_ANSWER, _on_close=[])
        self.row = row
        self.log = log
        self.refuse = refuse
        self._store = store

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        later: Callable[[AnswerOnceStored], None] | None = environ.get(LATER)
        if later:
            later(self)
            return ()
        try:
            stored = self._store.append_row(self.row())
        except StoreError as error:
            return self.refuse(error)(environ, start_response)
        self.call_on_close(lambda: logs.steps([self.log(stored)]))  # Twilio does not wait for the log
        return super().__call__(environ, start_response)

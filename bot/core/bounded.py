"""Bounds what the answer of a service may take: in time, as a whole, and in size.

The timeouts of requests count for each read, so what drips could go on for hours.
"""

from __future__ import annotations

import io
import socket
from http.client import HTTPResponse
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from bot.core import clock

WHOLE_SECONDS = 30.0  # from the request on; a page of Twilio's longest list takes a few
# The largest that is expected: a hundred comments of 65,536 characters, four bytes each.
LARGEST = 32 * 2**20
_CHUNK = 64 * 1024


class TooLargeError(requests.exceptions.RequestException):
    """An answer has more than anything that is asked for."""


class _Until(io.RawIOBase):
    """What comes from a socket until the time is up, however little comes at once."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock
        self._each, self._until = sock.gettimeout(), clock.on_the_wire() + WHOLE_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - clock.on_the_wire()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left if self._each is None else min(left, self._each))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedAnswer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp = io.BufferedReader(_Until(self.fp.detach(), sock))


class _HttpPool(HTTPConnectionPool):
    def _new_conn(self) -> Any:
        return _bounded(super()._new_conn())


class _HttpsPool(HTTPSConnectionPool):
    def _new_conn(self) -> Any:
        return _bounded(super()._new_conn())


def _bounded(connection: Any) -> Any:
    connection.response_class = _BoundedAnswer
    return connection


class BoundedAdapter(HTTPAdapter):
    """Connections whose answers end in time, also those through a proxy."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def proxy_manager_for(self, *args: Any, **more: Any) -> Any:
        manager = super().proxy_manager_for(*args, **more)
        manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        return manager


class BoundedSession(requests.Session):
    """A session whose answers are bounded; raises TooLargeError, or Timeout and ConnectionError as requests does."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, BoundedAdapter())

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        response = super().send(request, **{**how, "stream": True})
        if not how.get("stream"):
            _read(response)
        return response


def _read(response: requests.Response) -> None:
    """Read an answer as requests itself would, but no more than may be in one."""
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > LARGEST:
            response.close()
            raise TooLargeError(response=response)
    vars(response).update(_content=bytes(content), _content_consumed=True)

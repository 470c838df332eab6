"""The HTTP connections to GitHub: kept open, and the only place that waits when GitHub asks for patience.

A wait here is a few seconds at most, since a job is billed while it waits and the relay's dispatcher stands still.
Importing this module puts its sessions in place of PyGithub's own.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from github import GithubException
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    Requester,
)
from urllib3 import Retry

from bot.adapters.github import failures
from bot.core import bounded, calls, clock, named_limits, service_clocks, waits
from bot.core.errors import TemporaryError
from bot.core.sentences import Sentence

# A router on the way may drop a silent connection without notice; a request on it would wait for its whole timeout.
_IDLE_SECONDS = 60.0
# GitHub may not yet know what it has just made. Ten seconds were enough for others (github/branch-deploy#180).
_FRESH_SECONDS = 60.0
# GitHub asks whoever makes many writes for a second between them (docs: "Best practices for using the REST API",
# "Pause between mutative requests"). A crowd's labels take a request or two a minute, and nobody is notified of them.
SECONDS_BETWEEN_WRITES = 1.0
_LABELS_ALONE = '{"query": "mutation { w0: createLabel('
ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "PATCH", "DELETE"})


def retries() -> Retry:
    """Return what urllib3 repeats by itself: requests that no answer, or 5xx, came to, and that may be repeated.

    urllib3 would otherwise sleep any `Retry-After`, up to six hours; `_Session` decides about that.
    """
    return Retry(
        total=4,
        connect=1,
        backoff_factor=0.5,
        status_forcelist=range(500, 600),
        allowed_methods=_REPEATABLE,
        respect_retry_after_header=False,
        raise_on_status=False,
    )


class _Session(bounded.BoundedSession):
    """The connections to one address, with a pause after each write. Safe for threads."""

    def __init__(self, seconds_between_writes: float) -> None:
        super().__init__()
        self._pause = seconds_between_writes
        self._next_write = clock.steady()
        self._lock = threading.Lock()
        self._used_at = clock.steady()
        self._made: dict[str, float] = {}

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **more: Any) -> requests.Response:
        """Make a request; one that GitHub refuses for the moment, without having done anything, is made again.

        Raises TemporaryError when GitHub still does not know what it has just made.
        """
        path = urlsplit(str(url)).path
        response = self._once(method, url, *args, **more)
        for wait in waits.UNSETTLED:
            pause = failures.pause(response) or (wait if self._is_unsettled(response, path) else None)
            if pause is None:
                break
            clock.sleep(pause)
            response = self._once(method, url, *args, **more)
        if self._is_unsettled(response, path):
            status = response.status_code
            raise TemporaryError(
                Sentence("GitHub has not yet taken in an earlier change (HTTP {status}).", status=status),
                soon=False,
            )
        if response.status_code in failures.MOVED:
            # PyGithub would follow, but leaves out the query: a list by label would hold everything.
            raise GithubException(response.status_code, failures.decoded(response.text))
        self._note(str(method), path, response)
        return response

    def _once(self, method: str | bytes, *args: Any, **more: Any) -> requests.Response:
        calls.made[calls.GITHUB] += 1
        with self._lock:
            now = clock.steady()
            if now - self._used_at > _IDLE_SECONDS:
                super().close()  # the next request opens another connection
            self._used_at = now
        writes = method not in ("GET", "HEAD") and not _needs_no_pause(more)
        if writes and self._next_write > clock.steady():
            clock.sleep(self._next_write - clock.steady())
        asked = clock.steady()
        try:
            response = self._whole(method, *args, **more)
        finally:
            if writes:
                self._next_write = clock.steady() + self._pause
        failures.drop_odd_figures(response)
        named_limits.note_github(response.headers)
        if clock.observe(response.headers.get("Date", ""), asked):
            service_clocks.forget()
        service_clocks.measure(calls.GITHUB, response.headers.get("Date"))
        return response

    def _whole(self, method: str | bytes, *args: Any, **more: Any) -> requests.Response:
        """Ask once more where an answer broke off: urllib3 repeats nothing of which it has read the first line."""
        try:
            return super().request(method, *args, **more)
        except requests.exceptions.ChunkedEncodingError:
            if method != "GET":
                raise
        clock.sleep(waits.GITHUB[0])
        calls.made[calls.GITHUB] += 1
        return super().request(method, *args, **more)

    def _is_unsettled(self, response: requests.Response, path: str) -> bool:
        return failures.is_unsettled(response) or (
            failures.is_unknown(response) and any(f"{path}/".startswith(made) for made in self._lately_made())
        )

    def _note(self, method: str, path: str, response: requests.Response) -> None:
        """Remember what was made, and forget what was deleted."""
        found = failures.decoded(response.text) if response.status_code == 201 else {}
        url = found.get("url") if isinstance(found, dict) else None
        with self._lock:
            if isinstance(url, str):
                self._made[f"{urlsplit(url).path}/"] = clock.steady()
            elif method == "DELETE" and response.ok:
                self._made.pop(f"{path}/", None)

    def _lately_made(self) -> list[str]:
        with self._lock:
            oldest = clock.steady() - _FRESH_SECONDS
            self._made = {path: at for path, at in self._made.items() if at >= oldest}
            return list(self._made)

    def close(self) -> None:
        """Leave the connections to the next request."""


def _needs_no_pause(more: Mapping[str, Any]) -> bool:
    """Return whether a POST is a query of GraphQL, which changes nothing, or creates labels and nothing else."""
    return str(more.get("data", "")).startswith(('{"query": "query', _LABELS_ALONE))


# PyGithub opens a session for each request once its own classes are replaced (Requester.injectConnectionClasses);
# one for each address keeps connections open and saves their handshakes.
opened: dict[tuple[str, int], _Session] = {}


def _session_of(connection: HTTPRequestsConnectionClass | HTTPSRequestsConnectionClass) -> _Session:
    address = connection.host, connection.port
    if address not in opened:
        session = _Session(0.0 if connection.host in ON_THIS_MACHINE else SECONDS_BETWEEN_WRITES)
        session.auth = connection.session.auth
        size = connection.pool_size
        adapter = bounded.BoundedAdapter(size, size, connection.retry)
        session.mount(f"{connection.protocol}://", adapter)
        opened.setdefault(address, session)
    return opened[address]


class _Https(HTTPSRequestsConnectionClass):
    def __init__(self, host: str, port: int | None = None, **given: Any) -> None:
        super().__init__(host, port, **given)
        self.session = _session_of(self)


class _Http(HTTPRequestsConnectionClass):
    def __init__(self, host: str, port: int | None = None, **given: Any) -> None:
        super().__init__(host, port, **given)
        self.session = _session_of(self)


def install() -> None:
    """Let PyGithub make its requests by these sessions."""
    Requester.injectConnectionClasses(_Http, _Https)


install()

"""The relay's public address, seen from outside: its name, its certificate, and what answers there."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Thread

import requests

from bot.core import clock

TIMEOUT_SECONDS = 5.0  # for each byte
WHOLE_SECONDS = 8.0  # for the whole answer; a check of the doctor may take ten
_LARGEST = 256 * 1024  # bytes; the largest that is expected, the relay's status, has a few thousand
_CHUNK = 1024  # bytes; small, since a chunk is waited for whole


class NoAnswer(StrEnum):
    """Why nothing answers at an address."""

    NAME = "name"  # the host's name leads nowhere
    REFUSED = "refused"
    SILENT = "silent"
    CERTIFICATE = "certificate"
    BROKEN = "broken"  # the connection ended without an answer


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What an address answered: status 0 and why, where nothing did. `content` is its JSON, if it is an object."""

    status: int
    content: Mapping[str, object]
    media_type: str = ""
    location: str = ""
    why: NoAnswer | None = None


def addresses_of(host: str) -> tuple[str, ...]:
    """Return the IP addresses that a name leads to, empty if it leads nowhere."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Whether the internet can reach an IP address."""
    return ipaddress.ip_address(address).is_global


def certificate_ends(host: str, port: int) -> datetime:
    """Return when a host's certificate expires; raises ssl.SSLError for one that nobody trusts, else OSError."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=TIMEOUT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        found = secured.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)


def ask(method: str, url: str, form: Mapping[str, str] | None = None) -> PublicAnswer:
    """Return what an address answers to a request without credentials; follows no redirect.

    What drips, or does not end, counts as silence: the answers that are waited for are small and come at once.
    """
    answers: SimpleQueue[PublicAnswer] = SimpleQueue()
    # The timeout of requests is that of each byte, so the whole is bounded from outside.
    Thread(target=lambda: answers.put(_asked(method, url, form)), daemon=True).start()
    try:
        return answers.get(timeout=WHOLE_SECONDS)
    except Empty:
        return PublicAnswer(0, {}, why=NoAnswer.SILENT)


def _asked(method: str, url: str, form: Mapping[str, str] | None) -> PublicAnswer:
    try:
        with requests.request(
            method,
            url,
            data=dict(form) if form else None,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as found:
            return _read(found)
    except requests.exceptions.SSLError:
        return PublicAnswer(0, {}, why=NoAnswer.CERTIFICATE)
    except requests.exceptions.Timeout:
        return PublicAnswer(0, {}, why=NoAnswer.SILENT)
    except requests.exceptions.ConnectionError as error:
        return PublicAnswer(0, {}, why=_why(error))
    except (requests.exceptions.RequestException, UnicodeError):
        return PublicAnswer(0, {}, why=NoAnswer.BROKEN)


def _read(found: requests.Response) -> PublicAnswer:
    """Return an answer with as much of its content as ours may have; its time is up where it drips."""
    body, until = bytearray(), clock.steady() + WHOLE_SECONDS
    for chunk in found.iter_content(_CHUNK):
        body += chunk
        if len(body) > _LARGEST or clock.steady() > until:
            break
    try:
        content = json.loads(body) if len(body) <= _LARGEST else {}
    except (ValueError, RecursionError):
        content = {}
    return PublicAnswer(
        found.status_code,
        content if isinstance(content, dict) else {},
        found.headers.get("Content-Type", "").partition(";")[0],
        found.headers.get("Location", ""),
    )


def _why(error: requests.exceptions.ConnectionError) -> NoAnswer:
    text = repr(error)
    if "NameResolutionError" in text or "gaierror" in text:
        return NoAnswer.NAME
    return NoAnswer.REFUSED if "Connection refused" in text else NoAnswer.BROKEN

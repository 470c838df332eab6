"""What the relay counts for whoever watches it: numbers in memory, which all its worker processes share.

Each process adds to a row of its own, and a sum is over all rows. The memory belongs to the process that starts the
others, so nothing is lost when one of them is killed. To count costs less than a microsecond; nothing is loaded for it.

Prometheus' library would map files into memory for this (its multiprocess mode): on a disk that is full, writing to one
ends the process (mmap(2), SIGBUS), and the relay has to outlast a full disk.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from multiprocessing import Lock, RawArray

from bot.core.messages import DeliveryStatus
from bot.core.named_limits import Limit
from bot.relay.batches.batching import EVENT_TYPES

Labels = tuple[str, ...]
# Codes that come with delivery reports (twilio.com/docs/api/errors); a rarer one counts as `other`, so that what Twilio
# sends can make no number of series.
_DELIVERY_CODES = """
21610 21614 30001 30002 30003 30004 30005 30006 30007 30008 30010 30011 30017 30018 30019 30022
30023 30024 30027 30032 30034 30036 30409 30410 63001 63003 63005 63007 63009 63010 63012 63013
63014 63015 63016 63017 63018 63019 63020 63021 63022 63024 63026 63027 63028 63030 63031 63032
63033 63038 63049
"""
DELIVERY_CODES = tuple(map(int, _DELIVERY_CODES.split()))
OTHER = "other"
# Seconds: as a message waits on its way in a quiet hour, in a busy one, and through an outage.
BOUNDS = (5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 21600.0, 86400.0)


class Refusal(StrEnum):
    """Why a webhook was refused."""

    NO_SIGNATURE = "no_signature"
    SIGNATURE = "signature"  # does not fit, although the request names our account
    STRANGER = "stranger"  # does not fit, and the request does not name our account
    ACCOUNT = "account"  # signed with our token for another account
    ADDRESS = "address"  # not in relay.allow_from
    METHOD = "method"
    NOT_UNDERSTOOD = "not_understood"
    TOO_LARGE = "too_large"
    NO_BODY = "no_body"  # not in time
    BUSY = "busy"
    NOT_STORED = "not_stored"
    NOT_STARTED = "not_started"  # a usage trigger whose workflow GitHub did not take
    FAILED = "failed"  # a fault of ours
    OTHER = OTHER

    @classmethod
    def of_status(cls, status: int) -> Refusal:
        """Return what an HTTP status alone shows."""
        return _BY_STATUS.get(status, cls.OTHER)


_BY_STATUS = {
    400: Refusal.NOT_UNDERSTOOD,
    405: Refusal.METHOD,
    408: Refusal.NO_BODY,
    413: Refusal.TOO_LARGE,
    500: Refusal.FAILED,
    503: Refusal.BUSY,
}


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that only grows, for each combination of labels.

    All are shown from the start: Prometheus sees no growth in a series that begins at 1.
    """

    name: str
    help: str
    labels: Labels
    series: tuple[Labels, ...]


ACCEPTED = Counter(
    "relay_webhooks_accepted",
    "Webhooks of Twilio that were accepted, by kind; repeated: what came again and was known.",
    ("kind", "outcome"),
    (
        *product(("message", "status"), ("stored", "repeated")),
        *(("status", "noted"), ("usage", "started"), ("usage", "repeated"), ("probe", "answered")),
    ),
)
REFUSED = Counter(
    "relay_webhooks_refused",
    "Webhooks that were refused, by reason; signature and account name our account, no_signature and stranger may be "
    "anybody's.",
    ("reason",),
    tuple((reason.value,) for reason in Refusal),
)
REQUESTS_REFUSED = Counter(
    "relay_requests_refused",
    "Requests to other addresses that were refused, by the HTTP status of the answer.",
    ("status",),
    (*((str(status),) for status in (400, 401, 403, 404, 405, 408, 413, 422, 429, 500, 503)), (OTHER,)),
)
DISPATCHES = Counter(
    "relay_dispatches",
    "Batches handed to GitHub; found: accepted although the answer was lost; unreachable: to be repeated.",
    ("kind", "outcome"),
    tuple(product(EVENT_TYPES, ("accepted", "found", "unreachable", "refused"))),
)
RUNS = Counter(
    "relay_runs",
    "Workflow runs of batches, by how they ended; missing: none appeared in the time allowed.",
    ("kind", "outcome"),
    tuple(product(EVENT_TYPES, ("succeeded", "failed", "missing"))),
)
DELIVERIES = Counter(
    "relay_deliveries",
    "Final reports about messages of ours, by status and by Twilio's error code.",
    ("status", "code"),
    (
        *product((str(status) for status in DeliveryStatus if status.is_final), ("none", OTHER)),
        *product((DeliveryStatus.UNDELIVERED.value, DeliveryStatus.FAILED.value), map(str, DELIVERY_CODES)),
    ),
)
COUNTERS = (ACCEPTED, REFUSED, REQUESTS_REFUSED, DISPATCHES, RUNS, DELIVERIES)


_PLACES: Mapping[tuple[str, Labels], int] = {
    key: place for place, key in enumerate((each.name, labels) for each in COUNTERS for labels in each.series)
}
# How many waited at most as long as each bound, or longer than the last; then their sum.
_SECONDS = len(_PLACES)
# Each is a value, and since when it is known.
_LIMITS = _SECONDS + len(BOUNDS) + 2
_LIMIT_PLACES = {limit: _LIMITS + 2 * number for number, limit in enumerate(Limit)}
_WIDTH = _LIMITS + 2 * len(Limit)
# A worker that is reloaded stands beside the one it replaces.
_SPARE_ROWS = 8
_CLAIM_SECONDS = 5.0


class SharedCounts:
    """The rows of all worker processes, made by the process that starts them."""

    def __init__(self, workers: int) -> None:
        self._rows = 2 * workers + _SPARE_ROWS
        self._numbers = RawArray("d", self._rows * _WIDTH)
        self._owners = RawArray("i", self._rows)
        self._claiming = Lock()

    def claim(self) -> None:
        """Count in a row of this process's own from now on: a fresh one, or that of a process that has ended."""
        global _counts  # noqa: PLW0603 - what a process counts is one, as its log is
        # One that is killed at this very moment leaves it locked for good.
        locked = self._claiming.acquire(timeout=_CLAIM_SECONDS)
        try:
            free = (number for number, owner in enumerate(self._owners) if not _is_alive(owner))
            mine = next(free, None)
            if mine is not None:  # else it is counted for this process alone
                self._owners[mine] = os.getpid()
                numbers = memoryview(self._numbers).cast("B").cast("d")
                _counts = _Counts(numbers, mine * _WIDTH, self._owners)
        finally:
            if locked:
                self._claiming.release()


def _is_alive(pid: int) -> bool:
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Counts:
    """The numbers of all processes, and where this one's are."""

    def __init__(self, numbers: memoryview[float], start: int, owners: Sequence[int]) -> None:
        self.numbers = numbers
        self.start = start
        self.owners = owners
        self.lock = threading.Lock()

    def across(self, place: int) -> Sequence[float]:
        """Return the number of each process at a place."""
        return self.numbers[place::_WIDTH].tolist()


_counts = _Counts(memoryview(bytearray(8 * _WIDTH)).cast("d"), 0, (os.getpid(),))


def add(counter: Counter, *labels: str) -> None:
    """Count one; labels that are not foreseen count as `other` in their last place."""
    place = _PLACES.get((counter.name, labels), _PLACES.get((counter.name, (*labels[:-1], OTHER))))
    if place is None:  # such as a kind that only another version knows
        return
    with _counts.lock:
        _counts.numbers[_counts.start + place] += 1


def add_delivery(status: DeliveryStatus, code: int) -> None:
    """Count the final report about a message."""
    add(DELIVERIES, status, str(code) if code else "none")


def observe(seconds: Sequence[float]) -> None:
    """Count how long messages took from webhook to issue."""
    with _counts.lock:
        for one in seconds:
            waited = max(one, 0.0)
            _counts.numbers[_counts.start + _SECONDS + bisect_left(BOUNDS, waited)] += 1
            _counts.numbers[_counts.start + _SECONDS + len(BOUNDS) + 1] += waited


def note(known: Mapping[Limit, tuple[float, float]]) -> None:
    """Note what services say of their limits: each with its value and when it was named, in seconds since 1970."""
    with _counts.lock:
        for limit, (value, at) in known.items():
            place = _counts.start + _LIMIT_PLACES[limit]
            _counts.numbers[place], _counts.numbers[place + 1] = value, at


def totals(counter: Counter) -> Mapping[Labels, float]:
    """Return the sums over all processes."""
    return {labels: sum(_counts.across(_PLACES[counter.name, labels])) for labels in counter.series}


def waits() -> tuple[Sequence[float], float]:
    """Return how many messages took at most as long as each of BOUNDS but longer than the one before, and their sum.

    The last number is of those that took longer than any bound.
    """
    numbers = [sum(_counts.across(_SECONDS + place)) for place in range(len(BOUNDS) + 2)]
    return numbers[:-1], numbers[-1]


def named(limit: Limit) -> float | None:
    """Return the newest value of a limit that any process knows; None before the first answer."""
    place = _LIMIT_PLACES[limit]
    at, value = max(zip(_counts.across(place + 1), _counts.across(place), strict=True))
    return value if at else None


def is_ours(pid: int) -> bool:
    """Return whether a process of this machine is a worker of this relay."""
    return pid in _counts.owners

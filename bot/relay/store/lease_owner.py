"""How a process names itself as owner of a lease, and whether an owner is still alive."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path


def this_process() -> str:
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def process_of(owner: str) -> int:
    """Return the owner's process; 0 if it is of another machine."""
    machine, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    return int(pid) if machine == _machine() and pid.isdecimal() else 0


def has_died(owner: str) -> bool:
    """Whether the owner was a process of this machine that has died, so that its lease is free.

    If that cannot be known, such as for another machine, the lease expires by itself.
    """
    machine, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if machine != _machine() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


@cache
def _machine() -> str:
    """Return what tells machines apart, and containers, whose processes have numbers of their own.

    Their names may be the same, so Linux's id of this boot and of the processes' namespace count (random(4),
    namespaces(7)).
    """
    ids = []
    with suppress(OSError):
        ids = [Path("/proc/sys/kernel/random/boot_id").read_text(), os.readlink("/proc/self/ns/pid")]
    mark = hashlib.sha256(" ".join(ids).encode()).hexdigest()[:8]
    return f"{socket.gethostname()[:30]}-{mark}".replace(":", "-")

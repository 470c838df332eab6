"""How a sandbox ends: by Ctrl-C, by a supervisor, or with its terminal, and each time with all that it started."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from bot.cli import ends

# Windows has no terminal that hangs up.
_KINDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
LONGEST_SECONDS = 60.0  # a relay is given 15 of them, and runs 10


@contextmanager
def by_signals() -> Iterator[None]:
    """Turn the first termination signal into KeyboardInterrupt, and ignore later ones during shutdown."""
    alarm = threading.Timer(LONGEST_SECONDS, os._exit, (ends.INTERRUPTED,))
    alarm.daemon = True

    def stop(_signal: int, _frame: object) -> NoReturn:
        for kind in before:
            signal.signal(kind, _nothing)
        alarm.start()  # should stopping hang, nobody has to look for the process; what it started ends with it
        raise KeyboardInterrupt

    # One that is ignored stays so: `nohup` wants it to go on without its terminal.
    before = {kind: signal.getsignal(kind) for kind in _KINDS if signal.getsignal(kind) != signal.SIG_IGN}
    for kind in before:
        signal.signal(kind, stop)
    try:
        yield
    finally:
        alarm.cancel()
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _nothing(_signal: int, _frame: object) -> None:
    """Unlike SIG_IGN, this is not handed on to what is started meanwhile."""

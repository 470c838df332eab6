"""Binds a process to the one that starts it, so that it does not stay when that is killed.

Run as a program, it becomes the command that it is given. Only Linux has this; elsewhere the process may stay.
"""

from __future__ import annotations

import ctypes
import os
import sys

# Nothing more is imported, since this is loaded before every run.

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def bound(command: list[str], kind: int) -> list[str]:
    """Return the command that gets this signal as soon as the thread that started it has ended."""
    if sys.platform != "linux":
        return command
    # Not by `preexec_fn`, which may lock up where there are threads.
    return [sys.executable, "-IS", __file__, str(os.getpid()), str(int(kind)), *command]


def main(parent: int, kind: int, command: list[str]) -> None:
    """Become the command."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, kind)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606 - our own command
    except OSError as error:
        sys.exit(f"{command[0]} could not be started: {error}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])

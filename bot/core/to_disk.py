"""Makes what was written survive a power cut (fsync(2)), and lets readers see the old file or the new one."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

PRIVATE, PUBLIC = 0o600, 0o644
MAKE_ROOM = "It is as it was before. Make room on the disk, and run the same command again."
# No room on the disk, in a quota, or in the size that a file may have here.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# Behind a file's name: that of the file which is to follow, with earlier versions without a number.
_TEMPORARY = re.compile(r"(\.[0-9a-f]{16})?\.new")


def is_full(error: OSError) -> bool:
    """Whether something could not be written for want of room; then MAKE_ROOM says what to do."""
    return error.errno in _FULL


def flush(path: Path) -> None:
    """Return once a file is on the disk, or a folder with the names in it; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, content: str, mode: int = PUBLIC) -> None:
    """Write a text, whole or not at all; raises OSError, which names the file.

    A link is followed to the file that it stands for. A new file gets the `mode`; one that is there keeps its owner and
    its rights, but none that a PRIVATE file must not give.
    """
    target = path.resolve()
    _remove_what_was_left(target)
    temporary, descriptor = _made(target, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:  # and its lock is held until the file has its name
            file.write(content.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
            if target.exists():
                _keep_rights(target, temporary, 0o770 if mode == PRIVATE else 0o777)
            os.replace(temporary, target)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):  # of a full disk the system names no file, else the temporary one
            error.filename = str(path)
        raise
    flush(target.parent)  # the new name


def _made(target: Path, mode: int) -> tuple[Path, int]:
    """Make the file that is to follow, under a name that nobody else writes to, and lock it while it is written."""
    while True:
        temporary = target.with_name(f"{target.name}.{secrets.token_hex(8)}.new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with suppress(OSError):  # not every file system has locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return temporary, descriptor
        os.close(descriptor)  # taken for left behind, before it was locked


def _remove_what_was_left(target: Path) -> None:
    """Remove what a kill left behind, which may hold secrets: nobody locks it any more."""
    names = (name for name in os.listdir(target.parent) if name.startswith(target.name))
    for name in (one for one in names if _TEMPORARY.fullmatch(one.removeprefix(target.name))):
        with suppress(OSError):  # in use, gone by now, or somebody else's
            descriptor = os.open(
                target.with_name(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            )
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                target.with_name(name).unlink()
            finally:
                os.close(descriptor)


def _keep_rights(before: Path, after: Path, most: int) -> None:
    known = before.stat()
    if (known.st_uid, known.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(after, known.st_uid, known.st_gid)
    os.chmod(after, known.st_mode & most)

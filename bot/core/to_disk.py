"""Makes what was written survive a power cut (fsync(2)), and lets readers see the old file or the new one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

PRIVATE, PUBLIC = 0o600, 0o644
MAKE_ROOM = "It is as it was before. Make room on the disk, and run the same command again."
# No room on the disk, in a quota, or in the size that a file may have here.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


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
    # One name, so that what a kill leaves behind does not stay; made anew, so that no link in its place is followed.
    temporary = target.with_name(f"{target.name}.new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
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


def _keep_rights(before: Path, after: Path, most: int) -> None:
    known = before.stat()
    if (known.st_uid, known.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(after, known.st_uid, known.st_gid)
    os.chmod(after, known.st_mode & most)

"""Makes what was written survive a power cut (fsync(2))."""

from __future__ import annotations

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Return once a file is on the disk, or a folder with the names in it; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

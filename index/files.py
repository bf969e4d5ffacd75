"""Files derived from the store: put in place whole, and known again by their digest."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# bytes of a file that is read through by each process that uses it; of larger ones the stamp is trusted
SMALL = 1 << 27


def put(beside: Path, path: Path) -> None:
    """Give a file that was written beside it the place of `path`; it is on the disk before this returns."""
    flush(beside)
    beside.replace(path)
    flush(path.parent)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stamp(path: Path) -> list[int]:
    """Size and time of a file: while they stay, a large one is not read again."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def is_other(path: Path, made: Mapping[str, Any], *, thorough: bool) -> bool:
    """Whether a file does not hold what was written; a large one whose stamp stayed is only read if `thorough`."""
    now = stamp(path)
    unread = now[0] > SMALL and now == made["stamp"] and not thorough
    return not unread and digest(path) != made["sha256"]


def flush(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Files derived from the store: put in place whole, and known again by their digest."""

import hashlib
import os
from pathlib import Path


def put(beside: Path, path: Path) -> None:
    """Give a file that was written beside it the place of `path`; it is on the disk before this returns."""
    flush(beside)
    beside.replace(path)
    flush(path.parent)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stamp(path: Path) -> list[int]:
    """Size and time of a file: while they stay, it is not read again."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def flush(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Reading a database's file beside SQLite, without giving up SQLite's locks on it.

POSIX drops all of a process's locks on a file as soon as the process closes any descriptor of it. A plain open and
close would let another process take itself for the last user of the database and delete the log that this one still
writes. So a descriptor stays open as long as any store of this process has the file open.
"""

import os
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Key = tuple[int, int]  # device and inode

_lock = threading.Lock()
_open: dict[Key, list[int]] = {}  # the descriptor, and how many hold it
_left: deque[Key] = deque()  # what was let go of and is still counted


def hold(owner: object, database: Path) -> Callable[[], object]:
    """Keep the file open for as long as its owner lives; what is returned lets go of it, after SQLite did."""
    key, _ = _take(database)
    return weakref.finalize(owner, _release, key)


@contextmanager
def reading(database: Path) -> Iterator[int]:
    """A descriptor of the file that the path names now, for os.pread."""
    key, descriptor = _take(database)
    try:
        yield descriptor
    finally:
        _release(key)


def _take(database: Path) -> tuple[Key, int]:
    try:
        with _lock:
            status = database.stat()
            key = status.st_dev, status.st_ino
            while key not in _open:
                descriptor = os.open(database, os.O_RDONLY | os.O_CLOEXEC)
                status = os.fstat(descriptor)
                key = status.st_dev, status.st_ino
                # where the file was swapped meanwhile one descriptor too many stays open
                _open.setdefault(key, [descriptor, 0])
            _open[key][1] += 1
            return key, _open[key][0]
    finally:
        _settle()


def _release(key: Key) -> None:
    """Let go of a file; it waits for nothing, since the garbage collector may call it where this thread has the lock."""
    _left.append(key)
    _settle()


def _settle() -> None:
    """Count what was let go of. Where another has the lock, that one does so as soon as it has given it back."""
    while _left and _lock.acquire(blocking=False):
        try:
            while _left:
                key = _left.popleft()
                held = _open[key]
                held[1] -= 1
                if not held[1]:
                    del _open[key]
                    with suppress(OSError):  # nothing was written through it
                        os.close(held[0])
        finally:
            _lock.release()

"""What goes wrong beneath the store, a full disk or a failing one, in words for the index's owner."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import NewsdeskError
from index.errors import IndexBusy, IndexDamaged, IndexForbidden, IndexUnwritable, OutOfMemory

KEPT = "what was stored before is kept"
_SPENT = (errno.EMFILE, errno.ENFILE)
FILES = 5  # of one database, at most
SHARED = 1 << 20  # bytes, more than SQLite's file of shared memory takes
_THREADS = ("can't start new thread", "pthread_create")  # as Python and onnxruntime say it
_FULL, _FORBIDDEN = (errno.ENOSPC, errno.EDQUOT), (errno.EACCES, errno.EPERM)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn errors of SQLite, of the system and of memory into one clear line; others pass."""
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error, folder) or error from error
    except UnicodeDecodeError as error:  # Python cannot read SQLite's own words, which quote what is damaged
        raise _damaged(folder, "its text is none") from error
    except OSError as error:
        raise _of_system(error, folder) from error
    except MemoryError as error:
        raise _memory() from error
    except (RuntimeError, ImportError) as error:
        if any(words in str(error) for words in _THREADS):
            raise _crowded() from error
        if not is_memory(error):
            raise
        raise _memory() from error


def is_memory(error: BaseException) -> bool:
    """Whether an error tells of too little memory: torch, onnxruntime and the loader of libraries say it in words."""
    told = str(error)
    return isinstance(error, MemoryError) or any(words in told for words in ("memory", "bad_alloc", "map segment"))


def _of_sqlite(error: sqlite3.Error, folder: Path) -> NewsdeskError | None:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or (
        name.startswith("SQLITE_IOERR_SHM") and free(folder) < SHARED
    ):  # opening takes this much
        return _full(folder)
    if name.startswith("SQLITE_IOERR"):
        return IndexUnwritable(
            f"the disk of {folder} reports errors ({name}); {KEPT}: check the disk, then run it again"
        )
    if name.startswith("SQLITE_CANTOPEN") and _is_spent():
        return _spent()
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return IndexUnwritable(f"the index in {folder} is read-only here; {KEPT}: make the folder writable")
    if name.startswith("SQLITE_PERM"):
        return IndexForbidden(f"the index in {folder} may not be written; check its owner and permissions")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return IndexBusy(f"another process is writing the index in {folder}; wait for it to end")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or name in (
        "",
        "SQLITE_ERROR",
    ):  # these two: text or full text that is none
        return _damaged(folder, str(error))
    return None


def _damaged(folder: Path, reason: str) -> IndexDamaged:
    return IndexDamaged(
        f"the index in {folder} cannot be read ({reason}); run `newsdesk index --rebuild --index {folder}`"
    )


def _of_system(error: OSError, folder: Path) -> NewsdeskError:
    if error.errno in _FULL:
        return _full(folder)
    if error.errno in _SPENT:
        return _spent()
    if error.errno == errno.EAGAIN:
        return _crowded()
    if error.errno in _FORBIDDEN:
        return IndexForbidden(f"{error.filename or folder} may not be used; check its owner and permissions")
    reason = error.strerror or str(error)
    return IndexUnwritable(
        f"{error.filename or folder} cannot be written ({reason}); {KEPT}: check the disk, then run it again"
    )


def _is_spent() -> bool:
    """Whether this process may not open as many files as a database needs, which SQLite calls a closed folder."""
    opened: list[int] = []
    try:
        opened += (os.open(os.devnull, os.O_RDONLY) for _ in range(FILES))
    except OSError as error:
        return error.errno in _SPENT
    finally:
        for descriptor in opened:
            os.close(descriptor)
    return False


def _spent() -> OutOfMemory:
    return OutOfMemory(f"too many files are open; {KEPT}: raise the limit (`ulimit -n`), then run it again")


def _crowded() -> OutOfMemory:
    return OutOfMemory(
        f"no more threads or processes may be started; {KEPT}: raise the limit (`ulimit -u`), then run it again"
    )


def _full(folder: Path) -> IndexUnwritable:
    return IndexUnwritable(
        f"the disk is full: {free(folder) / 1e6:.1f} MB are left for {folder}; {KEPT}: free some space, then run it again"
    )


def _memory() -> OutOfMemory:
    return OutOfMemory(f"there is not enough memory for this; {KEPT}: close other programs, then run it again")


def free(folder: Path) -> int:
    """Bytes that may still be written into a folder, or where it will be made."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free

"""The one writer of a store: its lock, its changes, and the seal that it breaks before them and sets again after."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from corpus.errors import NewsdeskError
from index.errors import IndexBusy
from index.files import flush
from index.local import schema, seal
from index.local.trouble import told

LOCK = "lock"
LONGEST_LOG = 64_000_000  # bytes of the log from which it is worked into the database during a long run
PATIENCE = 2000  # milliseconds that readers are waited for before the log is emptied


class Writer:
    """Writes to one store. In memory there is neither lock nor seal."""

    def __init__(self, connection: sqlite3.Connection, folder: Path | None, *, new: bool = False) -> None:
        self._connection, self._folder = connection, folder
        self._broken = new  # whether the seal is broken, or there never was one
        self._known = new  # whether every change since the last seal is in the log or in `_changed`
        self._before: seal.Seal | None = None
        self._changed: set[int] = set()
        if new:
            self._keep_log()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock; the seal is set at the end. Raises IndexBusy, and the disk's troubles in words."""
        if self._folder is None:
            yield
            return
        with told(self._folder), _locked(self._folder):
            try:
                yield
            except BaseException:
                with suppress(sqlite3.Error, OSError, NewsdeskError):  # the error under way says more
                    self._seal()
                raise
            self._seal()

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction: all of the block's changes are stored, or none."""
        self.unseal()
        with schema.transaction(self._connection):
            yield
        log = self._log
        if log is not None and log.exists() and log.stat().st_size > LONGEST_LOG:
            self._changed |= seal.logged_pages(log)
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def unseal(self) -> None:
        """Break the seal before the first change."""
        if self._folder is None or self._broken:
            return
        self._before = seal.break_seal(self._folder)
        self._known, self._broken, self._changed = self._before is not None, True, set()
        self._keep_log()

    def _keep_log(self) -> None:
        """Let nothing but this writer empty the log, which tells the pages that changed."""
        self._connection.execute("PRAGMA wal_autocheckpoint = 0")

    @property
    def _log(self) -> Path | None:
        return self._folder / f"{schema.DATABASE}-wal" if self._folder else None

    def _seal(self) -> None:
        """Set the seal, unless it is unbroken and true to the file; readers that hold an old state put that off."""
        assert self._folder is not None
        database = self._folder / schema.DATABASE
        now = seal.read(self._folder)
        if now is not None and not self._broken and now.stamp == seal.stamp(database):
            return
        if not self._known and self._is_unsound():
            return  # the doctor tells what is wrong; a seal would call it right
        assert self._log is not None
        changed = self._changed | seal.logged_pages(self._log)
        self._connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        self._connection.execute("PRAGMA busy_timeout = 30000")
        if busy:
            self._changed = changed
            return
        if self._log.exists():
            flush(self._log)  # an emptied log that comes back after a power loss would break the seal
        page = int(self._connection.execute("PRAGMA page_size").fetchone()[0])
        seal.set_seal(database, page, self._before if self._known else None, changed)
        self._broken, self._known, self._before, self._changed = False, False, None, set()

    def _is_unsound(self) -> bool:
        """Whether a database that lost its seal holds damage that shows."""
        from index.local.soundness import flaws

        return next(flaws(self._connection), None) is not None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The kernel's lock, which dies with its process; the text in the file is for people."""
    descriptor = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "r+", errors="replace") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise IndexBusy(
                f"another process{_holder(lock)} is writing the index in {folder}; wait for it to end"
            ) from None
        lock.truncate(0)
        lock.write(f"pid {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        lock.flush()
        yield
        lock.truncate(0)


def _holder(lock: TextIO) -> str:
    words = lock.read(100).strip()
    return f" ({words})" if words.startswith("pid ") else ""


def writing_since(folder: Path) -> str | None:
    """Who writes the index now, as in "pid 7, since ..."; None if nobody does."""
    try:
        with (folder / LOCK).open(errors="replace") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return lock.read(100).strip() or "another process"
    except OSError:
        return None
    return None


def clear(folder: Path) -> None:
    """Remove what a writer that was killed left half done beside the index."""
    for path in (folder / "rebuild", *folder.glob("*.new")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def quarantine(folder: Path) -> None:
    """Put a damaged database aside, in the place of one that was put aside before."""
    aside = folder / "quarantine"
    aside.mkdir(exist_ok=True, mode=0o700)
    with _locked(folder):
        for name in (seal.FILE, *schema.LEFT, schema.DATABASE):
            if (folder / name).exists():
                (folder / name).replace(aside / name)
            else:
                (aside / name).unlink(missing_ok=True)
        flush(folder)

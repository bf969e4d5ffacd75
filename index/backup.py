"""Backups: the store as one file, made while others read and write, and put back whole."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import IndexDamaged, IndexMismatch
from index.files import put
from index.schema import DATABASE, FORMAT, connect
from index.store import Store

DERIVED = ("dense", "export")  # what the store says of files beside it, which a backup does not hold


def back_up(store: Store, path: Path) -> int:
    """Write the store's last committed state into one file, and check it; its size in bytes.

    Uses SQLite's own online backup: other processes go on. Raises OSError where the file cannot be written.
    """
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
            store.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            copy.executemany("DELETE FROM recipe WHERE key = ?", [(key,) for key in DERIVED])
        check(beside)
        put(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path.stat().st_size


def check(path: Path) -> int:
    """How many articles a backup holds. Raises IndexDamaged or IndexMismatch where it cannot be put back."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            told = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            made = dict(copy.execute("SELECT key, value FROM recipe"))
            store = Store(copy, None)
            for name in store.paths():
                store.article(name)  # raises IndexDamaged where a row is not what was written
            count = store.count("articles")
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(f"{path} is no sound backup ({error}); take another") from None
    if told != ["ok"]:
        raise IndexDamaged(f"{path} is damaged ({told[0]}); take another")
    if made.get("format") != str(FORMAT):
        raise IndexMismatch(
            f"{path} has format {made.get('format')}, this program reads {FORMAT}; index the articles again"
        )
    return count


def restore(path: Path, folder: Path) -> int:
    """Put a backup in the place of an index, in one transaction; how many articles it holds.

    Readers see the old state or the new one. What is derived from the store is made again by `repair`.
    """
    count = check(path)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy, closing(connect(folder / DATABASE)) as target:  # fmt: skip
        copy.backup(target)
    return count

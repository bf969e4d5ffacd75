"""Backups: the store as one file, made while others read and write, and put back whole.

Behind the database, where SQLite does not look, stands a digest of all that is before it.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import IndexDamaged, IndexMismatch
from index.files import put
from index.local.schema import DATABASE, FORMAT, connect
from index.local.seal import damaged
from index.local.soundness import flaws
from index.local.store import LocalStore
from index.local.trouble import told

SIGNED = b"\nnewsdesk backup, SHA-256 "  # before the digest at a backup's end
DERIVED = ("dense", "export")  # what the store says of files beside it, which a backup does not hold


def back_up(store: LocalStore, path: Path) -> int:
    """Write the store's last committed state into one file, and check it; its size in bytes.

    Uses SQLite's own online backup: other processes go on. Raises OSError where the file cannot be written, and
    IndexDamaged where the store does not hold what was sealed.
    """
    if store.folder is not None and damaged(store.folder / DATABASE):
        raise IndexDamaged(
            f"the index in {store.folder} does not hold what was written; run `newsdesk index --rebuild`"
        )
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
            store.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            copy.executemany("DELETE FROM recipe WHERE key = ?", [(key,) for key in DERIVED])
        with beside.open("r+b") as file:
            made = hashlib.file_digest(file, "sha256").digest()
            file.write(SIGNED + made)  # behind the last byte, which was read
        check(beside)
        put(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path.stat().st_size


def check(path: Path) -> int:
    """How many articles a backup holds. Raises IndexDamaged or IndexMismatch where it cannot be put back."""
    try:
        if not _is_whole(path):
            raise IndexDamaged(f"{path} is no backup, or does not hold what was written; take another")
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            made = dict(copy.execute("SELECT key, value FROM recipe"))
            made_now = made.get("format") == str(FORMAT)
            wrong = next(flaws(copy), None) if made_now else None
            count = LocalStore(copy, None).count("articles")
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(f"{path} is no sound backup ({error}); take another") from None
    if wrong is not None:
        raise IndexDamaged(f"{path} is damaged ({wrong}); take another")
    if not made_now:
        raise IndexMismatch(
            f"{path} has format {made.get('format')}, this program reads {FORMAT}; index the articles again"
        )
    return count


def _is_whole(path: Path) -> bool:
    """Whether a file ends with the digest of all that is before it."""
    end = len(SIGNED) + hashlib.sha256().digest_size
    left = path.stat().st_size - end
    made = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(left, 1 << 20))):
            made.update(block)
            left -= len(block)
        return left == 0 and file.read() == SIGNED + made.digest()


def restore(path: Path, folder: Path) -> int:
    """Put a backup in the place of an index, in one transaction; how many articles it holds.

    Readers see the old state or the new one. What is derived from the store is made again by `repair`.
    """
    count = check(path)
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = LocalStore(connect(folder / DATABASE), folder)
        with closing(target), target.writing(), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as copy:  # fmt: skip
            ids = target.last_ids()
            target.become(LocalStore(copy, None))
            target.raise_ids(ids)
    return count

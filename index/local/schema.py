"""The tables of the store, and how they are opened: a connection, and one transaction on it."""

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.local.stories import TABLES as STORIES
from index.rows import FIGURE_COLUMNS

FORMAT = 6
DATABASE = "newsdesk.sqlite"
LEFT = (f"{DATABASE}-wal", f"{DATABASE}-shm")  # what an open database keeps beside it
_FIGURES = ", ".join(FIGURE_COLUMNS)
# "words" keeps no text of its own: what was indexed is told again when a passage is deleted.
_TABLES = f"""
CREATE TABLE recipe (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, read_ns INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE rejected (path TEXT PRIMARY KEY, file TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, file TEXT NOT NULL, title TEXT, outlet TEXT,
    published TEXT, url TEXT, agency TEXT, text TEXT NOT NULL, checksum TEXT NOT NULL, figures_checksum TEXT NOT NULL);
CREATE INDEX articles_by_file ON articles (file);
CREATE TABLE passages (id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL, checksum TEXT NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE sentences (article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, vectors BLOB NOT NULL, checksum TEXT NOT NULL);
CREATE TABLE figures (id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, {_FIGURES});
CREATE INDEX figures_by_article ON figures (article);
CREATE INDEX figures_by_noun ON figures (noun, kind);
{STORIES.strip()}
CREATE INDEX articles_by_url ON articles (url);
CREATE INDEX articles_by_outlet ON articles (outlet COLLATE NOCASE);
CREATE VIRTUAL TABLE words USING fts5(context, text, content='', tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
"""


def connect(path: Path | str) -> sqlite3.Connection:
    """Open a database file for this user alone, or ":memory:"; every commit reaches the disk before it returns.

    On a disk that is read-only the file is opened for reading.
    """
    if isinstance(path, Path):
        with suppress(FileExistsError, PermissionError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if not _is_writable(path):
            return _read_only(path)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    try:
        # Where the disk fails SQLite goes on without its log; the error comes with what is fetched behind the answer.
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if isinstance(path, Path) and mode != "wal":
            raise OSError(errno.EIO, "its log cannot be made", str(path))
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except (sqlite3.DatabaseError, UnicodeDecodeError, OSError):
        connection.close()
        raise
    return connection


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _read_only(path: Path) -> sqlite3.Connection:
    """SQLite keeps notes beside a database that it reads; without a log there is nothing to note."""
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block's changes are stored, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself ends one that met a full disk
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read in the block is of one committed state."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether anything was ever committed."""
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def last_ids(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The highest id that each table ever used."""
    try:
        return connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    except sqlite3.OperationalError:  # no table was made yet
        return []


def raise_ids(connection: sqlite3.Connection, last: Sequence[tuple[str, int]]) -> None:
    """Let the tables go on behind these ids, where they are higher than their own."""
    highest = dict(last_ids(connection))
    rows = [(name, seq) for name, seq in last if seq > highest.get(name, 0)]
    connection.executemany("DELETE FROM sqlite_sequence WHERE name = ?", [(name,) for name, _ in rows])
    connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", rows)


def make_tables(connection: sqlite3.Connection, recipe: dict[str, str]) -> None:
    """Make the empty tables of a new store, with the recipe that it keeps for good."""
    with transaction(connection):
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.executemany("INSERT INTO recipe VALUES (?, ?)", [("format", str(FORMAT)), *recipe.items()])

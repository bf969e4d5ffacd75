"""The tables of the store, and how they are opened: a connection, and one transaction on it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.rows import FIGURE_COLUMNS
from index.stories import TABLES as STORIES

FORMAT = 3
DATABASE = "newsdesk.sqlite"
LEFT = (f"{DATABASE}-wal", f"{DATABASE}-shm")  # what an open database keeps beside it
_FIGURES = ", ".join(FIGURE_COLUMNS)
# "words" keeps no text of its own: what was indexed is told again when a passage is deleted.
_TABLES = f"""
CREATE TABLE recipe (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, read_ns INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE rejected (path TEXT PRIMARY KEY, file TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, file TEXT NOT NULL, title TEXT, outlet TEXT,
    published TEXT, url TEXT, agency TEXT, text TEXT NOT NULL, checksum TEXT NOT NULL);
CREATE INDEX articles_by_file ON articles (file);
CREATE TABLE passages (id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE sentences (article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, vectors BLOB NOT NULL);
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
    """Open a database file for this user alone, or ":memory:"; every commit reaches the disk before it returns."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    if isinstance(path, Path):
        os.chmod(path, 0o600)  # noqa: PTH101 - Path.chmod follows the same rules; one call is enough
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block's changes are stored, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def make_tables(connection: sqlite3.Connection, recipe: dict[str, str]) -> None:
    """Make the empty tables of a new store, with the recipe that it keeps for good."""
    with transaction(connection):
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.executemany("INSERT INTO recipe VALUES (?, ?)", [("format", str(FORMAT)), *recipe.items()])

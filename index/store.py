"""The store: SQLite holds the truth, and every change is one transaction."""

import fcntl
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from corpus.types import Article, Rejected
from index.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from index.passages import context
from index.rows import FIGURE_COLUMNS, figure_of, row_of
from index.sentences import Span
from index.types import Figure, Filter, Passage, Vectors

FORMAT = 1
DATABASE = "newsdesk.sqlite"
_FIGURES = ", ".join(FIGURE_COLUMNS)
_SCHEMA = f"""
CREATE TABLE recipe (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, read_ns INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE rejected (path TEXT PRIMARY KEY, file TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, file TEXT NOT NULL, title TEXT, outlet TEXT,
    published TEXT, url TEXT, agency TEXT, text TEXT NOT NULL, checksum TEXT NOT NULL);
CREATE INDEX articles_by_file ON articles (file);
CREATE TABLE passages (id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE figures (id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, {_FIGURES});
CREATE INDEX figures_by_article ON figures (article);
CREATE VIRTUAL TABLE words USING fts5(context, text, content='', tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
"""
_NARROW = "(:since IS NULL OR a.published >= :since) AND (:until IS NULL OR a.published <= :until) AND (:outlet IS NULL OR a.outlet = :outlet COLLATE NOCASE)"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be stored: its passages as spans, their vectors, and its figures."""

    article: Article
    file: str
    spans: Sequence[Span]
    vectors: Vectors
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class FileState:
    """What is known of a file of the corpus: enough to see, without reading it, that it did not change."""

    name: str
    size: int
    mtime_ns: int
    read_ns: int
    digest: str


class Store:
    """Articles, passages, vectors, figures and full text of one index."""

    def __init__(self, connection: sqlite3.Connection, folder: Path | None) -> None:
        self.connection = connection
        self.folder = folder
        self.recipe: dict[str, str] = dict(connection.execute("SELECT key, value FROM recipe"))

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open the index in a folder. Raises IndexMissing, IndexMismatch or IndexDamaged."""
        path = folder / DATABASE
        if not path.is_file():
            raise IndexMissing(f"there is no index in {folder}; run `newsdesk index FOLDER --index {folder}`")
        try:
            store = cls(_connect(path), folder)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"the index in {folder} cannot be read ({error}); run `newsdesk index --rebuild --index {folder}`"
            ) from error
        if store.recipe.get("format") != str(FORMAT):
            raise IndexMismatch(
                f"the index in {folder} has format {store.recipe.get('format')}, this program reads {FORMAT}; run `newsdesk index --rebuild --index {folder}`"
            )
        return store

    @classmethod
    def create(cls, folder: Path | None, recipe: dict[str, str]) -> "Store":
        """Make an empty store in a folder, or in memory if there is none."""
        if folder is None:
            connection = _connect(":memory:")
        else:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = _connect(folder / DATABASE)
        with _transaction(connection):
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
            connection.executemany("INSERT INTO recipe VALUES (?, ?)", [("format", str(FORMAT)), *recipe.items()])
        return cls(connection, folder)

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock. Raises IndexBusy if another process writes."""
        if self.folder is None:
            yield
            return
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise IndexBusy(f"another process is writing the index in {self.folder}; wait for it to end") from None
            yield

    @property
    def version(self) -> int:
        """A number that changes when another process commits."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def apply(
        self,
        add: Sequence[Prepared] = (),
        remove: Sequence[str] = (),
        files: Sequence[FileState] = (),
        forget: Sequence[str] = (),
        rejected: Sequence[tuple[str, Rejected]] = (),
    ) -> None:
        """One transaction: remove articles (by path), add others, and record the files they came from."""
        with _transaction(self.connection):
            for path in remove:
                self._remove(path)
            for name in [*forget, *(state.name for state in files)]:
                self.connection.execute("DELETE FROM rejected WHERE file = ?", (name,))
            self.connection.executemany("DELETE FROM files WHERE name = ?", [(name,) for name in forget])
            for prepared in add:
                self._add(prepared)
            self.connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
                [(f.name, f.size, f.mtime_ns, f.read_ns, f.digest) for f in files],
            )
            self.connection.executemany(
                "INSERT OR REPLACE INTO rejected VALUES (?, ?, ?)", [(r.path, file, r.reason) for file, r in rejected]
            )
            self.set_recipe("updated", datetime.now(UTC).isoformat(timespec="seconds"))

    def set_recipe(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO recipe VALUES (?, ?)", (key, value))
        self.recipe[key] = value

    def _add(self, prepared: Prepared) -> None:
        a = prepared.article
        cursor = self.connection.execute(
            "INSERT INTO articles (path, file, title, outlet, published, url, agency, text, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                a.path,
                prepared.file,
                a.title,
                a.outlet,
                a.published and a.published.isoformat(),
                a.url,
                a.agency,
                a.text,
                checksum(a),
            ),
        )
        article = cursor.lastrowid
        for (start, end), vector in zip(prepared.spans, prepared.vectors, strict=True):
            passage = self.connection.execute(
                "INSERT INTO passages (article, start, end, vector) VALUES (?, ?, ?, ?)",
                (article, start, end, vector.astype(np.float32).tobytes()),
            ).lastrowid
            self.connection.execute(
                "INSERT INTO words (rowid, context, text) VALUES (?, ?, ?)", (passage, context(a), a.text[start:end])
            )
        marks = ", ".join("?" * (len(FIGURE_COLUMNS) + 1))
        self.connection.executemany(
            f"INSERT INTO figures (article, {_FIGURES}) VALUES ({marks})",
            [(article, *row_of(f)) for f in prepared.figures],
        )

    def _remove(self, path: str) -> None:
        row = self.connection.execute("SELECT id FROM articles WHERE path = ?", (path,)).fetchone()
        if row is None:
            return
        article = self.article(path, verify=False)
        assert article is not None
        for passage, start, end in self.connection.execute(
            "SELECT id, start, end FROM passages WHERE article = ?", row
        ).fetchall():
            self.connection.execute(
                "INSERT INTO words (words, rowid, context, text) VALUES ('delete', ?, ?, ?)",
                (passage, context(article), article.text[start:end]),
            )
        self.connection.execute("DELETE FROM articles WHERE id = ?", row)

    def article(self, path: str, *, verify: bool = True) -> Article | None:
        """An article by its path, or None. Raises IndexDamaged if its row is not what was written."""
        row = self.connection.execute(
            "SELECT text, title, outlet, published, url, agency, checksum FROM articles WHERE path = ?", (path,)
        ).fetchone()
        if row is None:
            return None
        text, title, outlet, published, url, agency, written = row
        article = Article(path, text, title, outlet, date.fromisoformat(published) if published else None, url, agency)
        if verify and checksum(article) != written:
            raise IndexDamaged(f"the stored text of {path} was damaged; run `newsdesk index --rebuild`")
        return article

    def paths(self) -> list[str]:
        return [path for (path,) in self.connection.execute("SELECT path FROM articles ORDER BY path")]

    def paths_of_file(self, name: str) -> list[str]:
        return [
            path
            for (path,) in self.connection.execute("SELECT path FROM articles WHERE file = ? ORDER BY path", (name,))
        ]

    def files(self) -> dict[str, FileState]:
        return {
            row[0]: FileState(*row)
            for row in self.connection.execute("SELECT name, size, mtime_ns, read_ns, digest FROM files")
        }

    def figures(self, path: str) -> tuple[Figure, ...]:
        rows = self.connection.execute(
            f"SELECT {_FIGURES} FROM figures WHERE article = (SELECT id FROM articles WHERE path = ?) ORDER BY start, id",
            (path,),
        )
        return tuple(map(figure_of, rows))

    def passages(self, ids: Sequence[int], only: Filter) -> dict[int, tuple[Passage, Vectors]]:
        """Passages by id with their vectors; those that the filter leaves out, and unknown ids, are missing."""
        narrow = {
            "since": only.since and only.since.isoformat(),
            "until": only.until and only.until.isoformat(),
            "outlet": only.outlet,
            "ids": json.dumps([int(i) for i in ids]),
        }
        rows = self.connection.execute(
            "SELECT p.id, a.path, p.start, p.end, substr(a.text, p.start + 1, p.end - p.start), p.vector FROM passages p JOIN articles a ON a.id = p.article "
            f"WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {_NARROW}",
            narrow,
        )
        return {row[0]: (Passage(*row[:5]), np.frombuffer(row[5], dtype=np.float32)) for row in rows}

    def allowed(self, only: Filter) -> set[int] | None:
        """Ids of the passages that a filter lets through; None if it lets all through."""
        if only == Filter():
            return None
        narrow = {
            "since": only.since and only.since.isoformat(),
            "until": only.until and only.until.isoformat(),
            "outlet": only.outlet,
        }
        return {
            i
            for (i,) in self.connection.execute(
                f"SELECT p.id FROM passages p JOIN articles a ON a.id = p.article WHERE {_NARROW}", narrow
            )
        }

    def vectors(self, after: int = 0) -> tuple[list[int], Vectors]:
        """Ids and vectors of all passages with a higher id than `after`."""
        rows = self.connection.execute("SELECT id, vector FROM passages WHERE id > ? ORDER BY id", (after,)).fetchall()
        if not rows:
            return [], np.zeros((0, int(self.recipe["dimension"])), dtype=np.float32)
        return [i for i, _ in rows], np.frombuffer(b"".join(v for _, v in rows), dtype=np.float32).reshape(
            len(rows), -1
        )

    def vectors_of(self, path: str) -> dict[str, Vectors]:
        """Vectors of an article's passages by what was embedded, so that unchanged passages keep theirs."""
        article = self.article(path)
        if article is None:
            return {}
        rows = self.connection.execute(
            "SELECT start, end, vector FROM passages WHERE article = (SELECT id FROM articles WHERE path = ?)", (path,)
        )
        return {
            f"{context(article)}\n{article.text[start:end]}": np.frombuffer(vector, dtype=np.float32)
            for start, end, vector in rows
        }

    def rejected(self) -> list[Rejected]:
        return [Rejected(*row) for row in self.connection.execute("SELECT path, reason FROM rejected ORDER BY path")]

    def count(self, table: str) -> int:
        assert table in ("articles", "passages", "figures", "files", "rejected")
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def checksum(article: Article) -> str:
    """What proves that a stored article is the one that was written."""
    fields = (
        article.path,
        article.text,
        article.title,
        article.outlet,
        str(article.published),
        article.url,
        article.agency,
    )
    return hashlib.sha256("\x00".join(part or "" for part in fields).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _connect(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if isinstance(path, Path):
        os.chmod(path, 0o600)  # noqa: PTH101 - Path.chmod follows the same rules; one call is enough
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")

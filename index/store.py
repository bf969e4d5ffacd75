"""The store: SQLite holds the truth, and every change is one transaction."""

import fcntl
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.types import Article, Rejected
from index import schema
from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from index.passages import embedded
from index.rows import ARTICLE_COLUMNS, FIGURE_COLUMNS, article_of, checksum, figure_of
from index.sentences import sentences
from index.types import Figure, Filter, Passage, Vectors
from index.writing import FileState, Prepared, add_article, record_files, remove_article, rename_file

_ARTICLES, _FIGURES = ", ".join(ARTICLE_COLUMNS), ", ".join(FIGURE_COLUMNS)
NARROW = "(:since IS NULL OR a.published >= :since) AND (:until IS NULL OR a.published <= :until) AND (:outlet IS NULL OR a.outlet = :outlet COLLATE NOCASE)"
_TABLES = ("articles", "passages", "figures", "files", "rejected")


class Store:
    """Articles, passages, vectors, figures and full text of one index.

    Ids of passages grow and are never used twice, so that "newer than id n" means what was added after it.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path | None) -> None:
        self.connection = connection
        self.folder = folder
        self._counted: dict[str, tuple[tuple[int, ...], int]] = {}  # rows of a table, and in which state of the store

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open the index in a folder. Raises IndexMissing, IndexMismatch or IndexDamaged."""
        path = folder / schema.DATABASE
        if not path.is_file():
            raise IndexMissing(f"there is no index in {folder}; run `newsdesk index FOLDER --index {folder}`")
        try:
            store = cls(schema.connect(path), folder)
            made = store.recipe.get("format")
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"the index in {folder} cannot be read ({error}); run `newsdesk index --rebuild --index {folder}`"
            ) from error
        if made != str(schema.FORMAT):
            store.close()
            raise IndexOutdated(
                f"the index in {folder} has format {made}, this program reads {schema.FORMAT}; run `newsdesk index --rebuild --index {folder}`"
            )
        return store

    @classmethod
    def create(cls, folder: Path | None, recipe: dict[str, str]) -> "Store":
        """Make an empty store in a folder, or in memory if there is none."""
        if folder is None:
            connection = schema.connect(":memory:")
        else:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = schema.connect(folder / schema.DATABASE)
        schema.make_tables(connection, recipe)
        return cls(connection, folder)

    def close(self) -> None:
        self.connection.close()

    @property
    def recipe(self) -> dict[str, str]:
        """How the index was made and what was derived from it, as the last commit of any process left it."""
        return dict(self.connection.execute("SELECT key, value FROM recipe"))

    def set_recipe(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO recipe VALUES (?, ?)", (key, value))

    @property
    def version(self) -> int:
        """A number that changes when another process commits."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

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

    def apply(
        self,
        add: Sequence[Prepared] = (),
        remove: Sequence[str] = (),
        files: Sequence[FileState] = (),
        forget: Sequence[str] = (),
        rejected: Sequence[tuple[str, Rejected]] = (),
    ) -> None:
        """One transaction: remove articles (by path), add others, and record the files they came from.

        `forget` names files that are gone, `rejected` what could not be read with its file. If anything fails,
        nothing is changed.
        """
        with schema.transaction(self.connection):
            for path in remove:
                remove_article(self.connection, path)
            for prepared in add:
                add_article(self.connection, prepared)
            record_files(self.connection, files, forget, rejected)
            self.set_recipe("updated", datetime.now(UTC).isoformat(timespec="seconds"))

    def rename(self, names: Mapping[str, str]) -> None:
        """Files by their old and new names: their articles take the new ones, and keep all that belongs to them."""
        with schema.transaction(self.connection):
            for old, new in names.items():
                rename_file(self.connection, old, new)
            self.set_recipe("updated", datetime.now(UTC).isoformat(timespec="seconds"))

    def article(self, path: str, *, verify: bool = True) -> Article | None:
        """An article by its path, or None. Raises IndexDamaged if its row is not what was written."""
        row = self.connection.execute(f"SELECT {_ARTICLES}, checksum FROM articles WHERE path = ?", (path,)).fetchone()
        if row is None:
            return None
        article = article_of(row[:-1])
        if verify and checksum(article) != row[-1]:
            raise IndexDamaged(f"the stored text of {path} was damaged; run `newsdesk index --rebuild`")
        return article

    def checksums(self, file: str) -> dict[str, str]:
        """The articles that came from a file: checksums by path."""
        return dict(
            self.connection.execute("SELECT path, checksum FROM articles WHERE file = ? ORDER BY path", (file,))
        )

    def paths(self) -> list[str]:
        return [path for (path,) in self.connection.execute("SELECT path FROM articles ORDER BY path")]

    def files(self) -> dict[str, FileState]:
        rows = self.connection.execute("SELECT name, size, mtime_ns, read_ns, digest FROM files")
        return {row[0]: FileState(*row) for row in rows}

    def rejected(self) -> list[Rejected]:
        return [Rejected(*row) for row in self.connection.execute("SELECT path, reason FROM rejected ORDER BY path")]

    def figures(self, path: str) -> tuple[Figure, ...]:
        """The figures of an article in the order of its text."""
        rows = self.connection.execute(
            f"SELECT {_FIGURES} FROM figures WHERE article = (SELECT id FROM articles WHERE path = ?) ORDER BY start, id",
            (path,),
        )
        return tuple(map(figure_of, rows))

    def told_of(self, figure: Figure, most: int) -> list[str]:
        """Articles that give a figure of the same noun and kind, the newest first."""
        rows = self.connection.execute(
            "SELECT DISTINCT a.path FROM figures f JOIN articles a ON a.id = f.article WHERE f.noun = ? AND f.kind = ? ORDER BY a.published DESC, a.id DESC LIMIT ?",
            (figure.noun, figure.kind, most),
        )
        return [path for (path,) in rows]

    def passages(self, ids: Sequence[int], only: Filter) -> dict[int, tuple[Passage, Vectors]]:
        """Passages by id with their vectors; those that the filter leaves out, and unknown ids, are missing."""
        rows = self.connection.execute(
            "SELECT p.id, a.path, p.start, p.end, substr(a.text, p.start + 1, p.end - p.start), p.vector FROM passages p JOIN articles a ON a.id = p.article "
            f"WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {NARROW}",
            {"ids": _json(ids), **bounds(only)},
        )
        return {row[0]: (Passage(*row[:5]), np.frombuffer(row[5], dtype=np.float32)) for row in rows}

    def existing(self, ids: Sequence[int]) -> set[int]:
        """Those of the ids that are passages."""
        rows = self.connection.execute(
            "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))", (_json(ids),)
        )
        return {i for (i,) in rows}

    def allowed(self, only: Filter, among: Sequence[int] | None = None) -> set[int] | None:
        """Ids of the passages (of these, or of all) that a filter lets through; None if it lets all through."""
        if only == Filter():
            return None
        ids = "" if among is None else "p.id IN (SELECT value FROM json_each(:ids)) AND "
        rows = self.connection.execute(
            f"SELECT p.id FROM passages p JOIN articles a ON a.id = p.article WHERE {ids}{NARROW}",
            {"ids": _json(among or ()), **bounds(only)},
        )
        return {i for (i,) in rows}

    def vectors(self, after: int = 0) -> tuple[list[int], Vectors]:
        """Ids and vectors of all passages with a higher id than `after`."""
        rows = self.connection.execute("SELECT id, vector FROM passages WHERE id > ? ORDER BY id", (after,)).fetchall()
        if not rows:
            return [], np.zeros((0, int(self.recipe["dimension"])), dtype=np.float32)
        joined = b"".join(vector for _, vector in rows)
        return [i for i, _ in rows], np.frombuffer(joined, dtype=np.float32).reshape(len(rows), -1)

    def vectors_of(self, path: str) -> dict[str, Vectors]:
        """Vectors of an article's passages and sentences by what was embedded, so that what did not change keeps its own."""
        article = self.article(path)
        if article is None:
            return {}
        rows = self.connection.execute(
            "SELECT start, end, vector FROM passages WHERE article = (SELECT id FROM articles WHERE path = ?)", (path,)
        )
        found = {embedded(article, (a, b)): np.frombuffer(vector, dtype=np.float32) for a, b, vector in rows}
        told = [article.text[a:b] for a, b in sentences(article.text)]
        return found | dict(zip(told, self.sentence_vectors(path), strict=True))

    def sentence_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of an article's n sentences, in order; kept in half precision."""
        row = self.connection.execute(
            "SELECT vectors FROM sentences WHERE article = (SELECT id FROM articles WHERE path = ?)", (path,)
        ).fetchone()
        halves = np.frombuffer(row[0] if row else b"", dtype=np.float16)
        return halves.astype(np.float32).reshape(-1, int(self.recipe["dimension"]))

    def count(self, table: str) -> int:
        """How many rows a table has; counted again only after a change, since counting a million takes a while."""
        assert table in _TABLES
        state = self.version, self.connection.total_changes
        if self._counted.get(table, ((), 0))[0] != state:
            count = int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            self._counted[table] = state, count
        return self._counted[table][1]


def bounds(only: Filter) -> dict[str, str | None]:
    """A filter as the values of NARROW."""
    return {
        "since": only.since.isoformat() if only.since else None,
        "until": only.until.isoformat() if only.until else None,
        "outlet": only.outlet,
    }


def _json(ids: Sequence[int]) -> str:
    """Ids as one value to bind, so that their number has no limit."""
    return json.dumps([int(i) for i in ids])

"""The store: SQLite holds the truth, and every change is one transaction."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.types import Article, Rejected
from index import schema
from index.errors import IndexDamaged, IndexMissing, IndexOutdated
from index.files import flush
from index.passages import embedded
from index.rows import (
    ARTICLE_COLUMNS,
    FIGURE_COLUMNS,
    article_of,
    checksum,
    checksum_of_figures,
    checksum_of_passage,
    checksum_of_vectors,
    figure_of,
)
from index.seal import Proof
from index.sentences import sentences
from index.soundness import doubted
from index.trouble import told
from index.types import Figure, Filter, Passage, Vectors
from index.writer import Writer
from index.writing import FileState, Prepared, add_article, record_files, remove_article, rename_file

_ARTICLES, _FIGURES = ", ".join(ARTICLE_COLUMNS), ", ".join(FIGURE_COLUMNS)
NARROW = "(:since IS NULL OR a.published >= :since) AND (:until IS NULL OR a.published <= :until) AND (:outlet IS NULL OR a.outlet = :outlet COLLATE NOCASE)"
_TABLES = ("articles", "passages", "figures", "files", "rejected")


class Store:
    """Articles, passages, vectors, figures and full text of one index.

    Ids of passages grow and are never used twice, so that "newer than id n" means what was added after it.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path | None, *, new: bool = False) -> None:
        self.connection = connection
        self.folder = folder
        self._writer = Writer(connection, folder, new=new)
        self._proof = Proof(folder / schema.DATABASE) if folder else None
        self._counted: dict[str, tuple[tuple[int, ...], int]] = {}  # rows of a table, and in which state of the store

    @classmethod
    def open(cls, folder: Path, *, outdated: bool = False) -> "Store":
        """Open the index in a folder; one of another format only if asked for.

        Raises IndexMissing, IndexMismatch, IndexDamaged or IndexForbidden.
        """
        path = folder / schema.DATABASE
        with told(folder):
            if not path.is_file():
                raise _missing(folder)
            store = cls(schema.connect(path), folder)
            try:
                made = store.recipe.get("format") if schema.has_tables(store.connection) else None
                if made == str(schema.FORMAT):
                    store.verify()
            except BaseException:
                store.close()
                raise
        if made is None:  # whoever began it was stopped before its first commit
            store.close()
            raise _missing(folder)
        if made != str(schema.FORMAT) and not outdated:
            store.close()
            raise IndexOutdated(
                f"the index in {folder} has format {made}, this program reads {schema.FORMAT}; run `newsdesk index --rebuild --index {folder}`"
            )
        return store

    @classmethod
    def create(cls, folder: Path | None, recipe: dict[str, str]) -> "Store":
        """Make an empty store in a folder, or in memory if there is none."""
        if folder is None:
            store = cls(schema.connect(":memory:"), None)
        else:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            flush(folder.parent)
            store = cls(schema.connect(folder / schema.DATABASE), folder, new=True)
        schema.make_tables(store.connection, recipe)
        if folder is not None:
            flush(folder)
        return store

    def verify(self) -> None:
        """See that the file holds what was sealed, if it changed since the last look. Raises IndexDamaged."""
        if self._proof is not None:
            self._proof.verify()

    def doubting(self) -> AbstractContextManager[None]:
        """An error that rows of a damaged store may have led to is told as that damage, if there is any."""
        return doubted(self.connection)

    def close(self) -> None:
        self.connection.close()
        if self._proof is not None:
            self._proof.close()

    @property
    def recipe(self) -> dict[str, str]:
        """How the index was made and what was derived from it, as the last commit of any process left it."""
        return dict(self.connection.execute("SELECT key, value FROM recipe"))

    def set_recipe(self, key: str, value: str) -> None:
        """Note something of the whole index; what is noted already is no change."""
        if self.recipe.get(key) == value:
            return
        if self.connection.in_transaction:
            self._note(key, value)
            return
        with self._writer.change():
            self._note(key, value)

    def _note(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO recipe VALUES (?, ?)", (key, value))

    @property
    def version(self) -> int:
        """A number that changes when another process commits."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def writing(self) -> AbstractContextManager[None]:
        """Hold the one writer's lock. Raises IndexBusy if another process writes."""
        return self._writer.lock()

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is read in the block is of one committed state."""
        return schema.snapshot(self.connection)

    def become(self, other: "Store") -> None:
        """Take the whole content of another store, in one transaction: readers see the old state or the new."""
        self._writer.unseal()
        other.connection.backup(self.connection)
        self._counted.clear()

    def last_ids(self) -> list[tuple[str, int]]:
        """The highest id that each table ever used."""
        return schema.last_ids(self.connection)

    def raise_ids(self, last: Sequence[tuple[str, int]]) -> None:
        """Go on behind these ids, which another state of the index used, so that none is ever used twice."""
        with self._writer.change():
            schema.raise_ids(self.connection, last)

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
        with self._writer.change():
            for path in remove:
                remove_article(self.connection, path)
            for prepared in add:
                add_article(self.connection, prepared)
            record_files(self.connection, files, forget, rejected)
            self.set_recipe("updated", datetime.now(UTC).isoformat(timespec="seconds"))

    def rename(self, names: Mapping[str, str]) -> None:
        """Files by their old and new names: their articles take the new ones, and keep all that belongs to them."""
        with self._writer.change():
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
            raise _damaged("text", path)
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
        one = self.connection.execute("SELECT id, figures_checksum FROM articles WHERE path = ?", (path,)).fetchone()
        if one is None:
            return ()
        rows = self.connection.execute(f"SELECT {_FIGURES} FROM figures WHERE article = ? ORDER BY start, id", one[:1])
        figures = tuple(map(figure_of, rows))
        if checksum_of_figures(figures) != one[1]:
            raise _damaged("figures", path)
        return figures

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
            "SELECT p.id, a.path, p.start, p.end, substr(a.text, p.start + 1, p.end - p.start), p.vector, p.checksum FROM passages p JOIN articles a ON a.id = p.article "
            f"WHERE p.id IN (SELECT value FROM json_each(:ids)) AND {NARROW}",
            {"ids": _json(ids), **bounds(only)},
        )
        found = {}
        for number, path, start, end, text, vector, proof in rows:
            if checksum_of_passage(start, end, text, vector) != proof:
                raise _damaged("passages", path)
            found[number] = Passage(number, path, start, end, text), np.frombuffer(vector, dtype=np.float32)
        return found

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
            "SELECT vectors, checksum FROM sentences WHERE article = (SELECT id FROM articles WHERE path = ?)", (path,)
        ).fetchone()
        if row and checksum_of_vectors(row[0]) != row[1]:
            raise _damaged("vectors", path)
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


def _missing(folder: Path) -> IndexMissing:
    return IndexMissing(f"there is no index in {folder}; run `newsdesk index FOLDER --index {folder}`")


def _damaged(what: str, path: str) -> IndexDamaged:
    return IndexDamaged(f"the stored {what} of {path} was damaged; run `newsdesk index --rebuild`")


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

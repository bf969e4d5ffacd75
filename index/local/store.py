"""The local store: SQLite holds the truth, every change is one transaction, and FAISS is derived from it."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.types import Rejected
from index.encoders.exported import FILES
from index.files import put
from index.local import dense, lexical
from index.local.articles import StoredArticles
from index.local.passages import StoredPassages
from index.local.ranking import rankings
from index.local.schema import DATABASE
from index.local.seal import unproven
from index.local.soundness import flaws
from index.local.writing import add_article, record_files, remove_article, rename_file
from index.store import FileState, Prepared
from index.types import Filter, Vectors


class LocalStore(StoredArticles, StoredPassages):
    """Articles, passages, vectors, figures and full text of one index, in a folder or in memory."""

    def __init__(self, connection: sqlite3.Connection, folder: Path | None, *, new: bool = False) -> None:
        super().__init__(connection, folder, new=new)
        self._dense: dense.Dense | None = None
        self._seen: tuple[int, int] | None = None  # the state that dense search is in line with

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

    def become(self, other: "LocalStore") -> None:
        """Take the whole content of another store, in one transaction: readers see the old state or the new."""
        self._writer.unseal()
        other.connection.backup(self.connection)
        self._counted.clear()
        self._dense = None

    @contextmanager
    def anew(self, recipe: dict[str, str]) -> Iterator["LocalStore"]:
        """An empty store beside this one, whose place it takes at the end of the block; readers see the old one until then."""
        assert self.folder is not None
        beside = self.folder / "rebuild"
        shutil.rmtree(beside, ignore_errors=True)
        try:
            new = LocalStore.create(beside, recipe)
            new.raise_ids(self.last_ids())
            yield new
            self.become(new)
            new.close()
            for name in (dense.FILE, *FILES):
                if (beside / name).exists():
                    put(beside / name, self.folder / name)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def dense(self) -> dense.Dense:
        """Dense search, in line with what was committed by this process or another."""
        state = self.state
        if self._dense is None:
            self._dense = dense.Dense(self)
        elif state != self._seen:
            self._dense.refresh()
        self._seen = state
        return self._dense

    def rankings(self, vector: Vectors, query: str, depth: int, only: Filter) -> tuple[list[int], list[int]]:
        """The nearest passages to a unit vector, none to zeros, and those that hold the words; best first."""
        near, holding = rankings(self, self.dense(), vector, query, depth, only)
        return [i for i, _ in near], [i for i, _ in holding]

    def passage_counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands, as the full-text index stems it; of a very common one an estimate."""
        return lexical.passage_counts(self, words)

    def compared(self) -> str:
        """How dense search compares, for `status`."""
        return dense.told(self)

    def settle(self) -> None:
        """Write the FAISS file anew if it has fallen behind."""
        if self.folder is not None and dense.is_behind(self):
            dense.write_file(self, int(self.recipe["dimension"]))

    def problems(self) -> list[str]:
        """Every problem of the store and of the FAISS file, in words; every byte is read."""
        pages = unproven(self.folder / DATABASE) if self.folder else ()
        return [*flaws(self.connection), *pages, *filter(None, (dense.damage(self),))]

    def mend(self) -> list[str]:
        """Make the FAISS file again from the stored vectors where it is damaged or missing, and say so."""
        if not dense.damage(self) and "dense" in self.recipe:
            return []
        dense.write_file(self, int(self.recipe["dimension"]))
        self._dense = None
        return [f"dense.faiss was written again from {self.count('passages')} stored vectors"]

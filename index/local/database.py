"""The database of a local store: opened or made, read in one state, written by one, its recipe and its ids."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Self

from index.errors import IndexDamaged, IndexMissing, IndexOutdated
from index.files import flush
from index.local import schema
from index.local.seal import Proof
from index.local.soundness import doubted
from index.local.trouble import told
from index.local.writer import Writer, clear, writing_since
from index.store import Counted


class Database:
    """SQLite in a folder, or in memory if there is none.

    Ids of passages grow and are never used twice, so that "newer than id n" means what was added after it.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path | None, *, new: bool = False) -> None:
        self.connection = connection
        self.folder = folder
        self.place = str(folder)
        self._writer = Writer(connection, folder, new=new)
        self._proof = Proof(folder / schema.DATABASE) if folder else None
        self._counted: dict[str, tuple[tuple[int, ...], int]] = {}  # rows of a table, and in which state of the store

    @classmethod
    def open(cls, folder: Path, *, outdated: bool = False) -> Self:
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
    def create(cls, folder: Path | None, recipe: dict[str, str]) -> Self:
        """Make an empty store in a folder, or in memory if there is none."""
        if folder is None:
            store = cls(schema.connect(":memory:"), None)
            schema.make_tables(store.connection, recipe)
            return store
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            flush(folder.parent)
            store = cls(schema.connect(folder / schema.DATABASE), folder, new=True)
            schema.make_tables(store.connection, recipe)
            flush(folder)
        return store

    def close(self) -> None:
        self.connection.close()
        if self._proof is not None:
            self._proof.close()

    def verify(self) -> None:
        """See that the file holds what was sealed, if it changed since the last look. Raises IndexDamaged."""
        if self._proof is not None:
            self._proof.verify()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read one committed state of a sound file; what the disk says against it is told in words.

        An error that rows of a damaged file may have led to is told as that damage, if there is any. A block in a block
        is of the same state.
        """
        if self.folder is None or self.connection.in_transaction:
            yield
            return
        with told(self.folder), doubted(self.connection):
            self.verify()
            with schema.snapshot(self.connection):
                yield

    def telling(self) -> AbstractContextManager[None]:
        """What the disk says against a read is told in words; the file is not looked through for it."""
        return told(self.folder) if self.folder else nullcontext()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock. Raises IndexBusy if another process writes."""
        with self._writer.lock():
            if self.folder is not None:
                clear(self.folder)
            yield

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is read in the block is of one committed state."""
        return schema.snapshot(self.connection)

    def writer(self) -> str | None:
        """Who writes at this moment, as in "pid 7, since ..."; None if nobody does."""
        return writing_since(self.folder) if self.folder else None

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
    def state(self) -> tuple[int, int]:
        """Numbers that change when another process, or this one, changes the store."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0]), self.connection.total_changes

    def last_ids(self) -> list[tuple[str, int]]:
        """The highest id that each table ever used."""
        return schema.last_ids(self.connection)

    def raise_ids(self, last: Sequence[tuple[str, int]]) -> None:
        """Go on behind these ids, which another state of the index used, so that none is ever used twice."""
        with self._writer.change():
            schema.raise_ids(self.connection, last)

    def count(self, what: Counted) -> int:
        """How many rows a table has; counted again only after a change, since counting a million takes a while."""
        with self.telling():
            if self._counted.get(what, ((), 0))[0] != self.state:
                count = int(self.connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])
                self._counted[what] = self.state, count
        return self._counted[what][1]

    def bytes(self) -> int:
        """How much room the files of the index take."""
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file()) if self.folder else 0


def damaged(what: str, path: str) -> IndexDamaged:
    """A part of an article that is not what was written."""
    return IndexDamaged(f"the stored {what} of {path} was damaged; run `newsdesk index --rebuild`")


def _missing(folder: Path) -> IndexMissing:
    return IndexMissing(f"there is no index in {folder}; run `newsdesk index FOLDER --index {folder}`")

"""The collections of a Milvus store as they are read and written: one client, its notes, and how far behind it may read."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import NewsdeskError
from index.errors import IndexMissing, IndexOutdated
from index.milvus.address import Address
from index.milvus.keys import key
from index.milvus.schema import ARTICLES, EVERY, FORMAT, MOST, NONE, NOTES, PASSAGES, make_collections
from index.milvus.trouble import told
from index.store import Counted

if TYPE_CHECKING:
    from pymilvus import MilvusClient

Row = dict[str, Any]

SENT = 500  # rows of one message; Milvus takes 64 MB
ASKED = 1000  # keys that are asked for at once
PATIENCE = 30  # seconds until an answer that does not come is none
QUIET = 600  # seconds between two signs of life; servers hang up on whoever gives them oftener than every five minutes
HERE = "export"  # the note on files of this machine, which lies beside them
PART = 20_000  # characters of one note


class Database:
    """A Milvus server, or a file of milvus-lite, as one index.

    A question reads what was written some seconds ago ("Bounded"), a builder what was written before ("Strong").
    """

    def __init__(self, client: "MilvusClient", address: Address) -> None:
        self.client = client
        self.address = address
        self.place = address.shown
        self.folder: Path | None = address.folder
        self._level = "Strong"
        self._inside = 0  # blocks of reading or writing around the call
        self._recipe: dict[str, str] | None = None  # as it was when the block began

    @classmethod
    def open(cls, address: Address, *, outdated: bool = False) -> Self:
        """Open the index at an address; one of another format only if asked for. Raises IndexMissing or IndexMismatch."""
        store = cls(_connected(address), address) if not address.is_file or Path(address.uri).exists() else None
        made = store._format() if store else None
        if store is None or made is None:
            raise IndexMissing(f"there is no index in {address.shown}; run `newsdesk index FOLDER --store {address.shown}`")  # fmt: skip
        if made != str(FORMAT) and not outdated:
            raise IndexOutdated(
                f"the index in {address.shown} has format {made}, this program reads {FORMAT}; run `newsdesk index --rebuild --store {address.shown}`"
            )
        return store

    @classmethod
    def create(cls, address: Address, recipe: Mapping[str, str]) -> Self:
        """Make what is missing of an empty store; the format is noted last."""
        if address.is_file and not Path(address.uri).parent.is_dir():
            raise NewsdeskError(f"the folder of {address.shown} does not exist; make it first")
        store = cls(_connected(address), address)
        with told(address):
            store._make(recipe)
        return store

    def _format(self) -> str | None:
        """The format that was noted last when the store was made; None where it was not made, or not to the end."""
        with told(self.address):
            if not all(map(self.client.has_collection, EVERY)):
                return None
            for name in EVERY:
                self.client.load_collection(name)
            return self.recipe.get("format")

    def _make(self, recipe: Mapping[str, str]) -> None:
        make_collections(self.client, int(recipe["dimension"]), lite="lite" in self.version)
        for name, value in (*recipe.items(), ("format", str(FORMAT))):
            self.set_recipe(name, value)

    @property
    def version(self) -> str:
        """Which Milvus it is."""
        return "milvus-lite" if self.address.is_file else str(self.client.get_server_version())

    def drop(self) -> None:
        """Remove all collections, the notes first, so that a store is whole or not there."""
        with told(self.address):
            for name in EVERY:
                self.client.drop_collection(name)
        self._recipe = None

    def close(self) -> None:
        self.client.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is read in the block is of one state of each article; the server's troubles are told in words."""
        with self._block("Bounded"):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Changes may be made in the block, by several builders at once."""
        with self._block("Strong"):
            yield

    @contextmanager
    def _block(self, level: str) -> Iterator[None]:
        before = self._level
        if not self._inside:
            self._level, self._recipe = level, None
            self._begin()
        self._inside += 1
        try:
            with told(self.address):
                yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._level, self._recipe = before, None
                self._begin()

    def _begin(self) -> None:
        """Forget what was read in an earlier block."""

    @property
    def recipe(self) -> dict[str, str]:
        """How the index was made, as the last change of any process left it, and the note on files of this machine."""
        if self._recipe is not None:
            return dict(self._recipe)
        parts = self.rows(NOTES, 'kind == "recipe"', ("name", "part", "value"))
        found: dict[str, str] = {}
        for row in sorted(parts, key=lambda row: int(row["part"])):
            found[row["name"]] = found.get(row["name"], "") + row["value"]
        kept = self._kept(found.get("fingerprint", ""))
        if kept.is_file():
            found[HERE] = kept.read_text(encoding="utf-8")
        if self._inside:
            self._recipe = found
        return dict(found)

    def _kept(self, fingerprint: str) -> Path:
        """Where the note on this machine's copy of the store's encoder lies; of another encoder it is another."""
        return self.address.folder / f"{HERE}-{key(fingerprint) & 0xFFFFFFFF:08x}.json"

    def set_recipe(self, name: str, value: str) -> None:
        """Note something of the whole index; what is noted already is no change."""
        if self._recipe is not None:
            if self._recipe.get(name) == value:
                return
            self._recipe[name] = value
        if name == HERE:
            self.address.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._kept(self.recipe["fingerprint"]).write_text(value, encoding="utf-8")
            return
        self.upsert(NOTES, note_rows("recipe", name, value))

    def rows(self, collection: str, only: str, fields: Sequence[str]) -> Iterator[Row]:
        """All rows that an expression lets through, however many; few come in one answer."""
        first = self.client.query(collection, filter=only, output_fields=["id", *fields], limit=MOST, consistency_level=self._level)  # fmt: skip
        if len(first) < MOST:
            yield from map(dict, first)
            return
        found = self.client.query_iterator(collection, filter=only, output_fields=["id", *fields], batch_size=MOST, consistency_level=self._level)  # fmt: skip
        try:
            while batch := found.next():
                yield from map(dict, batch)
        finally:
            found.close()

    def among(self, collection: str, field: str, values: Sequence[int], fields: Sequence[str]) -> list[Row]:
        """The rows whose field is one of these numbers."""
        wanted, found = sorted(set(values)), []
        for start in range(0, len(wanted), ASKED):
            only = f"{field} in {wanted[start : start + ASKED]}"
            found += self.client.query(collection, filter=only, output_fields=["id", *fields], consistency_level=self._level)  # fmt: skip
        return [dict(row) for row in found]

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        for start in range(0, len(rows), SENT):
            self.client.upsert(collection, list(rows[start : start + SENT]))

    def delete(self, collection: str, field: str, values: Sequence[int]) -> None:
        """Remove the rows whose field is one of these numbers."""
        wanted = sorted(set(values))
        for start in range(0, len(wanted), ASKED):
            self.client.delete(collection, filter=f"{field} in {wanted[start : start + ASKED]}")

    def number(self, collection: str, only: str = "") -> int:
        """How many rows an expression lets through."""
        found = self.client.query(collection, filter=only, output_fields=["count(*)"], consistency_level=self._level)
        return int(found[0]["count(*)"])

    def count(self, what: Counted) -> int:
        """How many there are; figures are added up from the articles."""
        if what == "figures":
            return sum(int(row["figures"]) for row in self.rows(ARTICLES, "", ("figures",)))
        return self.number(ARTICLES if what == "articles" else PASSAGES)

    def bytes(self) -> int:
        """How much room the files of milvus-lite take; what a server takes cannot be seen from here."""
        if not self.address.is_file:
            return 0
        return sum(path.stat().st_size for path in Path(self.address.uri).rglob("*") if path.is_file())


def note_key(kind: str, name: str, part: int = 0) -> int:
    return key("note", kind, name, part)


def note_rows(kind: str, name: str, value: str, owner: int = 0) -> list[Row]:
    """A note as rows, several where it is long."""
    parts = [value[start : start + PART] for start in range(0, len(value), PART)] or [""]
    return [
        {"id": note_key(kind, name, number), "kind": kind, "name": name, "owner": owner, "part": number, "value": part, **NONE}
        for number, part in enumerate(parts)
    ]  # fmt: skip


def starting(field: str, part: str) -> str:
    """An expression for texts that start with a part, and perhaps for others: of a part only what is no pattern counts."""
    plain = re.split(r"[%_\\\\\"']", part)[0]
    return f"{field} like {quoted(plain + '%')}" if plain else ""


def quoted(text: str) -> str:
    """A text as it stands in an expression."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _connected(address: Address) -> "MilvusClient":
    try:
        from pymilvus import MilvusClient

        if address.is_file:
            import milvus_lite  # noqa: F401 - pymilvus starts it
    except ImportError:
        raise NewsdeskError(
            "a Milvus store needs pymilvus and milvus-lite; run `pip install 'newsdesk[milvus]'`"
        ) from None
    for name in ("pymilvus", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # its errors are told in our words
    with told(address):
        return MilvusClient(
            address.uri, user=address.user, password=address.password, token=address.token, db_name=address.database, timeout=PATIENCE,
            grpc_options={"grpc.keepalive_time_ms": 1000 * QUIET},
        )  # fmt: skip

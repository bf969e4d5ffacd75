"""Dense search: a FAISS index derived from the store's vectors, never the only copy of anything."""

import errno
import hashlib
import json
import logging
from typing import Any

import numpy as np

from index.faiss_files import is_allowed
from index.files import digest, put, stamp
from index.store import Store
from index.types import Vectors

FILE = "dense.faiss"
STALE = 0.05  # share of rows newer than the file from which it is written again

log = logging.getLogger(__name__)


class Dense:
    """Inner products of unit vectors, over the passages of a store.

    Rows newer than the file are searched beside it, rows that are gone are left out, so the file needs to be
    written only now and then. A missing, stale or damaged file is made again from the stored vectors.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._dimension = int(store.recipe["dimension"])
        self._made: object = ()  # which file is loaded: what the store said of it, and its stamp
        self.refresh()

    def refresh(self) -> None:
        """Come in line with what the store holds now."""
        made = self._store.recipe.get("dense"), _stamp(self._store)
        if made != self._made:  # the same file serves until it is written anew
            self._index, self._rows, self._last = _load(self._store, self._dimension)
            self._made = made
        self._new_ids, self._new = self._store.vectors(after=self._last)
        total = self._store.count("passages")
        self._gone = max(0, self._rows + len(self._new_ids) - total)

    def search(self, query: Vectors, limit: int, allowed: set[int] | None = None) -> list[tuple[int, float]]:
        """The nearest passages to one unit vector: (passage id, cosine), best first, ties by id."""
        found = self._in_file(query, limit + self._gone, allowed)
        found += zip(self._new_ids, map(float, self._new @ query), strict=True)
        if allowed is None and self._gone:
            alive = self._store.existing([i for i, _ in found])
            found = [pair for pair in found if pair[0] in alive]
        elif allowed is not None:
            found = [pair for pair in found if pair[0] in allowed]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _in_file(self, query: Vectors, limit: int, allowed: set[int] | None) -> list[tuple[int, float]]:
        """The nearest rows of the file, those that are gone from the store among them."""
        if self._index is None or not self._rows:
            return []
        import faiss

        only = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.fromiter(allowed, np.int64, len(allowed)))
            only = faiss.SearchParameters()
            only.sel = selector  # "selector" must live on: FAISS keeps no reference to it
        cosines, ids = self._index.search(query.reshape(1, -1), min(self._rows, limit), params=only)
        return [(int(i), float(c)) for i, c in zip(ids[0], cosines[0], strict=True) if i >= 0]

    def write(self, *, always: bool = False) -> bool:
        """Write the file anew if it has fallen behind; says whether it did."""
        if self._store.folder is None:
            return False
        behind = len(self._new_ids) + self._gone
        if not always and behind <= STALE * self._rows:
            return False
        write_file(self._store, self._dimension)
        self.refresh()
        return True


def write_file(store: Store, dimension: int) -> None:
    """Write the FAISS file beside the old one, flush it to disk, and put it in place; its digest goes into the store."""
    import faiss

    assert store.folder is not None
    ids, vectors = store.vectors()
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    if ids:
        index.add_with_ids(vectors, np.asarray(ids, dtype=np.int64))
    raw = faiss.serialize_index(index).tobytes()
    path, beside = store.folder / FILE, store.folder / f"{FILE}.new"
    try:
        beside.touch(0o600)
        beside.write_bytes(raw)
        if beside.read_bytes() != raw:
            raise OSError(errno.EIO, "what was written cannot be read back", str(beside))
        put(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    recipe = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "rows": len(ids),
        "last": ids[-1] if ids else 0,
        "stamp": stamp(path),
    }
    store.set_recipe("dense", json.dumps(recipe))


def _stamp(store: Store) -> list[int] | None:
    path = store.folder / FILE if store.folder else None
    return stamp(path) if path is not None and path.is_file() else None


def damage(store: Store) -> str | None:
    """What is wrong with the FAISS file, or None: every byte is compared with its digest."""
    recipe = json.loads(store.recipe.get("dense", "null"))
    if recipe is None or store.folder is None:
        return None
    path = store.folder / FILE
    if not path.is_file():
        return f"{FILE} is missing"
    if digest(path) != recipe["sha256"] or not is_allowed(path):
        return f"{FILE} does not hold what was written"
    return None


def _load(store: Store, dimension: int) -> tuple[Any, int, int]:
    """The FAISS index, its number of rows and the highest id in it; nothing at all if the file cannot be trusted."""
    recipe = json.loads(store.recipe.get("dense", "null"))
    if store.folder is None or recipe is None:
        return None, 0, 0
    path = store.folder / FILE
    if not path.is_file() or not is_allowed(path) or (stamp(path) != recipe["stamp"] and damage(store)):
        log.warning(
            "%s is missing or damaged; searching the stored vectors instead; `newsdesk doctor --repair` mends it", path
        )
        return None, 0, 0
    import faiss

    faiss.set_deserialization_vector_byte_limit(8 * recipe["rows"] * dimension + (1 << 20))
    try:
        index = faiss.read_index(str(path))
    except (RuntimeError, MemoryError):
        return None, 0, 0
    if index.d != dimension or index.ntotal != recipe["rows"]:
        return None, 0, 0
    return index, recipe["rows"], recipe["last"]

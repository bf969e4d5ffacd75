"""Dense search: a FAISS index derived from the store's vectors, never the only copy of anything."""

import json
import logging
from time import monotonic
from typing import Any

import numpy as np

from index.files import is_other, put, stamp
from index.local import inverted
from index.local import vectors as stored
from index.local.faiss_files import is_allowed, write
from index.local.passages import StoredPassages
from index.local.trouble import is_memory
from index.types import Vectors

FILE = "dense.faiss"
STALE = 0.05  # share of rows newer than the file from which it is written again
MOST_STALE = 20_000  # rows newer than the file that are searched beside it
GROWN = 2  # times the rows that the lists were made for, from which they are made anew
MOST_GONE = 200  # places for rows that are gone, in lists, where three times as many as are wanted are looked at anyway
EXACT = 5_000  # passages that a filter may let through for all of them to be compared
PAUSE = 600.0  # seconds after which a file that did not fit into memory is tried again
DEEP, MORE = 200, 4  # places from which, as where a filter leaves passages out, so many times the lists are searched

log = logging.getLogger(__name__)


class Dense:
    """Inner products of unit vectors, over the passages of a store.

    Rows newer than the file are searched beside it, rows that are gone are left out, so the file needs to be
    written only now and then. A missing, stale or damaged file is made again from the stored vectors.
    """

    def __init__(self, store: StoredPassages) -> None:
        self._store = store
        self._dimension = int(store.recipe["dimension"])
        self._made: object = ()  # which file is loaded: what the store said of it, and its stamp
        self._again = 0.0  # when a file that did not fit into memory is tried again
        self._index: Any = None
        self._rows, self._last = 0, 0
        self.refresh()

    def refresh(self) -> None:
        """Come in line with what the store holds now."""
        made = self._store.recipe.get("dense"), _stamp(self._store)
        if made != self._made and monotonic() >= self._again:  # the same file serves until it is written anew
            self._take(made)
        self._new_ids, self._new = self._store.vectors(after=self._last)
        total = self._store.count("passages")
        self._gone = max(0, self._rows + len(self._new_ids) - total)

    def _take(self, made: object) -> None:
        """Load the file; where it does not fit beside the old one, that one serves on, and what is newer is searched beside it."""
        try:
            self._index, self._rows, self._last = _load(self._store, self._dimension)
            self._made = made
        except (MemoryError, RuntimeError) as error:
            if not is_memory(error):
                raise
            self._again = monotonic() + PAUSE
            log.warning(
                "not enough memory to load %s; the one of before is searched, the next try is in 10 minutes", FILE
            )

    def search(self, query: Vectors, limit: int, allowed: set[int] | None = None) -> list[tuple[int, float]]:
        """The nearest passages to one unit vector: (passage id, cosine), best first, ties by id."""
        found = self._in_file(query, limit, allowed)
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

        ids = None if allowed is None else np.fromiter(sorted(allowed), np.int64, len(allowed))
        if isinstance(self._index, faiss.IndexIVF):
            return self._in_lists(query, limit + min(self._gone, MOST_GONE), ids)
        only = None
        if ids is not None:
            selector = faiss.IDSelectorBatch(ids)
            only = faiss.SearchParameters()
            only.sel = selector  # "selector" must live on: FAISS keeps no reference to it
        cosines, found = self._index.search(query.reshape(1, -1), min(self._rows, limit + self._gone), params=only)
        return [(int(i), float(c)) for i, c in zip(found[0], cosines[0], strict=True) if i >= 0]

    def _in_lists(self, query: Vectors, limit: int, ids: stored.Ids | None) -> list[tuple[int, float]]:
        """The same from an inverted file; what few passages a filter lets through are all compared."""
        import faiss

        if ids is not None and len(ids) <= EXACT:
            known, vectors = stored.of_ids(self._store, ids)
            return list(zip(known, (vectors @ query).tolist(), strict=True))
        selector = None if ids is None else faiss.IDSelectorBatch(ids)  # must live on: FAISS keeps no reference to it
        only: Any = faiss.SearchParametersIVF()
        only.nprobe = (
            self._index.nprobe if ids is None and limit <= DEEP else min(self._index.nlist, MORE * self._index.nprobe)
        )
        if selector is not None:
            only.sel = selector
        return inverted.search(self._index, self._store, query, limit, only)

    def write(self, *, always: bool = False) -> bool:
        """Write the file anew if it has fallen behind; says whether it did."""
        written = self._store.folder is not None and (always or is_behind(self._store))
        if written:
            write_file(self._store, self._dimension)
            self.refresh()
        return written


def is_behind(store: StoredPassages) -> bool:
    """Whether so much was added or removed since the FAISS file was written that it should be written again."""
    made = json.loads(store.recipe.get("dense", "null"))
    if made is None or damage(store, thorough=False):
        return True
    new, total = stored.count_after(store, made["last"]), store.count("passages")
    behind = new + max(0, made["rows"] + new - total)
    return bool(behind > min(STALE * made["rows"], MOST_STALE))


def write_file(store: StoredPassages, dimension: int) -> None:
    """Write the FAISS file beside the old one, flush it to disk, and put it in place; its digest goes into the store."""
    assert store.folder is not None
    path, beside = store.folder / FILE, store.folder / f"{FILE}.new"
    index, recipe = _made(store, dimension)
    try:
        sha256 = write(index, beside)
        put(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    recipe |= {"sha256": sha256, "rows": index.ntotal, "last": stored.last_id(store), "stamp": stamp(path)}
    store.set_recipe("dense", json.dumps(recipe))


def _made(store: StoredPassages, dimension: int) -> tuple[Any, dict[str, Any]]:
    """A FAISS index of all passages: every vector, or lists of them where there are many; and what is told of it."""
    import faiss

    rows = store.count("passages")
    if rows >= inverted.FEWEST:
        index, learned = _lists(store, rows, dimension)
        probed, recall = inverted.tune(index, store)
        return index, {"lists": index.nlist, "probed": probed, "recall": recall, "learned": learned}
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    for ids, vectors in stored.blocks(store, inverted.BLOCK):
        index.add_with_ids(vectors, ids)
    return index, {}


def _lists(store: StoredPassages, rows: int, dimension: int) -> tuple[Any, int]:
    """The lists of the file brought in line, or new ones where it has none or far fewer; and for how many rows they were made."""
    made = json.loads(store.recipe.get("dense", "null"))
    if made and rows < GROWN * made.get("learned", 0) and not damage(store):
        index, _, last = _load(store, dimension, mapped=False)
        if index is not None:
            inverted.follow(index, store, last)
            return index, made["learned"]
    return inverted.make(store, rows, dimension), rows


def _stamp(store: StoredPassages) -> list[int] | None:
    path = store.folder / FILE if store.folder else None
    return stamp(path) if path is not None and path.is_file() else None


def told(store: StoredPassages) -> str:
    """How dense search compares, for `status`."""
    made = json.loads(store.recipe.get("dense", "null")) or {}
    if "lists" not in made:
        return "exact (every vector is compared)"
    return (
        f"approximate ({made['probed']} of {made['lists']} lists are searched; recall@10 {made['recall']:.3f}, "
        f"measured on {inverted.ASKED} sentences when it was written)"
    )


def damage(store: StoredPassages, *, thorough: bool = True) -> str | None:
    """What is wrong with the FAISS file, or None: every byte is compared with its digest, of a large one only if `thorough`."""
    recipe = json.loads(store.recipe.get("dense", "null"))
    if recipe is None or store.folder is None:
        return None
    path = store.folder / FILE
    if not path.is_file():
        return f"{FILE} is missing"
    if not is_allowed(path):
        return f"{FILE} does not hold what was written"
    if is_other(path, recipe, thorough=thorough):
        return f"{FILE} does not hold what was written"
    return None


def _load(store: StoredPassages, dimension: int, *, mapped: bool = True) -> tuple[Any, int, int]:
    """The FAISS index, its number of rows and the highest id in it; nothing at all if the file cannot be trusted."""
    recipe = json.loads(store.recipe.get("dense", "null"))
    if store.folder is None or recipe is None:
        return None, 0, 0
    path = store.folder / FILE
    if damage(store, thorough=False):
        log.warning(
            "%s is missing or damaged; searching the stored vectors instead; `newsdesk doctor --repair` mends it", path
        )
        return None, 0, 0
    import faiss

    faiss.set_deserialization_vector_byte_limit(8 * recipe["rows"] * dimension + (1 << 20))
    try:
        index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP if mapped and "lists" in recipe else 0)
    except RuntimeError as error:
        if is_memory(error):
            raise
        return None, 0, 0
    if index.d != dimension or index.ntotal != recipe["rows"]:
        return None, 0, 0
    if "lists" in recipe:
        index.nprobe = recipe["probed"]
        if mapped:
            lists: Any = faiss.downcast_InvertedLists(index.invlists)
            lists.prefetch_nthread = 0  # its 32 threads cost more than they save
    return index, recipe["rows"], recipe["last"]

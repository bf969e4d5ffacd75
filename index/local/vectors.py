"""The store's vectors in bulk, for what is derived from all of them."""

import json
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.local.passages import StoredPassages
from index.types import Vectors

Ids = NDArray[np.int64]  # of passages


def blocks(store: StoredPassages, size: int, after: int = 0) -> Iterator[tuple[Ids, Vectors]]:
    """Ids and vectors of the passages with a higher id than `after`, so many at once."""
    while True:
        rows = store.connection.execute(
            "SELECT id, vector FROM passages WHERE id > ? ORDER BY id LIMIT ?", (after, size)
        ).fetchall()
        if not rows:
            return
        ids = np.array([i for i, _ in rows], dtype=np.int64)
        yield ids, np.frombuffer(b"".join(vector for _, vector in rows), dtype=np.float32).reshape(len(rows), -1)
        after = int(ids[-1])


def all_ids(store: StoredPassages) -> Ids:
    """Ids of all passages, in order."""
    return np.fromiter((i for (i,) in store.connection.execute("SELECT id FROM passages ORDER BY id")), np.int64)


def of_ids(store: StoredPassages, ids: Ids) -> tuple[list[int], Vectors]:
    """Those of the ids that are passages, in order, and their vectors."""
    rows = store.connection.execute(
        "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(ids.tolist()),),
    ).fetchall()
    joined = b"".join(vector for _, vector in rows)
    dimension = int(store.recipe["dimension"])
    return [i for i, _ in rows], np.frombuffer(joined, dtype=np.float32).reshape(len(rows), dimension)


def spread(store: StoredPassages, most: int) -> Vectors:
    """Vectors of up to this many passages, spread evenly over the store."""
    ids = all_ids(store)
    return of_ids(store, ids[np.linspace(0, len(ids) - 1, min(most, len(ids))).astype(np.int64)])[1]


def some_sentences(store: StoredPassages, most: int) -> Vectors:
    """Vectors of first sentences, of articles spread evenly over the store."""
    dimension = int(store.recipe["dimension"])
    (last,) = store.connection.execute("SELECT coalesce(max(article), 0) FROM sentences").fetchone()
    found = []
    for number in np.linspace(1, last, most).astype(int).tolist():
        row = store.connection.execute(
            "SELECT vectors FROM sentences WHERE article >= ? AND length(vectors) > 0 LIMIT 1", (number,)
        ).fetchone()
        found += [np.frombuffer(row[0], dtype=np.float16)[:dimension]] if row else []
    return np.array(found, dtype=np.float32).reshape(-1, dimension)


def count_after(store: StoredPassages, passage: int) -> int:
    """How many passages have a higher id."""
    return int(store.connection.execute("SELECT count(*) FROM passages WHERE id > ?", (passage,)).fetchone()[0])


def last_id(store: StoredPassages) -> int:
    """The highest id of a passage; 0 if there is none."""
    return int(store.connection.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0])

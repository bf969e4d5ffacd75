"""Passages of a local store, by id: their text, their vectors, and which of them a filter lets through."""

import json
from collections.abc import Sequence

import numpy as np

from index.local.database import Database, damaged
from index.rows import checksum_of_passage
from index.types import Filter, Passage, Vectors

NARROW = "(:since IS NULL OR a.published >= :since) AND (:until IS NULL OR a.published <= :until) AND (:outlet IS NULL OR a.outlet = :outlet COLLATE NOCASE)"


class StoredPassages(Database):
    """What is asked of passages, by their ids."""

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
                raise damaged("passages", path)
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

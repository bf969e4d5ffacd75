"""Passages of a Milvus store: nearest by vector, best by Milvus's BM25, and counted by word."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from index.milvus.address import Address
from index.milvus.articles import StoredArticles, narrowed
from index.milvus.schema import PASSAGES
from index.types import Filter, Passage, Vectors
from index.words import TERMS, stems, telling

if TYPE_CHECKING:
    from pymilvus import MilvusClient


class StoredPassages(StoredArticles):
    """What is asked of passages, by their ids. Passages of a state of an article that is not told are not seen."""

    def __init__(self, client: "MilvusClient", address: Address) -> None:
        super().__init__(client, address)
        # passages by word, and when the store was updated
        self._counted: tuple[str | None, Counter[str]] = (None, Counter())

    def rankings(self, vector: Vectors, query: str, depth: int, only: Filter) -> tuple[list[int], list[int]]:
        """The nearest passages to a unit vector, none to zeros, and those that hold the words; best first."""
        words = " ".join(dict.fromkeys(stem for word in telling(query)[:TERMS] for stem in stems(word)))
        near = self._found("dense", vector.tolist(), "IP", depth, only) if vector.any() else []
        return near, self._found("sparse", words, "BM25", depth, only) if words else []

    def _found(self, field: str, asked: object, metric: str, depth: int, only: Filter) -> list[int]:
        """Ids of the best passages; where scores are the same, in the order of the ids."""
        hits: Any = self.client.search(
            PASSAGES, data=[asked], anns_field=field, limit=depth, filter=narrowed(only), output_fields=["id"],
            search_params={"metric_type": metric}, consistency_level=self._level,
        )[0]  # fmt: skip
        ranked = groupby(((hit["distance"], int(hit["id"])) for hit in hits), key=lambda pair: round(pair[0], 6))
        return [number for _, same in ranked for _, number in sorted(same, key=lambda pair: pair[1])]

    def passages(self, ids: Sequence[int], only: Filter) -> dict[int, tuple[Passage, Vectors]]:
        """Passages by id with their vectors; those that the filter leaves out, and unknown ids, are missing."""
        rows = self.among(PASSAGES, "id", ids, ("version", "start", "stop", "dense"))
        told = {one.version: one for one in self.of_versions([row["version"] for row in rows])}
        bodies, found = self.bodies(list(told.values())), {}
        for row in rows:
            one = told.get(row["version"])
            body = bodies.get(one.path) if one else None
            if one is not None and body is not None and only.passes(body.article):
                start, stop = int(row["start"]), int(row["stop"])
                passage = Passage(int(row["id"]), one.path, start, stop, body.article.text[start:stop])
                found[passage.id] = passage, np.asarray(row["dense"], dtype=np.float32)
        return found

    def passage_counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands, stemmed; of several words in one, all of them."""
        state = self.recipe.get("updated")
        if state != self._counted[0]:
            self._counted = state, self._vocabulary() if self.address.is_file else Counter()
        known = self._counted[1]
        if self.address.is_file:
            return {word: min((known[stem] for stem in stems(word)), default=0) for word in words}
        for word in words:
            if word not in known:
                known[word] = self._count(stems(word))
        return {word: known[word] for word in words}

    def _vocabulary(self) -> Counter[str]:
        """Passages by stem; of a file all are counted at once, since milvus-lite reads every passage for each word."""
        return Counter(stem for row in self.rows(PASSAGES, "", ("words",)) for stem in set(row["words"].split()))

    def _count(self, parts: Sequence[str]) -> int:
        only = " and ".join(f"TEXT_MATCH(words, '{part}')" for part in parts)
        return self.number(PASSAGES, only) if only else 0

    def compared(self) -> str:
        """How dense search compares, for `status`."""
        return f"by Milvus ({self.version}), with the index that it chooses"

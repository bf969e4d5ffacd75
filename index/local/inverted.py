"""An inverted file: dense search that compares a question with the nearest of many lists instead of with every vector.

FAISS's IVF with 8-bit scalar quantisation, read from disk through a memory map. How many lists are searched is chosen when
it is made, as the fewest that find nearly all of the ten nearest passages of some stored sentences; what that gave is recorded.
"""

from typing import Any

import numpy as np

from index.local import vectors as stored
from index.local.passages import StoredPassages
from index.local.vectors import Ids
from index.types import Vectors

FEWEST = 50_000  # passages from which comparing all of them takes over 10 ms
RECALL = 0.98  # recall@10 that is aimed at
ENOUGH, LITTLE = 0.95, 0.003  # recall from which twice the lists are not searched for so little more
CHOSEN = 3  # times as many passages as are wanted, whose stored vectors are compared
POINTS = 40  # vectors of a list that its centre is learned from; FAISS asks for 39
LISTS = 4  # times the square root of the number of vectors, as FAISS's guidelines say
ASKED = 200  # sentences that recall is measured with
NEAREST = 10
BLOCK = 20_000  # vectors in memory at once


def make(store: StoredPassages, rows: int, dimension: int) -> Any:  # noqa: ANN401 - FAISS ships no types
    """An inverted file of all passages, its centres learned from passages spread over the store."""
    import faiss

    lists = max(1, min(round(LISTS * rows**0.5), rows // POINTS))
    index: Any = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 10
    index.train(stored.spread(store, POINTS * lists))
    for ids, vectors in stored.blocks(store, BLOCK):
        index.add_with_ids(vectors, ids)
    return index


def follow(index: Any, store: StoredPassages, last: int) -> None:  # noqa: ANN401
    """Bring an inverted file that knows the passages up to the id `last` in line with the store, its centres as they are."""
    import faiss

    gone = np.setdiff1d(_ids(index), stored.all_ids(store))
    if len(gone):
        index.remove_ids(faiss.IDSelectorBatch(gone))
    for ids, vectors in stored.blocks(store, BLOCK, after=last):
        index.add_with_ids(vectors, ids)


def _ids(index: Any) -> Ids:  # noqa: ANN401
    import faiss

    lists = index.invlists
    of = [faiss.rev_swig_ptr(lists.get_ids(one), lists.list_size(one)).copy() for one in range(index.nlist)]
    return np.concatenate(of)


def tune(index: Any, store: StoredPassages) -> tuple[int, float]:  # noqa: ANN401
    """How many lists to search, and the recall@10 that this gives on stored sentences."""
    asked = stored.some_sentences(store, ASKED)
    right, probed, before = nearest(store, asked), 1, 0.0
    while True:
        index.nprobe = probed
        found = [{i for i, _ in search(index, store, one, NEAREST)} for one in asked]
        recall = sum(len(set(one) & other) for one, other in zip(right.tolist(), found, strict=True)) / right.size
        if recall >= RECALL or probed >= index.nlist or (before >= ENOUGH and recall - before < LITTLE):
            return probed, recall
        probed, before = min(2 * probed, index.nlist), recall


def search(index: Any, store: StoredPassages, asked: Vectors, limit: int, only: Any = None) -> list[tuple[int, float]]:  # noqa: ANN401
    """The nearest passages: eight bits choose more than are wanted, and their stored vectors decide; in no order."""
    _, found = index.search(asked.reshape(1, -1), min(index.ntotal, CHOSEN * limit), params=only)
    ids = np.sort(found[0][found[0] >= 0])
    known, vectors = stored.of_ids(store, ids)
    return list(zip(known, (vectors @ asked).tolist(), strict=True))


def nearest(store: StoredPassages, asked: Vectors) -> Ids:
    """Ids of the nearest passages to each of some vectors, by comparing all."""
    best, known = np.zeros((len(asked), 0), np.float32), np.zeros((len(asked), 0), np.int64)
    for ids, vectors in stored.blocks(store, BLOCK):
        scores = np.concatenate([best, asked @ vectors.T], axis=1)
        numbers = np.concatenate([known, np.broadcast_to(ids, (len(asked), len(ids)))], axis=1)
        order = np.argpartition(-scores, min(NEAREST, scores.shape[1]) - 1, axis=1)[:, :NEAREST]
        best, known = np.take_along_axis(scores, order, 1), np.take_along_axis(numbers, order, 1)
    return known

"""Both rankings of a local store, narrowed by a filter before or after the search, whichever is the less work."""

from index.local import lexical
from index.local.dense import Dense
from index.local.passages import StoredPassages
from index.types import Filter, Vectors

LARGE = 50_000  # passages from which it is worth a try to search before the filter
WIDER = 8  # times the depth that is then searched

Ranking = list[tuple[int, float]]  # ids of passages and their scores, best first


def rankings(
    store: StoredPassages, dense: Dense, vector: Vectors, query: str, depth: int, only: Filter
) -> tuple[Ranking, Ranking]:
    """The nearest passages and those that hold the words, of all that a filter lets through.

    In a large store what is found without the filter is narrowed first: of a filter that lets much through, that is enough.
    """
    if only != Filter() and store.count("passages") >= LARGE:
        wide = WIDER * depth
        near, holding = _near(dense, vector, wide), lexical.search(store, query, wide)
        passing = store.allowed(only, [i for i, _ in (*near, *holding)]) or set()
        no_nearer, no_more = not vector.any(), len(holding) < wide  # beyond what was found
        near, holding = ([pair for pair in found if pair[0] in passing] for found in (near, holding))
        if (no_nearer or len(near) >= depth) and (no_more or len(holding) >= depth):
            return near[:depth], holding[:depth]
    allowed = store.allowed(only)
    return _near(dense, vector, depth, allowed), lexical.search(store, query, depth, allowed)


def _near(dense: Dense, vector: Vectors, depth: int, allowed: set[int] | None = None) -> Ranking:
    """The nearest passages to the vector of a question; none where the question has no vector."""
    return dense.search(vector, depth, allowed) if vector.any() else []

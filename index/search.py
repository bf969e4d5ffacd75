"""Search: dense and lexical rankings, fused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index import lexical
from index.dense import Dense
from index.store import Store
from index.types import Filter, Hit, Vectors

DEPTH = 60  # places of each ranking that are fused; beyond it a place adds next to nothing
RRF = 5  # constant of the fusion; of 5 and the paper's 60 the better one by the gate's "article in first 4"
NEUTRAL = 0.5  # stands for the cosine where there is no vector of the question: its words alone decide
LARGE = 50_000  # passages from which it is worth a try to search before the filter
WIDER = 8  # times the depth that is then searched
SPREAD = 0.8  # of its score keeps each further passage of an article; by the gate's "article in first 4"


def hybrid(store: Store, dense: Dense, vector: Vectors, query: str, limit: int, only: Filter) -> list[Hit]:
    """Passages by both rankings fused, best first; ties by id, so that the order is total and repeatable."""
    near, holding = _rankings(store, dense, vector, query, max(DEPTH, 2 * limit), only)
    fused = reciprocal_rank_fusion([[i for i, _ in near], [i for i, _ in holding]])
    best = fused[: 2 * limit]
    found = store.passages([i for i, _ in best], only)
    semantic = bool(vector.any())
    hits = [
        Hit(found[i][0], score, float(found[i][1] @ vector) if semantic else NEUTRAL) for i, score in best if i in found
    ]
    return hits[:limit]


def _rankings(
    store: Store, dense: Dense, vector: Vectors, query: str, depth: int, only: Filter
) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
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


def _near(dense: Dense, vector: Vectors, depth: int, allowed: set[int] | None = None) -> list[tuple[int, float]]:
    """The nearest passages to the vector of a question; none where the question has no vector."""
    return dense.search(vector, depth, allowed) if vector.any() else []


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Fuse rankings of ids into one: (id, score), best first, ties by id.

    Cormack, Clarke and Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods".
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (RRF + place)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def shown(hits: Sequence[Hit]) -> list[Hit]:
    """The hits as people see them: each text once, and several articles before much of one."""
    counted: Counter[str] = Counter()
    spread = []
    for hit in without_copies(hits):
        article = hit.passage.article
        spread.append(replace(hit, score=hit.score * SPREAD ** counted[article]))
        counted[article] += 1
    return sorted(spread, key=lambda hit: -hit.score)


def without_copies(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, each text once: the best placed stands for its copies."""
    seen: dict[str, Hit] = {}
    for hit in hits:
        seen.setdefault(" ".join(hit.passage.text.split()).casefold(), hit)
    return list(seen.values())

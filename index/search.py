"""Search: dense and lexical rankings, fused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.store import Store
from index.types import Filter, Hit, Vectors

DEPTH = 60  # places of each ranking that are fused; beyond it a place adds next to nothing
RRF = 5  # constant of the fusion; of 5 and the paper's 60 the better one by the gate's "article in first 4"
NEUTRAL = 0.5  # stands for the cosine where there is no vector of the question: its words alone decide
SPREAD = 0.8  # of its score keeps each further passage of an article; by the gate's "article in first 4"


def hybrid(store: Store, vector: Vectors, query: str, limit: int, only: Filter) -> list[Hit]:
    """Passages by both rankings fused, best first; ties by id, so that the order is total and repeatable."""
    fused = reciprocal_rank_fusion(store.rankings(vector, query, max(DEPTH, 2 * limit), only))
    best = fused[: 2 * limit]
    found = store.passages([i for i, _ in best], only)
    semantic = bool(vector.any())
    hits = [
        Hit(found[i][0], score, float(found[i][1] @ vector) if semantic else NEUTRAL) for i, score in best if i in found
    ]
    return hits[:limit]


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

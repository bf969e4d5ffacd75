"""Search finds the right passage, by both rankings, in an order that does not change."""

from datetime import date

import pytest

from corpus.types import Article
from index.library import Index
from index.opening import local
from index.search import RRF, reciprocal_rank_fusion, without_copies
from index.types import Filter, Hit, Passage
from tests.conftest import CountingEncoder


def test_fusion_is_the_textbook_sum() -> None:
    """An item's score is the sum of 1 / (k + place) over the rankings that hold it."""
    scores: dict[int, float] = {}
    rankings = [[3, 1, 2], [2, 3]]
    for item in (1, 2, 3):
        scores[item] = sum(1 / (RRF + ranking.index(item) + 1) for ranking in rankings if item in ranking)

    assert sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])) == reciprocal_rank_fusion(rankings)


def test_fusion_by_hand() -> None:
    """With the constant 5: first of one ranking and second of the other is 1/6 + 1/7, third of both 1/8 + 1/8."""
    found = reciprocal_rank_fusion([[10, 30, 20], [30, 40, 20]])

    assert [30, 20, 10, 40] == [item for item, _ in found]
    assert [1 / 6 + 1 / 7, 1 / 8 + 1 / 8, 1 / 6, 1 / 7] == pytest.approx([score for _, score in found])
    assert 5 == RRF


def test_fusion_breaks_ties_by_id() -> None:
    """Items with equal scores come in the order of their ids, whichever ranking they are of."""
    assert [1, 2, 3, 4] == [item for item, _ in reciprocal_rank_fusion([[2, 3], [1, 4]])]
    assert [] == reciprocal_rank_fusion([[], []])


def test_a_hit_is_fused_from_both_rankings(library: Index, encoder: CountingEncoder) -> None:
    """A hit's score is the sum over the dense and the lexical place, and its cosine the dot product of the vectors."""
    query = "school rice"  # in the vector space and by words: rice first, the two others hold no word of it
    hits = library.search(query)
    ids, vectors = local(library.store).vectors()
    cosines = dict(zip(ids, (vectors @ encoder.encode_queries([query])[0]).tolist(), strict=True))
    places = {i: place for place, i in enumerate(sorted(ids, key=lambda i: (-cosines[i], i)), start=1)}
    expected = {i: 1 / (RRF + places[i]) + (1 / (RRF + 1) if i == 3 else 0) for i in ids}

    assert sorted(ids, key=lambda i: (-expected[i], i)) == [hit.passage.id for hit in hits]
    assert [expected[hit.passage.id] for hit in hits] == pytest.approx([hit.score for hit in hits])
    assert [cosines[hit.passage.id] for hit in hits] == pytest.approx([hit.cosine for hit in hits], abs=1e-6)


def test_copies_leave_room_for_others(encoder: CountingEncoder) -> None:
    """A story that many outlets ran word for word takes one place of a limited search, under its best placed copy."""
    copies = [Article(f"copy{n}.txt", "The storm left 14 people dead in Vell.", None, f"Outlet {n}") for n in range(5)]
    index = Index.in_memory([*copies, Article("own.txt", "The storm was dead calm after all.")], encoder)
    hits = index.search("storm dead", limit=2)

    assert ["copy0.txt", "own.txt"] == [hit.passage.article for hit in hits], [(h.passage, h.score) for h in hits]
    assert 6 == len(index.candidates("storm dead", limit=10))


def test_the_order_is_repeatable(library: Index) -> None:
    """The same query gives the same hits in the same order, scores included."""
    assert library.search("Vell storm rice") == library.search("Vell storm rice")


@pytest.mark.parametrize(
    ("query", "article"),
    [("who closed the bridge", "bridge.txt"), ("fishermen missing", "storm.txt"), ("school rice", "rice.txt")],
)
def test_the_right_article_comes_first(library: Index, query: str, article: str) -> None:
    """The first passage is of the article that the query is about."""
    hits = library.search(query)

    assert article == hits[0].passage.article, [(hit.passage.article, hit.score) for hit in hits]


def test_filters_leave_out_undated_articles(library: Index) -> None:
    """A filter by day keeps only articles known to be published in its span; one by outlet ignores case."""
    since = {hit.passage.article for hit in library.search("rice bridge storm", only=Filter(since=date(2026, 5, 5)))}
    outlet = {hit.passage.article for hit in library.search("rice bridge storm", only=Filter(outlet="orla post"))}

    assert {"storm.txt"} == since
    assert {"bridge.txt", "rice.txt"} == outlet


def test_copies_of_a_passage_are_shown_once() -> None:
    """Of passages with the same words only the best placed is shown."""
    hits = [
        Hit(Passage(n, f"{n}.txt", 0, 9, text), 1.0 / n, 0.5)
        for n, text in ((1, "The same."), (2, "Another."), (3, "the  same."))
    ]

    assert [1, 2] == [hit.passage.id for hit in without_copies(hits)]

"""Search finds the right passage, by both rankings, in an order that does not change."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dense import Dense
from index.lexical import match_expression
from index.lexical import search as lexical_search
from index.library import Index
from index.search import RRF, reciprocal_rank_fusion, without_copies
from index.types import Filter, Hit, Passage
from tests.conftest import ARTICLES, CountingEncoder


def test_fusion_is_the_textbook_sum() -> None:
    """An item's score is the sum of 1 / (k + place) over the rankings that hold it."""
    scores: dict[int, float] = {}
    rankings = [[3, 1, 2], [2, 3]]
    for item in (1, 2, 3):
        scores[item] = sum(1 / (RRF + ranking.index(item) + 1) for ranking in rankings if item in ranking)

    assert sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])) == reciprocal_rank_fusion(rankings)


def test_fusion_breaks_ties_by_id() -> None:
    """Items with equal scores come in the order of their ids."""
    assert [1, 2] == [item for item, _ in reciprocal_rank_fusion([[2], [1]])]


def test_dense_search_equals_a_dot_product(library: Index, encoder: CountingEncoder) -> None:
    """Dense search gives every passage the dot product of its vector with the query's, best first."""
    ids, vectors = library.store.vectors()
    query = encoder.encode_queries(["the storm and the dead"])[0]
    expected = sorted(zip(ids, (vectors @ query).tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    found = Dense(library.store).search(query, 10)

    assert [i for i, _ in expected] == [i for i, _ in found]
    assert np.allclose([c for _, c in expected], [c for _, c in found])


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


@given(st.text(max_size=200))
def test_any_query_is_safe(query: str) -> None:
    """No query, whatever signs it holds, is an error of the full-text search."""
    index = Index.in_memory(ARTICLES[:1], CountingEncoder())

    assert isinstance(lexical_search(index.store, query, 5), list)


def test_a_query_of_operators_is_words(library: Index) -> None:
    """FTS5 operators and quotes in a query are searched as words."""
    assert '"bridge" OR "near" OR "cost"' == match_expression(library.store, 'bridge NEAR "cost"*')
    assert match_expression(library.store, '"*(){}') is None
